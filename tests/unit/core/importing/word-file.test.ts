import { describe, expect, it } from 'vitest';
import { describeNote } from '#lib/core/importing/index.ts';
import * as docx from '../../../support/files/word-file.ts';
import { bullets, cellsOf, heading, imported, paragraph } from './reading.ts';

describe('Ben imports a Word document', () => {
  it('keeps title, headings, bold, lists, links, quotes and footnotes', async () => {
    const file = docx.wordFile(
      [
        docx.styled('Title', 'Wrong lens implanted'),
        docx.styled('Heading1', 'What happened'),
        docx.paragraph(
          docx.run('The lens was ') + docx.bold('not') + docx.bold(' checked') + docx.run(' twice.')
        ),
        docx.styled('Heading2', 'Why'),
        docx.item('Two lists'),
        docx.item('on paper', 1),
        docx.item('One nurse'),
        docx.item('First', 0, 2),
        docx.item('Second', 0, 2),
        docx.styled('Quote', 'Nobody asked.'),
        docx.paragraph(
          docx.run('See ') + docx.link('link1', 'the guidance') + docx.footnoteReference(1)
        ),
        docx.paragraph(docx.link('link2', 'on the ward drive'))
      ].join(''),
      {
        links: ['https://example.org/guidance', 'file:///W:/lens.doc'],
        footnotes: ['Version of 2023.']
      }
    );

    const { title, blocks, words, notes } = await imported('lens.docx', file);

    expect(title).toBe('Wrong lens implanted');
    expect(blocks).toEqual([
      heading(2, 'What happened'),
      paragraph(
        'The lens was ',
        { type: 'text', text: 'not checked', marks: [{ type: 'bold' }] },
        ' twice.'
      ),
      heading(3, 'Why'),
      bullets([paragraph('Two lists'), bullets('on paper')], 'One nurse'),
      { ...bullets('First', 'Second'), type: 'orderedList' },
      { type: 'blockquote', content: [paragraph('Nobody asked.')] },
      paragraph(
        'See ',
        {
          type: 'text',
          text: 'the guidance',
          marks: [{ type: 'link', attrs: { href: 'https://example.org/guidance' } }]
        },
        '[1]'
      ),
      paragraph('on the ward drive'),
      { ...bullets('Version of 2023.'), type: 'orderedList' }
    ]);
    expect(words).toBe(29);
    expect(notes).toEqual([{ type: 'links-left-out', count: 1 }]);
  });

  it('keeps tables with their merged cells', async () => {
    const file = docx.wordFile(
      docx.table(
        docx.row(docx.cell('Action', '<w:gridSpan w:val="2"/>'), docx.cell('Lead')),
        docx.row(
          docx.cell('1', '<w:vMerge w:val="restart"/>'),
          docx.cell('Audit'),
          docx.cell('AB')
        ),
        docx.row(docx.cell('', '<w:vMerge/>'), docx.cell('Train'), docx.cell('CD'))
      )
    );
    const { title, blocks } = await imported('action plan_2024.docx', file);
    expect(title).toBe('Action plan 2024');
    expect(cellsOf(blocks[0])).toEqual([
      ['Action[colspan 2]', 'Lead'],
      ['1[rowspan 2]', 'Audit', 'AB'],
      ['Train', 'CD']
    ]);
  });

  it('leaves pictures and comments out, and says so', async () => {
    const file = docx.wordFile(
      docx.paragraph(docx.run('The tray: ') + docx.picture()) +
        docx.paragraph('Two trays were open.'),
      { comments: ['Is this right?', 'Ask Carys.'] }
    );
    const { blocks, notes } = await imported('tray.docx', file);
    expect(blocks).toEqual([paragraph('The tray:'), paragraph('Two trays were open.')]);
    expect(notes.map((note) => describeNote(note, 'tray.docx'))).toEqual([
      '“tray.docx”: 1 picture, chart or drawing left out, for Cairn keeps words only.',
      '“tray.docx”: 2 comments in the margin left out.'
    ]);
  });

  it('leaves equations out, and says so', async () => {
    const file = docx.wordFile(
      docx.paragraph('The dose was worked out twice, as follows.') +
        docx.paragraph(
          '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:r><m:t>x</m:t></m:r></m:oMath>'
        )
    );
    const { notes } = await imported('dose.docx', file);
    expect(notes).toEqual([{ type: 'equations-left-out', count: 1 }]);
  });

  it('takes insertions in, leaves deletions out and keeps raised digits apart', async () => {
    const file = docx.wordFile(
      docx.paragraph(
        `<w:ins>${docx.run('Platelets were 12 × 10')}</w:ins>${docx.run('9', '<w:vertAlign w:val="superscript"/>')}` +
          '<w:del><w:r><w:delText>never</w:delText></w:r></w:del>'
      )
    );
    const { title } = await imported('x.docx', file);
    expect(title).toBe('Platelets were 12 × 10⁹');
  });

  it('is recognised by its content when its name says otherwise', async () => {
    const file = docx.wordFile(docx.paragraph('The handover was late, and nobody knew.'));
    const { notes } = await imported('report.txt', file);
    expect(notes).toEqual([{ type: 'not-what-it-says', is: 'a Word document' }]);
    expect((await imported('report.doc', file)).notes).toEqual([]);
    const page = await imported(
      'export.docx',
      '<html><body><p>Exported by the incident system, as HTML.</p></body></html>'
    );
    expect(page.blocks).toEqual([paragraph('Exported by the incident system, as HTML.')]);
    expect(page.notes).toEqual([{ type: 'not-what-it-says', is: 'a web page (HTML)' }]);
  });
});
