import type { Block } from '#lib/core/documents/index.ts';
import { rectangularRows, type SourceCell } from '../table-grid.ts';
import { inlineFromText } from './emphasis.ts';
import { parseMarker, type MarkedLine } from './line-marker.ts';

/** A run of lines that could be a table: `table` is null if they are not, or are too many for one. */
export interface TableRun {
  end: number;
  table: Block | null;
  isTooLarge: boolean;
}

const pipeRule = /^[\s|:+=-]+$/;
const longestHeader = 60;

/** Lines in columns from `start` on, parted by tabs or by pipes; null if this line has neither. */
export function readTableRun(lines: readonly string[], start: number): TableRun | null {
  const line = lines[start] ?? '';
  if (line.includes('\t')) return readTabRun(lines, start);
  return line.includes('|') || /^\s*\+[-=+]+\+\s*$/.test(line) ? readPipeRun(lines, start) : null;
}

function readTabRun(lines: readonly string[], start: number): TableRun {
  const end = endOfRun(lines, start, (line) => line.includes('\t'));
  const run = lines.slice(start, end);
  const rows = run.map((line) => line.split('\t').map((cell) => cell.trim()));
  const filled = rows.map((row) => row.filter((cell) => cell !== '').length);
  const rowsOfTwo = filled.filter((count) => count >= 2).length;
  const widest = filled.reduce((most, count) => Math.max(most, count), 0);
  const isList = run.every((line) => isListItem(parseMarker(line)));
  const isTable =
    !isList &&
    (run.length === 1
      ? widest >= 3
      : rowsOfTwo >= 2 && (widest >= 3 || rowsOfTwo * 2 >= run.length));
  return isTable ? tableRun(end, rows, false) : { end, table: null, isTooLarge: false };
}

function readPipeRun(lines: readonly string[], start: number): TableRun {
  const end = endOfRun(lines, start, (line) => line.includes('|') || pipeRule.test(line));
  const run = lines.slice(start, end);
  const rules = run.filter((line) => pipeRule.test(line)).length;
  const rows = run
    .filter((line) => !pipeRule.test(line))
    .map((line) =>
      line
        .trim()
        .replace(/^\||\|$/g, '')
        .split('|')
        .map((cell) => cell.trim())
    );
  const columns = rows[0]?.length ?? 0;
  const isTable =
    columns >= 2 && rows.every((row) => row.length === columns) && (rows.length >= 2 || rules > 0);
  return isTable ? tableRun(end, rows, rules > 0) : { end, table: null, isTooLarge: false };
}

function endOfRun(
  lines: readonly string[],
  start: number,
  belongs: (line: string) => boolean
): number {
  let end = start;
  while (end < lines.length && belongs(lines[end] ?? '')) end += 1;
  return end;
}

function tableRun(end: number, rows: readonly string[][], isHeaded: boolean): TableRun {
  const used = new Set<number>();
  for (const row of rows)
    for (const [column, cell] of row.entries()) if (cell !== '') used.add(column);
  const kept = rows
    .map((row) => row.filter((_, column) => used.has(column)))
    .filter((row) => row.some((cell) => cell !== ''));
  const hasHeader = isHeaded || isHeaderRow(kept, used.size);
  const cells = kept.map((row, index) =>
    row.map((cell) => sourceCell(cell, hasHeader && index === 0))
  );
  const content = rectangularRows(cells);
  return content
    ? { end, table: { type: 'table', content }, isTooLarge: false }
    : { end, table: null, isTooLarge: true };
}

/** As Word writes lists into plain text: a bullet or number, a tab, and no columns after it. */
function isListItem(marker: MarkedLine | null): boolean {
  return marker !== null && !marker.text.includes('\t');
}

function isHeaderRow([first = [], ...rest]: readonly string[][], columns: number): boolean {
  const isLabel = (cell: string) => /\p{L}/u.test(cell) && cell.length <= longestHeader;
  return rest.length > 0 && columns >= 3 && first.length === columns && first.every(isLabel);
}

function sourceCell(text: string, isHeader: boolean): SourceCell {
  const content = inlineFromText(text);
  return {
    isHeader,
    colspan: 1,
    rowspan: 1,
    content: content.length > 0 ? [{ type: 'paragraph', content }] : []
  };
}
