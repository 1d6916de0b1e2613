import { nestBlocks } from '../nest-blocks.ts';
import { rectangularRows, type SourceCell } from '../table-grid.ts';
import type { Draft } from '../types.ts';
import { attribute, isDropped } from './elements.ts';
import type { HtmlElement, HtmlNode } from './parse-html.ts';

interface HtmlCell {
  element: HtmlElement;
  drafts: Draft[];
}

const widestSpan = 1000;
const sections = new Set(['thead', 'tbody', 'tfoot']);

/**
 * A table as one table block, its caption before it. A table that holds tables, or one cell only, is
 * there for the page's layout: its cells are read one after another. So is one beyond all bounds.
 */
export function readTable(
  element: HtmlElement,
  readDrafts: (nodes: HtmlNode[]) => Draft[],
  onTooLarge: () => void
): Draft[] {
  const outside: HtmlNode[] = [];
  const rows: HtmlCell[][] = [];
  const visit = (parent: HtmlElement) => {
    for (const child of parent.childNodes) {
      if (!('tagName' in child)) outside.push(child);
      else if (isDropped(child)) continue;
      else if (sections.has(child.tagName)) visit(child);
      else if (child.tagName === 'tr') rows.push(readCells(child, readDrafts));
      else outside.push(child);
    }
  };
  visit(element);

  const before = readDrafts(outside);
  const cells = rows.flat();
  const inOrder = [...before, ...cells.flatMap((cell) => cell.drafts)];
  const isLayout =
    cells.length < 2 || cells.some((cell) => cell.drafts.some((draft) => draft.type === 'table'));
  if (isLayout || cells.every((cell) => cell.drafts.length === 0)) return inOrder;

  const content = rectangularRows(rows.map((row) => row.map(sourceCell)));
  if (content === null) {
    onTooLarge();
    return inOrder;
  }
  return [...before, { type: 'table', content }];
}

function readCells(row: HtmlElement, readDrafts: (nodes: HtmlNode[]) => Draft[]): HtmlCell[] {
  const cells: HtmlCell[] = [];
  for (const child of row.childNodes) {
    if (!('tagName' in child) || isDropped(child)) continue;
    cells.push({ element: child, drafts: readDrafts([child]) });
  }
  return cells;
}

function sourceCell({ element, drafts }: HtmlCell): SourceCell {
  return {
    isHeader: element.tagName === 'th',
    colspan: span(attribute(element, 'colspan')),
    rowspan: span(attribute(element, 'rowspan')),
    content: nestBlocks(drafts)
  };
}

function span(value: string | undefined): number {
  const number = Number.parseInt(value ?? '1', 10);
  return Number.isNaN(number) || number < 1 ? 1 : Math.min(number, widestSpan);
}
