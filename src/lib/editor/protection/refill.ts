import type { Node } from '@tiptap/pm/model';
import type { EditorState, Transaction } from '@tiptap/pm/state';

const containers = new Set(['section', 'listItem', 'blockquote', 'tableCell', 'tableHeader']);

/** Whatever an act has emptied keeps a paragraph to write in. Null when nothing is empty. */
export function refill(before: EditorState, after: EditorState): Transaction | null {
  const transaction = after.tr;
  addParagraphs(transaction, emptied(before.doc, after.doc, 0));
  return transaction.docChanged ? transaction : null;
}

/** Puts a paragraph at each of these positions, which are in order. */
export function addParagraphs(transaction: Transaction, positions: readonly number[]): void {
  const paragraph = transaction.doc.type.schema.nodes.paragraph;
  if (!paragraph) return;
  for (const position of positions.toReversed()) transaction.insert(position, paragraph.create());
}

/** Where empty containers begin, among what is not the same as before. */
export function emptied(before: Node | null, after: Node, start: number): number[] {
  const kept = new Set<Node>();
  before?.forEach((child) => kept.add(child));
  const found: number[] = [];
  after.forEach((child, offset, index) => {
    if (child.isLeaf || child.inlineContent || kept.has(child)) return;
    const inside = start + offset + 1;
    if (child.childCount === 0 && containers.has(child.type.name)) found.push(inside);
    const counterpart = before?.maybeChild(index) ?? null;
    found.push(...emptied(counterpart, child, inside));
  });
  return found;
}
