import { Slice, type Node } from '@tiptap/pm/model';
import type { Transaction } from '@tiptap/pm/state';
import { ReplaceStep } from '@tiptap/pm/transform';

/**
 * Adds the steps that turn `before`, whose content starts at `start`, into `after`, each as small
 * as the difference it makes: whatever else is on screen (carets, marks, a selection) stays where
 * it is. Works from the end, so that positions of what is still to come hold.
 */
export function patch(transaction: Transaction, before: Node, after: Node, start: number): void {
  if (before === after || before.content.eq(after.content)) return;
  if (before.inlineContent) return patchInline(transaction, before, after, start);

  const most = Math.min(before.childCount, after.childCount);
  let head = 0;
  while (head < most && isEqual(before.child(head), after.child(head))) head++;
  let tail = 0;
  while (
    head + tail < most &&
    isEqual(before.child(before.childCount - 1 - tail), after.child(after.childCount - 1 - tail))
  )
    tail++;

  const beforeEnd = before.childCount - tail;
  const afterEnd = after.childCount - tail;
  // Children beyond the shorter list are put in or taken out behind the ones that pair.
  const pairs = Math.min(beforeEnd, afterEnd) - head;
  replaceChildren(transaction, before, after, start, head + pairs, beforeEnd, afterEnd);
  for (let index = head + pairs - 1; index >= head; index--) {
    const [old, fresh] = [before.child(index), after.child(index)];
    if (isEqual(old, fresh)) continue;
    if (old.sameMarkup(fresh) && !old.isLeaf) {
      patch(transaction, old, fresh, start + offsetOf(before, index) + 1);
    } else replaceChildren(transaction, before, after, start, index, index + 1, index + 1);
  }
}

const isEqual = (a: Node, b: Node) => a === b || a.eq(b);

function replaceChildren(
  transaction: Transaction,
  before: Node,
  after: Node,
  start: number,
  first: number,
  beforeEnd: number,
  afterEnd: number
): void {
  const from = start + offsetOf(before, first);
  const to = start + offsetOf(before, beforeEnd);
  const content = after.content.cut(offsetOf(after, first), offsetOf(after, afterEnd));
  if (from === to && content.size === 0) return;
  transaction.step(new ReplaceStep(from, to, new Slice(content, 0, 0)));
}

function patchInline(transaction: Transaction, before: Node, after: Node, start: number): void {
  const from = before.content.findDiffStart(after.content);
  const ends = before.content.findDiffEnd(after.content);
  if (from === null || ends === null) return;
  // "aa" → "aaa" differs nowhere from either end: what both ends claim counts once.
  const overlap = Math.max(0, from - Math.min(ends.a, ends.b));
  const content = after.content.cut(from, ends.b + overlap);
  transaction.step(
    new ReplaceStep(start + from, start + ends.a + overlap, new Slice(content, 0, 0))
  );
}

function offsetOf(node: Node, index: number): number {
  let offset = 0;
  for (let i = 0; i < index; i++) offset += node.child(i).nodeSize;
  return offset;
}
