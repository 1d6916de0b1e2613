import type { Block, TableCell, TableRow } from '#lib/core/documents/index.ts';
import { limits } from './limits.ts';

/** A cell as its source has it: spans may overlap, run over the edge, or cover nothing. */
export interface SourceCell {
  isHeader: boolean;
  colspan: number;
  rowspan: number;
  content: Block[];
}

interface PlacedCell {
  cell: SourceCell;
  row: number;
  column: number;
  colspan: number;
  rowspan: number;
}

/**
 * Rows that all span the same number of columns, short ones filled with empty cells. Columns in
 * which no cell begins and rows in which none does are folded away, so that a "colspan=1000" costs
 * nothing. Null if the table is larger than `limits.tableCells`.
 */
export function rectangularRows(rows: readonly (readonly SourceCell[])[]): TableRow[] | null {
  if (rows.length > limits.tableCells) return null;
  const placed = placeCells(rows);
  if (placed === null) return null;

  const columns = sortedUnique(placed.map((cell) => cell.column));
  const lines = sortedUnique(placed.map((cell) => cell.row));
  if (columns.length * lines.length > limits.tableCells) return null;
  return fillRows(fold(placed, lines, columns), lines.length, columns.length);
}

function placeCells(rows: readonly (readonly SourceCell[])[]): PlacedCell[] | null {
  const placed: PlacedCell[] = [];
  const takenUntilRow: number[] = [];
  const isFree = (row: number, column: number) => (takenUntilRow[column] ?? 0) <= row;
  for (const [row, cells] of rows.entries()) {
    let column = 0;
    for (const cell of cells) {
      while (!isFree(row, column)) column += 1;
      const rowspan = Math.min(cell.rowspan, rows.length - row);
      const start = column;
      do {
        takenUntilRow[column] = row + rowspan;
        column += 1;
      } while (
        column < start + cell.colspan &&
        isFree(row, column) &&
        column <= limits.tableColumns
      );
      if (column > limits.tableColumns && cells.length > 1) return null;
      placed.push({ cell, row, column: start, colspan: column - start, rowspan });
    }
  }
  return placed;
}

function fold(placed: readonly PlacedCell[], lines: number[], columns: number[]): PlacedCell[] {
  const line = indexes(lines);
  const column = indexes(columns);
  return placed.map((cell) => ({
    cell: cell.cell,
    row: line.get(cell.row) ?? 0,
    column: column.get(cell.column) ?? 0,
    rowspan: countFrom(lines, line.get(cell.row) ?? 0, cell.row + cell.rowspan),
    colspan: countFrom(columns, column.get(cell.column) ?? 0, cell.column + cell.colspan)
  }));
}

function fillRows(placed: readonly PlacedCell[], height: number, width: number): TableRow[] {
  const byRow = Array.from({ length: height }, () => new Map<number, PlacedCell>());
  for (const cell of placed) byRow[cell.row]?.set(cell.column, cell);
  const takenUntilRow = Array.from({ length: width }, () => 0);

  return byRow.map((cells, row) => {
    const content: TableCell[] = [];
    let column = 0;
    while (column < width) {
      const here = cells.get(column);
      const isTaken = (takenUntilRow[column] ?? 0) > row;
      if (here) {
        takenUntilRow.fill(row + here.rowspan, column, column + here.colspan);
        content.push(tableCell(here));
      } else if (!isTaken) content.push({ type: 'tableCell', content: [{ type: 'paragraph' }] });
      column += here?.colspan ?? 1;
    }
    return { type: 'tableRow', content };
  });
}

function tableCell({ cell, colspan, rowspan }: PlacedCell): TableCell {
  const attrs = { ...(colspan > 1 && { colspan }), ...(rowspan > 1 && { rowspan }) };
  return {
    type: cell.isHeader ? 'tableHeader' : 'tableCell',
    ...(Object.keys(attrs).length > 0 && { attrs }),
    content: cell.content.length > 0 ? cell.content : [{ type: 'paragraph' }]
  };
}

const sortedUnique = (numbers: readonly number[]): number[] =>
  [...new Set(numbers)].sort((a, b) => a - b);

const indexes = (numbers: readonly number[]): Map<number, number> =>
  new Map(numbers.map((number, index) => [number, index]));

function countFrom(sorted: readonly number[], from: number, end: number): number {
  let count = 0;
  while ((sorted[from + count] ?? end) < end) count += 1;
  return count;
}
