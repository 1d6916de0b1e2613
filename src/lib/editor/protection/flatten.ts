import { Fragment, Slice, type Node } from '@tiptap/pm/model';
import { isUnknown } from '../binding/index.ts';

/**
 * What may travel by clipboard or drag: sections give up their content, and a newer version's
 * content its readable text, for neither may exist twice.
 */
export function flatten(slice: Slice): Slice {
  const content: Node[] = [];
  let { openStart, openEnd } = slice;
  slice.content.forEach((node, _offset, index) => {
    if (node.type.name !== 'section') {
      content.push(...readable(node));
      return;
    }
    node.forEach((child) => content.push(...readable(child)));
    if (index === 0) openStart = Math.max(0, openStart - 1);
    if (index === slice.content.childCount - 1) openEnd = Math.max(0, openEnd - 1);
  });
  const fragment = Fragment.fromArray(content);
  return new Slice(
    fragment,
    Math.min(openStart, depth(fragment, 'first')),
    Math.min(openEnd, depth(fragment, 'last'))
  );
}

function readable(node: Node): Node[] {
  const { schema } = node.type;
  const lines = isUnknown(node) ? String(node.attrs.text).split('\n').filter(Boolean) : [];
  if (node.type.name === 'unknownBlock') {
    return lines.map((line) => schema.node('paragraph', null, schema.text(line)));
  }
  if (node.type.name === 'unknownInline') {
    return lines.length > 0 ? [schema.text(lines.join(' '))] : [];
  }
  if (node.isLeaf) return [node];
  const children: Node[] = [];
  node.forEach((child) => children.push(...readable(child)));
  return [node.copy(Fragment.fromArray(children))];
}

function depth(content: Fragment, side: 'first' | 'last'): number {
  let node = side === 'first' ? content.firstChild : content.lastChild;
  let levels = 0;
  while (node && !node.isLeaf) {
    levels += 1;
    node = side === 'first' ? node.firstChild : node.lastChild;
  }
  return levels;
}
