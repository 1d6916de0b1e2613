import { Table, TableCell, TableHeader, TableRow } from '@tiptap/extension-table';
import type { NodeType } from '@tiptap/pm/model';
import { Plugin, type Transaction } from '@tiptap/pm/state';
import { fixTables, tableEditing } from '@tiptap/pm/tables';

/*
 * Content is permissive: two people may each remove a row, and what is left must still be a table.
 * The stock plugin repairs irregular tables whenever it sees one, which would make opening a
 * document a change, and two people's repairs double; here a table is repaired only as part of
 * somebody's own command on it.
 */
export const tables = [
  Table.extend({
    content: 'tableRow*',
    renderHTML: () => ['table', ['tbody', 0]],
    addNodeView: () => null,
    addProseMirrorPlugins() {
      const { spec } = tableEditing();
      return [
        new Plugin({
          ...spec,
          appendTransaction: (transactions, _before, state) =>
            spec.appendTransaction?.call(this as never, transactions, state, state)
        })
      ];
    }
  }),
  TableRow,
  TableCell.extend({ content: 'block*', addAttributes: spans, onBeforeCreate: fillCells }),
  TableHeader.extend({ content: 'block*', addAttributes: spans, onBeforeCreate: fillCells })
];

/** New rows and columns come with paragraphs to write in, though a cell may be without one. */
function fillCells(this: { type: NodeType }): void {
  const cell = this.type;
  cell.createAndFill = (attributes, content, marks) =>
    cell.create(attributes, content ?? cell.schema.nodes.paragraph?.create(), marks);
}

function spans() {
  return {
    colspan: { default: 1, parseHTML: span('colspan') },
    rowspan: { default: 1, parseHTML: span('rowspan') }
  };
}

const span = (name: string) => (element: HTMLElement) => {
  const value = Number(element.getAttribute(name));
  return Number.isInteger(value) && value >= 1 && value <= maxSpan ? value : 1;
};

/** Beyond this a table is not laid out but shown read-only: a hostile span would freeze the tab. */
export const maxSpan = 100;

/** The repair that comes before a command on rows or columns; null when nothing is wrong. */
export const repairTables = (state: Parameters<typeof fixTables>[0]): Transaction | null =>
  fixTables(state) ?? null;
