import type { Node } from '@tiptap/pm/model';
import { Selection, type EditorState, type Transaction } from '@tiptap/pm/state';
import { isUnknown, unknownIds } from '../binding/index.ts';
import { addParagraphs, emptied } from './refill.ts';

/** Whether taking away what is selected would take sections or a newer version's content with it. */
export function isGuarded({ doc, selection }: EditorState): boolean {
  const { from, to, empty } = selection;
  if (empty) return false;
  let isFound = false;
  doc.nodesBetween(from, to, (node, position) => {
    isFound ||= isUnknown(node) || (node.type.name === 'section' && cuts(node, position, from, to));
    return !isFound;
  });
  return isFound;
}

const cuts = (section: Node, position: number, from: number, to: number) =>
  from <= position || to >= position + section.nodeSize;

/** Takes away from the selection what may go, and leaves the rest where it is. */
export function clearSelected(state: EditorState): Transaction {
  const { from, to } = state.selection;
  const transaction = state.tr;
  const ranges = removable(state.doc, 0, from, to);
  for (const [start, end] of ranges.reverse()) transaction.delete(start, end);
  addParagraphs(transaction, emptied(state.doc, transaction.doc, 0));
  const $caret = transaction.doc.resolve(transaction.mapping.map(from, -1));
  const text = Selection.findFrom($caret, 1, true) ?? Selection.findFrom($caret, -1, true);
  return transaction.setSelection(text ?? Selection.near($caret)).scrollIntoView();
}

type Range = [from: number, to: number];

function removable(parent: Node, start: number, from: number, to: number): Range[] {
  const ranges: Range[] = [];
  let open: Range | null = null;
  parent.forEach((child, offset) => {
    const first = start + offset;
    const last = first + child.nodeSize;
    if (last <= from || first >= to) return;
    if (child.type.name === 'section' || unknownIds(child).length > 0) {
      open = null;
      if (!child.isLeaf) ranges.push(...removable(child, first + 1, from, to));
      return;
    }
    if (open === null) ranges.push((open = [Math.max(first, from), last]));
    open[1] = Math.min(last, to);
  });
  return ranges;
}
