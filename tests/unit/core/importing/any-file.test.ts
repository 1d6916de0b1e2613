import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeFailure, describeNote, readFile } from '#lib/core/importing/index.ts';
import * as docx from '../../../support/files/word-file.ts';
import { wordsOf, wordsOfBlocks } from '../../../support/files/words.ts';
import { bytesOf, expectToFitSchema, imported } from './reading.ts';

const endings = ['txt', 'md', 'html', 'docx', 'doc', 'csv', ''];
const name = fc
  .tuple(fc.string({ minLength: 1, maxLength: 12 }), fc.constantFrom(...endings))
  .map(([base, ending]) => `${base}.${ending}`);

async function expectAnAnswer(fileName: string, bytes: Uint8Array): Promise<void> {
  const read = await readFile({ name: fileName, bytes });
  if (!read.ok) {
    expect(describeFailure(read.error)).toMatch(/^“[^]*\.$/);
    return;
  }
  expect(read.value.title).not.toBe('');
  expectToFitSchema(read.value.blocks);
  for (const note of read.value.notes) expect(describeNote(note, fileName)).toMatch(/^“[^]*\.$/);
}

const word = fc.constantFrom(
  'the',
  'Ward',
  'nurse',
  '7',
  'café',
  'QSC',
  'a',
  'checked',
  '£1,250',
  '12.5',
  'AB',
  'x',
  'incident'
);
const words = fc.array(word, { minLength: 1, maxLength: 14 }).map((some) => some.join(' '));

describe('any file at all', { timeout: 60_000 }, () => {
  it('gets a document that fits the schema or a sentence, and never breaks the import', async () => {
    await fc.assert(fc.asyncProperty(name, fc.uint8Array({ maxLength: 400 }), expectAnAnswer), {
      numRuns: 200,
      seed: 2
    });
  });

  it('also when its beginning promises something', async () => {
    const beginnings = [
      'PK\x03\x04',
      '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1',
      '<html>',
      '---\ntitle: x\n',
      '\xff\xfe',
      '\xef\xbb\xbf',
      '{\\rtf1'
    ];
    const bytes = fc
      .tuple(fc.constantFrom(...beginnings), fc.uint8Array({ maxLength: 600 }))
      .map(
        ([beginning, rest]) =>
          new Uint8Array(Buffer.concat([Buffer.from(beginning, 'latin1'), rest]))
      );
    await fc.assert(fc.asyncProperty(name, bytes, expectAnAnswer), { numRuns: 150, seed: 3 });
  });

  it('also when it is a Word document in which some bytes were changed', async () => {
    const whole = docx.wordFile(
      docx.styled('Heading1', 'Falls') + docx.table(docx.row(docx.cell('a'), docx.cell('b')))
    );
    const change = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), {
      minLength: 1,
      maxLength: 6
    });
    const property = fc.asyncProperty(change, async (changes) => {
      const bytes = whole.slice();
      for (const [at, byte] of changes) bytes[at] = byte;
      await expectAnAnswer('report.docx', bytes);
    });
    await fc.assert(property, { numRuns: 80, seed: 4 });
  });

  it('also when it is made of HTML and Markdown in any disorder', async () => {
    const pieces = fc.constantFrom(
      ...'<table> <tr> <td colspan=3> <th rowspan=9> </table> <ul> <ol start=4> <li> </ul> <p> <br> <b> </b> <h1> <h3> </h1> <pre> </pre> <blockquote> <a href="https://a.b"> </a>'.split(
        / (?=<)/
      ),
      ...[
        '<input type=checkbox>',
        '<img>',
        '<svg>',
        '<select>',
        '<template>',
        '&#0;',
        '&#11;',
        '\ud800',
        '\u0007',
        '\n',
        '\n\n',
        '\t',
        ' | ',
        '|---|',
        '- ',
        '  - ',
        '1. ',
        '> ',
        '# ',
        '**',
        '_',
        '`',
        'word',
        'WORD '
      ]
    );
    const text = fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join(''));
    const ending = fc.constantFrom('x.html', 'x.md', 'x.txt');
    await fc.assert(
      fc.asyncProperty(ending, text, (file, source) => expectAnAnswer(file, bytesOf(source))),
      { numRuns: 300, seed: 5 }
    );
  });
});

