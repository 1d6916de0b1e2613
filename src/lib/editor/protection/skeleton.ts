import type { Node } from '@tiptap/pm/model';
import { isUnknown, unknownIds } from '../binding/index.ts';

/**
 * What no act of a person at this editor may change: which sections there are, in which order, and
 * where each piece of a newer version's content sits. Equal texts mean an equal skeleton.
 */
export function skeletonOf(doc: Node): string {
  const parts: string[] = [];
  doc.forEach((child) => parts.push(partOf(child)));
  return parts.join(' ');
}

function partOf(node: Node): string {
  if (isUnknown(node)) return String(node.attrs.id);
  const name = node.type.name === 'section' ? JSON.stringify(node.attrs.sectionId) : node.type.name;
  if (unknownIds(node).length === 0) return name;
  const held: string[] = [];
  node.forEach((child) => {
    if (unknownIds(child).length > 0) held.push(partOf(child));
  });
  return `${name}(${held.join(' ')})`;
}
