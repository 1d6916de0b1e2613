// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import type { HistoryRow } from '#lib/core/workspace/index.ts';
import { historyAsCsv } from '../../../src/lib/features/history/csv.ts';

const row: HistoryRow = {
  at: Date.UTC(2026, 2, 3, 14, 5),
  who: 'Amina Okafor',
  organisation: 'Harbour Eye & Surgical',
  what: 'Started the space',
  counts: true
};
const linesOf = (rows: HistoryRow[]) => historyAsCsv(rows).split('\r\n');

describe('a membership history as a file', () => {
  it('has a heading, a line each, and says what has no effect', () => {
    expect(linesOf([row, { ...row, counts: false }])).toEqual([
      'When (as their device said),Who,Organisation,What,Has effect',
      '2026-03-03T14:05:00.000Z,Amina Okafor,Harbour Eye & Surgical,Started the space,yes',
      '2026-03-03T14:05:00.000Z,Amina Okafor,Harbour Eye & Surgical,Started the space,no',
      ''
    ]);
  });

  it('keeps commas, quotes and line breaks within their cell', () => {
    expect(historyAsCsv([{ ...row, who: 'Okafor, "Mina"', what: 'One\nTwo' }])).toContain(
      '"Okafor, ""Mina""",Harbour Eye & Surgical,"One\nTwo",yes'
    );
  });

  it('is no place from which somebody’s name can run as a formula', () => {
    for (const name of ['=1+1', '+1', '-1', '@SUM(A1)', '\tname']) {
      expect(historyAsCsv([{ ...row, who: name }])).toContain(`,'${name},`);
    }
    expect(historyAsCsv([{ ...row, who: '=HYPERLINK("https://x","y")' }])).toContain(
      `,"'=HYPERLINK(""https://x"",""y"")",`
    );
    expect(historyAsCsv([{ ...row, who: 'Anne-Marie' }])).toContain(',Anne-Marie,');
  });

  it('says nothing of a time that no calendar has', () => {
    expect(linesOf([{ ...row, at: Number.MAX_SAFE_INTEGER }])[1]).toMatch(/^,Amina/);
  });
});
