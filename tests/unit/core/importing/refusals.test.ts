import { describe, expect, it } from 'vitest';
import {
  checkBeforeReading,
  describeFailure,
  describeNote,
  type ImportFailure
} from '#lib/core/importing/index.ts';
import { lockedWordFile, oleFile } from '../../../support/files/ole-file.ts';
import { wordFile } from '../../../support/files/word-file.ts';
import { zipFile } from '../../../support/files/zip-file.ts';
import { bytesOf, imported, refused } from './reading.ts';

const megabyte = 1024 * 1024;
const png = new Uint8Array([
  0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52
]);

/** What, what it is, what now: one sentence each time. */
function expectSentence(failure: ImportFailure | null, ...parts: string[]): void {
  if (failure === null) throw new Error('was not refused');
  const sentence = describeFailure(failure);
  expect(sentence).toMatch(/^“[^”]+” \S.*: \S.*\.$/);
  for (const part of parts) expect(sentence).toContain(part);
}

describe('Amina drops files that cannot be read, and each gets a sentence', () => {
  it('an empty file', async () => {
    expectSentence(
      await refused('ward notes.txt', ''),
      '“ward notes.txt”',
      'empty file',
      'save it again'
    );
    expectSentence(checkBeforeReading({ name: 'ward notes.docx', size: 0 }), 'empty file');
  });

  it('a file of blank lines, or of nothing but a picture', async () => {
    expectSentence(await refused('blank.txt', ' \n\n\t\n'), 'a plain text without any words');
    expectSentence(
      await refused('scan.html', '<img src="a.png">'),
      'a web page (HTML) without any words'
    );
  });

  it('a file of 200 MB, which is never read', () => {
    const failure = checkBeforeReading({ name: 'all incidents.docx', size: 200 * megabyte });
    expect(failure?.type).toBe('too-large');
    expectSentence(
      failure,
      '“all incidents.docx”',
      'a Word document of 200 MB',
      'up to 50 MB',
      'split it'
    );
    expectSentence(checkBeforeReading({ name: 'log.txt', size: 200 * megabyte }), 'up to 5 MB');
    expectSentence(checkBeforeReading({ name: 'theatre.mp4', size: 200 * megabyte }), 'is a video');
    expect(checkBeforeReading({ name: 'report.docx', size: 20 * megabyte })).toBeNull();
  });

  it('a PNG renamed to .docx', async () => {
    const failure = await refused('photo.docx', png);
    expect(failure.type).toBe('not-what-it-says');
    expectSentence(
      failure,
      '“photo.docx” ends in .docx but is a PNG picture',
      'write what it shows'
    );
  });

  it('a Word document locked with a password', async () => {
    const failure = await refused('minutes.docx', lockedWordFile());
    expect(failure.type).toBe('password-protected');
    expectSentence(failure, '“minutes.docx”', 'locked with a password', 'take the password off');
  });

  it('a text in Windows-1252 is read all the same, and its sentence says what to look over', async () => {
    const text = bytesOf('Costs: X250 per case. The nurse said Yno delayZ.').map(
      (byte) => ({ 0x58: 0xa3, 0x59: 0x93, 0x5a: 0x94 })[byte] ?? byte
    );
    const { blocks, notes } = await imported('costs 2019.txt', text);
    expect(JSON.stringify(blocks)).toContain('Costs: £250 per case. The nurse said “no delay”.');
    expect(notes.map((note) => describeNote(note, 'costs 2019.txt'))).toEqual([
      '“costs 2019.txt” is not in UTF-8, so it was read as Windows-1252 (older Windows): look over pound signs, quotation marks and dashes.'
    ]);
  });

  it('bytes that are no text in any encoding that can be told', async () => {
    const cyrillic = Uint8Array.from({ length: 400 }, (_, index) =>
      index % 7 === 0 ? 0x20 : 0xe0 + (index % 31)
    );
    const failure = await refused('отчёт.txt', cyrillic);
    expect(failure.type).toBe('unknown-encoding');
    expectSentence(failure, '“отчёт.txt”', 'save it as plain text in UTF-8');
    const binary = Uint8Array.from({ length: 400 }, (_, index) => (index * 7) % 32);
    expect((await refused('x.md', binary)).type).toBe('unknown-encoding');
  });

  it.each([
    ['leaflet.pdf', bytesOf('%PDF-1.7 …'), 'is a PDF: copy its text'],
    ['old.doc', oleFile('WordDocument', '1Table'), 'an older Word (.doc): open it in Word'],
    ['figures.xls', oleFile('Workbook'), 'an older Excel'],
    ['talk.ppt', oleFile('PowerPoint Document'), 'an older PowerPoint'],
    ['mail.msg', oleFile('__properties_version1.0', 'WordDocument'), 'an Outlook message'],
    ['letter.rtf', bytesOf('{\\rtf1 Dear all}'), 'a Rich Text document'],
    [
      'figures.xlsx',
      zipFile([
        { name: '[Content_Types].xml', content: '' },
        { name: 'xl/workbook.xml', content: '' }
      ]),
      'an Excel spreadsheet'
    ],
    [
      'talk.pptx',
      zipFile([{ name: 'ppt/presentation.xml', content: '' }]),
      'a PowerPoint presentation'
    ],
    [
      'letter.odt',
      zipFile([{ name: 'mimetype', content: 'application/vnd.oasis.opendocument.text' }]),
      'an OpenDocument text'
    ],
    ['many.zip', zipFile([{ name: 'a.txt', content: 'a' }]), 'a zip archive: unpack it'],
    ['values.csv', bytesOf('a,b\n1,2'), 'a table of values'],
    ['values.dat', new Uint8Array([1, 2, 3, 0x81, 0x90, 0xff]), 'does not know (.dat)'],
    ['notes.xyz', bytesOf('hello'), 'does not know (.xyz): save it as Word']
  ])('%s, honest about what it is', async (name, content, words) => {
    const failure = await refused(name, content);
    expect(failure.type).toBe('unsupported');
    expectSentence(failure, `“${name}”`, words);
  });

  it.each([
    ['report.docx', bytesOf('%PDF-1.7 …'), 'ends in .docx but is a PDF'],
    ['report.txt', oleFile('WordDocument'), 'ends in .txt but is a document of an older Word'],
    [
      'page.html',
      zipFile([{ name: 'xl/workbook.xml', content: '' }]),
      'ends in .html but is an Excel spreadsheet'
    ],
    [
      'report.docx',
      zipFile([{ name: 'a.txt', content: 'a' }]),
      'ends in .docx but is a zip archive'
    ]
  ])('%s, which is something else', async (name, content, words) => {
    const failure = await refused(name, content);
    expect(failure.type).toBe('not-what-it-says');
    expectSentence(failure, words);
  });

  it('a Word document that was cut short, altered, or never was one', async () => {
    const whole = wordFile('<w:p><w:r><w:t>Ward 7</w:t></w:r></w:p>');
    const altered = whole.slice();
    altered[Buffer.from(altered.buffer).indexOf('decimal')] = 0x44;
    const brokenXml = wordFile('', {
      parts: [{ name: 'word/document.xml', content: '<w:document' }]
    });
    for (const bytes of [whole.subarray(0, 900), altered, brokenXml, new Uint8Array(500)]) {
      const failure = await refused('report.docx', bytes);
      expect(failure.type).toBe('damaged');
      expectSentence(failure, '“report.docx” is a Word document that is damaged', 'save it again');
    }
  });

  it('a file name cannot break or turn the sentence', async () => {
    const sentence = describeFailure(await refused(`a\u202e\n${'b'.repeat(300)}.txt`, ''));
    expect(sentence).not.toMatch(/[\n\u202e]/);
    expect(sentence.length).toBeLessThan(200);
  });
});
