import * as Y from 'yjs';
import type { Node } from '@tiptap/pm/model';
import type { Mapping } from './read.ts';
import { unitsOf, type YType } from './units.ts';

/** Notes that `node`, equal to what `type` shows but another object, is now on screen for it. */
export function adopt(type: YType, node: Node, mapping: Mapping): void {
  if (mapping.get(type) === node) return;
  mapping.set(type, node);
  if (node.isLeaf || !(type instanceof Y.XmlFragment)) return;
  let index = 0;
  for (const unit of unitsOf(type, node.inlineContent)) {
    if (unit.kind === 'child') adopt(unit.type, node.child(index++), mapping);
    else {
      const nodes: Node[] = [];
      while (index < node.childCount && node.child(index).isText) nodes.push(node.child(index++));
      for (const text of unit.texts) mapping.set(text, nodes);
    }
  }
}
