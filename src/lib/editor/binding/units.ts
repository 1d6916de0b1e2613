import * as Y from 'yjs';

/** Any Yjs type that can sit in a document. */
export type YType = NonNullable<Y.ContentType['type']>;
export type YParent = Y.XmlFragment;

/**
 * The children of a Yjs element as ProseMirror sees them. Neighbouring texts are one `run` (two
 * people who start the same paragraph make two); everything else is a `child`. What ProseMirror
 * cannot see at all (empty texts, raw values, tables without a cell) has no unit, and is left alone.
 */
export type Unit = Run | Child;

export interface Run {
  kind: 'run';
  texts: Y.Text[];
  length: number;
  /** Index of the first text among the Yjs children, and the one after the last. */
  start: number;
  end: number;
}

export interface Child {
  kind: 'child';
  type: YType;
  start: number;
  end: number;
}

/** `inline`: whether the ProseMirror node of this parent holds text. */
export function unitsOf(parent: YParent, inline: boolean): Unit[] {
  const units: Unit[] = [];
  let run: Run | null = null;
  // Hostile updates can put anything into a fragment, whatever its declared type says.
  const children: unknown[] = parent.toArray();
  for (const [index, value] of children.entries()) {
    if (value instanceof Y.Text && value.length === 0) continue;
    if (inline && value instanceof Y.Text && isPlainText(value)) {
      if (run === null) units.push((run = emptyRun(index)));
      run.texts.push(value);
      run.length += value.length;
      run.end = index + 1;
    } else if (value instanceof Y.AbstractType && !isEmptyTable(value)) {
      run = null;
      units.push({ kind: 'child', type: value, start: index, end: index + 1 });
    }
  }
  return units;
}

const emptyRun = (start: number): Run => ({ kind: 'run', texts: [], length: 0, start, end: start });

/** Characters this unit takes up in its ProseMirror textblock. */
export const inlineSize = (unit: Unit): number => (unit.kind === 'run' ? unit.length : 1);

function isPlainText(text: Y.Text): boolean {
  for (let item = text._start; item !== null; item = item.right) {
    if (!item.deleted && item.countable && !(item.content instanceof Y.ContentString)) return false;
  }
  return true;
}

/** Left when people remove all rows or columns between them: nothing a caret could enter. */
function isEmptyTable(type: YType): boolean {
  if (!isElement(type) || type.nodeName !== 'table') return false;
  const rows: unknown[] = type.toArray();
  return rows.every((row) => isElement(row) && row.nodeName === 'tableRow' && row.length === 0);
}

export const isElement = (value: unknown): value is Y.XmlElement => value instanceof Y.XmlElement;

/** Names the Yjs item of a type for as long as the document lives. */
export function idOf(type: YType): string {
  const id = type._item?.id;
  return id ? `${id.client}:${id.clock}` : 'root';
}
