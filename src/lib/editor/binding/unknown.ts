import type { Node } from '@tiptap/pm/model';

/** Whether a node stands for content that this version cannot edit. */
export const isUnknown = (node: Node): boolean =>
  node.type.name === 'unknownBlock' || node.type.name === 'unknownInline';

const known = new WeakMap<Node, readonly string[]>();
const none: readonly string[] = [];

/** Ids of all stand-ins in a node, itself included, in order. */
export function unknownIds(node: Node): readonly string[] {
  if (isUnknown(node)) return [String(node.attrs.id)];
  if (node.isLeaf) return none;
  const kept = known.get(node);
  if (kept) return kept;
  const ids: string[] = [];
  node.forEach((child) => ids.push(...unknownIds(child)));
  const found = ids.length > 0 ? ids : none;
  known.set(node, found);
  return found;
}
