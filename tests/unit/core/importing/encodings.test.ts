import { describe, expect, it } from 'vitest';
import { imported, paragraph, refused } from './reading.ts';

const sentence = 'The nurse said “no – wait” for £5.';
const utf16 = (text: string) => new Uint8Array(Buffer.from(text, 'utf16le'));
const swapped = (bytes: Uint8Array) => new Uint8Array(Buffer.from(bytes).swap16());

describe('Farah imports text from many machines', () => {
  it.each([
    ['UTF-8 with a mark', new TextEncoder().encode(`\ufeff${sentence}`)],
    ['UTF-16 of Windows', utf16(`\ufeff${sentence}`)],
    ['UTF-16 the other way round', swapped(utf16(`\ufeff${sentence}`))],
    ['UTF-16 without a mark', utf16(sentence)],
    ['old line ends', new TextEncoder().encode(`${sentence}\r\r`)]
  ])('%s', async (_, bytes) => {
    const { blocks, notes } = await imported('x.txt', bytes);
    expect(blocks).toEqual([paragraph(sentence)]);
    expect(notes).toEqual([]);
  });

  it('UTF-8 cut short within a letter', async () => {
    const bytes = new TextEncoder().encode(`${'Ärger über Öl. '.repeat(10)}Ä`);
    const { blocks, notes } = await imported('x.txt', bytes.subarray(0, -1));
    expect(JSON.stringify(blocks)).toContain('Ärger über Öl. \ufffd');
    expect(notes).toEqual([{ type: 'characters-unreadable', count: 1 }]);
  });

  it('strips characters that no document can hold, and composes accents', async () => {
    const { blocks } = await imported(
      'x.txt',
      'The\u0000 nu\u00adrse\u0007 said\u000bcafe\u0301\u200b.\ud800'
    );
    expect(blocks).toEqual([paragraph('The nurse said', { type: 'hardBreak' }, 'café.\ufffd')]);
  });

  it('refuses what is full of control characters', async () => {
    expect((await refused('x.txt', '\u0000\u0001\u0002word'.repeat(20))).type).toBe(
      'unknown-encoding'
    );
  });
});