describe('no word is lost or moved', { timeout: 60_000 }, () => {
  it('in plain text of any layout', async () => {
    const marks = fc.constantFrom(
      '',
      '',
      '',
      '- ',
      '• ',
      '1. ',
      '2) ',
      '12. ',
      '\t',
      '  ',
      '   – ',
      '# ',
      '** ',
      '| ',

      '(3) ',
      '- 4. '
    );
    const gaps = fc.constantFrom(
      ' ',
      ' ',
      '\t',
      ' | ',
      '  ',
      ': ',
      '\t\t',
      '-\n',
      '. ',
      ' **',
      '* ',
      '\u00a0'
    );
    const line = fc.tuple(marks, words, gaps, words).map((parts) => parts.join(''));
    const breaks = fc.constantFrom(
      '\n',
      '\n',
      '\n\n',
      '\r\n',
      '\f',
      '\n----\n',
      '\n\t\t\n',
      '\v',
      '\n===\n'
    );
    const text = fc
      .array(fc.tuple(line, breaks), { minLength: 1, maxLength: 30 })
      .map((lines) => lines.flat().join(''));
    const property = fc.asyncProperty(text, async (source) => {
      const { title, blocks } = await imported('~.txt', source);
      const kept = wordsOfBlocks(blocks);
      expect([kept, [...wordsOf(title), ...kept]]).toContainEqual(wordsOf(source));
    });
    await fc.assert(property, { numRuns: 700, seed: 6 });
  });

  it('in the visible text of a web page', async () => {
    const { html } = fc.letrec<{ html: string; table: string }>((tie) => ({
      html: fc.oneof(
        { maxDepth: 5 },
        words,
        fc
          .tuple(
            fc.constantFrom(
              'p',
              'div',
              'b',
              'em',
              'span',
              'h2',
              'h5',
              'blockquote',
              'section',
              'pre',
              'a',
              'del',
              'form',
              'ul',
              'label'
            ),
            fc.array(tie('html'), { maxLength: 4 })
          )
          .map(([tag, inside]) => `<${tag}>${inside.join(' ')}</${tag}> `),
        fc
          .tuple(fc.constantFrom('ul', 'menu'), fc.array(tie('html'), { maxLength: 4 }))
          .map(
            ([tag, items]) => `<${tag}>${items.map((item) => `<li>${item}</li>`).join('')}</${tag}>`
          ),
        fc.constantFrom(
          '<br>',
          '<hr>',
          '<img alt="hidden">',
          '<script>hidden()</script>',
          '<!-- hidden -->',
          '<p hidden>hidden</p>',
          '<input value=hidden>'
        ),
        tie('table')
      ),
      table: fc
        .array(
          fc.array(
            fc.tuple(
              fc.constantFrom('td', 'th', 'td colspan=2', 'td rowspan=3', 'td colspan=4 rowspan=2'),
              tie('html')
            ),
            { maxLength: 4 }
          ),
          { maxLength: 4 }
        )
        .map(
          (rows) =>
            `<table>${rows.map((cells) => `<tr>${cells.map(([cell, inside]) => `<${cell}>${inside}`).join('')}`).join('')}</table>`
        )
    }));
    const property = fc.asyncProperty(html, async (source) => {
      const { blocks } = await imported('~.html', `<p>First.</p>${source}`);
      const visible = source
        .replace(/<script>.*?<\/script>|<!--.*?-->|<p hidden>.*?<\/p>/g, ' ')
        .replace(/<[^>]*>/g, (tag) => (/^<\/?(b|em|span|a|del|label)>/.test(tag) ? '' : ' '));
      expect(wordsOfBlocks(blocks)).toEqual(wordsOf(`First. ${visible}`));
    });
    await fc.assert(property, { numRuns: 250, seed: 8 });
  });
});
