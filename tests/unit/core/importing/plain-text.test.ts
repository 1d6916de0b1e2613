import { describe, expect, it } from 'vitest';
import type { Block } from '#lib/core/documents/index.ts';
import { boardPaper } from '../../../support/files/board-paper.ts';
import { wordsOf, wordsOfBlocks } from '../../../support/files/words.ts';
import { bullets, cellsOf, heading, imported, lineBreak, paragraph } from './reading.ts';

async function blocksOf(text: string): Promise<Block[]> {
  return (await imported('x.txt', `A title\n\n${text}`)).blocks;
}

describe('Ed imports plain text', () => {
  it('joins lines that a machine broke, and keeps lines that a person ended', async () => {
    const broken =
      'The patient was listed for the left eye and arrived at\n' +
      'eight. The lens had been ordered for another patient of\n' +
      'the same name, whose operation had been moved to a day-\n' +
      'case list on Friday.';
    const address = 'Harbour Eye Clinic\n1 Quay Street\nNewport';
    expect(await blocksOf(`${broken}\n\n${address}`)).toEqual([
      paragraph(broken.replace('-\n', '-').replaceAll('\n', ' ')),
      paragraph('Harbour Eye Clinic', lineBreak, '1 Quay Street', lineBreak, 'Newport')
    ]);
  });

  it('parts paragraphs that stand line by line without blank lines', async () => {
    const long =
      'The review group has met four times since the autumn and has agreed to audit each theatre in turn, beginning with the lens checking step.';
    expect(await blocksOf(`${long}\nWhat we found\n${long}`)).toEqual([
      paragraph(long),
      heading(2, 'What we found'),
      paragraph(long)
    ]);
  });

  it('makes lists of bullets and numbers, and shows each number that was there', async () => {
    expect(
      await blocksOf(
        'We agreed:\n• to pause\n  – to read aloud\n• to check,\n  twice\n\n\uf0b7 to tell\n- · to write'
      )
    ).toEqual([
      paragraph('We agreed:'),
      bullets(
        [paragraph('to pause'), bullets('to read aloud')],
        [paragraph('to check,', lineBreak, 'twice')],
        'to tell',
        'to write'
      )
    ]);
    expect(await blocksOf('1. one\n2. two\n4. four\n\n5) five')).toEqual([
      { ...bullets('one', 'two'), type: 'orderedList' },
      { ...bullets('four', 'five'), type: 'orderedList', attrs: { start: 4 } }
    ]);
    expect(await blocksOf('o\tone\no\ttwo')).toEqual([bullets('one', 'two')]);
    expect(await blocksOf('The nurse was sent to ward\n12. The nurse came back.')).not.toEqual([]);
  });

  it('makes headings only where they are beyond doubt', async () => {
    const prose =
      'The review group has met four times since the autumn and has agreed to audit each theatre in turn.';
    expect(
      await blocksOf(
        `EXECUTIVE SUMMARY\n\n${prose}\n\n2.1 The next review\n\n${prose}\n\nNext steps\n\n${prose}\n\nUnderlined\n----------\n${prose}`
      )
    ).toEqual([
      heading(2, 'EXECUTIVE SUMMARY'),
      paragraph(prose),
      heading(3, '2.1 The next review'),
      paragraph(prose),
      heading(3, 'Next steps'),
      paragraph(prose),
      heading(2, 'Underlined'),
      paragraph(prose)
    ]);
    for (const line of [
      'Yours sincerely,',
      'Author: Dr B. Okafor',
      '3.5 mg at night',
      'End May 23',
      'A:',
      '12'
    ]) {
      expect(await blocksOf(`${line}\n\nDr Ben Okafor`)).toEqual([
        paragraph(line),
        paragraph('Dr Ben Okafor')
      ]);
    }
  });

  it('makes tables of columns parted by tabs or pipes', async () => {
    const [tabs, pipes, drawn] = await blocksOf(
      'Ref\tAction\tLead\n1.\tAudit\t\n\t\tAmina\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n+---+---+\n| c | d |\n+---+---+\n| 3 | 4 |\n+---+---+'
    );
    expect(cellsOf(tabs)).toEqual([
      ['#Ref', '#Action', '#Lead'],
      ['1.', 'Audit', ''],
      ['', '', 'Amina']
    ]);
    expect(cellsOf(pipes)).toEqual([
      ['#a', '#b'],
      ['1', '2']
    ]);
    expect(cellsOf(drawn)).toEqual([
      ['#c', '#d'],
      ['3', '4']
    ]);
  });

  it('keeps lines that only look like columns', async () => {
    expect(await blocksOf('Name     Ward\nAmina    7')).toEqual([
      paragraph('Name Ward', lineBreak, 'Amina 7')
    ]);
    expect(await blocksOf('\tIndented by a tab,\n\tas letters were.')).toEqual([
      paragraph('Indented by a tab,', lineBreak, 'as letters were.')
    ]);
    expect(await blocksOf('this | that\nthen | now | never')).toEqual([
      paragraph('this | that', lineBreak, 'then | now | never')
    ]);
  });

  it('reads the asterisks of bold and italic, and no others', async () => {
    expect(await blocksOf('**Lead:** Amina and *Ben*, 2 * 3 * 4 and **')).toEqual([
      paragraph(
        { type: 'text', text: 'Lead:', marks: [{ type: 'bold' }] },
        ' Amina and ',
        { type: 'text', text: 'Ben', marks: [{ type: 'italic' }] },
        ', 2 * 3 * 4 and **'
      )
    ]);
  });

  it('takes the first short line as the title, else the name of the file', async () => {
    expect((await imported('x.txt', 'Falls on Ward 7\n\nProse.')).title).toBe('Falls on Ward 7');
    expect((await imported('falls-on_ward 7 (2).txt', 'There was a fall.\n\nProse.')).title).toBe(
      'Falls-on ward 7 (2)'
    );
    expect((await imported('falls-2023-04-01.txt', 'INTRODUCTION\n\nProse.')).title).toBe(
      'Falls 2023-04-01'
    );
    const only = await imported('x.txt', 'Falls');
    expect(only).toEqual({ title: 'Falls', blocks: [{ type: 'paragraph' }], words: 0, notes: [] });
  });

  it('loses no word of a board paper of 96 KB with flattened tables, and reads it at once', async () => {
    const paper = boardPaper();
    expect(paper.length).toBeGreaterThan(96_000);
    const { title, blocks, words } = await imported('board paper.txt', paper);
    expect([...wordsOf(title), ...wordsOfBlocks(blocks)]).toEqual(wordsOf(paper));
    expect(words).toBeGreaterThan(13_000);
    const tables = blocks.filter((block) => block.type === 'table');
    expect(tables.length).toBeGreaterThan(20);
    for (const table of tables)
      expect(cellsOf(table)[0]).toEqual(expect.arrayContaining(['#Ref', '#Progress']));
    expect(blocks.filter((block) => block.type === 'heading').length).toBeGreaterThan(8);
  });
});
