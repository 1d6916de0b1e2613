import { describe, expect, it } from 'vitest';
import * as docx from '../../../support/files/word-file.ts';
import { wordsOfBlocks } from '../../../support/files/words.ts';
import { imported, refused } from './reading.ts';

const megabyte = 1024 * 1024;

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

describe('a file made to break the import does not', { timeout: 60_000 }, () => {
  it('a zip bomb is refused by what it claims, and by what comes out of it', async () => {
    const honest = docx.wordFile('', {
      parts: [
        { name: 'word/document.xml', content: new Uint8Array(33 * megabyte), isDeflated: true }
      ]
    });
    expect(honest.length).toBeLessThan(megabyte);
    expect((await refused('bomb.docx', honest)).type).toBe('too-much-inside');

    const lying = docx.wordFile('', {
      parts: [
        {
          name: 'word/document.xml',
          content: new Uint8Array(33 * megabyte),
          isDeflated: true,
          claims: { size: 1000 }
        }
      ]
    });
    expect((await refused('bomb.docx', lying)).type).toBe('damaged');

    const many = docx.wordFile('', {
      parts: Array.from({ length: 40 }, (_, index) => ({
        name: `word/part${index}.xml`,
        content: new Uint8Array(megabyte),
        isDeflated: true
      }))
    });
    expect((await refused('bomb.docx', many)).type).toBe('too-much-inside');
  });

  it('a picture of any size within a Word document is never unpacked', async () => {
    const file = docx.wordFile(
      docx.paragraph('Two trays were open.') + docx.paragraph(docx.picture()),
      {
        parts: [
          { name: 'word/media/image1.png', content: '', claims: { size: 0xffff_fff0, crc: 1 } }
        ]
      }
    );
    expect((await imported('x.docx', file)).notes).toEqual([
      { type: 'pictures-left-out', count: 1 }
    ]);
  });

  it('parts of a zip that are locked', async () => {
    const file = docx.wordFile('', {
      parts: [{ name: 'word/document.xml', content: 'x', isEncrypted: true }]
    });
    expect((await refused('x.docx', file)).type).toBe('password-protected');
  });

  it('a Word document nested beyond reason', async () => {
    const deep = '<w:ins>'.repeat(30_000) + docx.run('Deep.') + '</w:ins>'.repeat(30_000);
    expect((await refused('deep.docx', docx.wordFile(docx.paragraph(deep)))).type).toBe('damaged');
  });

  it('a Word document with a tag that does not end', async () => {
    const names = Array.from({ length: 50_000 }, (_, index) => `a${index}="1"`);
    const failure = await refused('wide.docx', docx.wordFile(`<w:p ${names.join(' ')}/>`));
    expect(failure.type).toBe('damaged');
  });

  it('20,000 elements within each other lose no word, and nest no deeper than an editor bears', async () => {
    for (const tag of ['div', 'ul><li', 'table><tr><td']) {
      const page = `<p>See.</p>${`<${tag}>a `.repeat(20_000)}end`;
      const { blocks } = await imported('deep.html', page);
      expect(wordsOfBlocks(blocks)).toEqual([
        'See',
        ...Array.from({ length: 20_000 }, () => 'a'),
        'end'
      ]);
      expect(depthOf(blocks)).toBeLessThan(40);
    }
    const { blocks } = await imported('deep.html', `<p>See.</p>${'<svg>'.repeat(20_000)}no`);
    expect(blocks).toHaveLength(1);
  });

  it('formatting that reopens itself in every paragraph', async () => {
    const page = Array.from({ length: 20_000 }, (_, index) => `<p><b id=${index}>x`).join('');
    const { blocks } = await imported('bold.html', `<p>See.</p>${page}`);
    expect(wordsOfBlocks(blocks)).toHaveLength(20_001);
    const wide = '<p>'.repeat(510_000);
    expect((await refused('wide.html', wide)).type).toBe('too-much-inside');
  });

  it('spans that would make a table of millions of cells', async () => {
    const { blocks } = await imported(
      'x.html',
      `<p>See.</p><table><tr><td colspan=1000 rowspan=60000>a<td>b</tr>${'<tr><td>c'.repeat(5000)}</table>`
    );
    expect(JSON.stringify(blocks).length).toBeLessThan(2 * megabyte);
    const many = await imported(
      'x.html',
      `<p>See.</p><table>${'<tr><td>c<td>d'.repeat(12_000)}</table>`
    );
    expect(many.notes).toEqual([{ type: 'tables-kept-as-text', count: 1 }]);
    const tabs = await imported('x.txt', `a${'\t'.repeat(5000)}b\n${'c\td\n'.repeat(12_000)}`);
    expect(tabs.notes).toEqual([{ type: 'tables-kept-as-text', count: 1 }]);
  });

  it('a text of one line, of one word, of many lines in one paragraph, or of a million', async () => {
    const wrapped = 'the quick brown fox jumps over the lazy dog and then some more\n'.repeat(
      60_000
    );
    for (const text of [
      'word '.repeat(megabyte / 4),
      'x'.repeat(megabyte),
      wrapped,
      '- '.repeat(megabyte / 2)
    ]) {
      await imported('long.txt', `${text}x`);
    }
    expect((await refused('log.txt', 'a\n'.repeat(megabyte))).type).toBe('too-much-inside');
  });
});
