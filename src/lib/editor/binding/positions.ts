import type { Node } from '@tiptap/pm/model';
import * as Y from 'yjs';
import { inlineSize, isElement, unitsOf, type Unit, type YParent, type YType } from './units.ts';

/** A place between two things in a Yjs type: an offset in a text, an index among children. */
export interface Place {
  type: YType;
  index: number;
}

/** Where a position of `doc` lies in the body that it shows. Leans to what stands before it. */
export function placeAt(doc: Node, body: YParent, position: number): Place {
  const $position = doc.resolve(position);
  let parent = body;
  for (let depth = 0; depth < $position.depth; depth++) {
    const units = unitsOf(parent, $position.node(depth).inlineContent);
    const unit = units[$position.index(depth)];
    if (unit?.kind !== 'child' || !isElement(unit.type)) break;
    parent = unit.type;
  }
  const node = $position.parent;
  const units = unitsOf(parent, node.inlineContent);
  if (node.inlineContent) return placeInText(parent, units, $position.parentOffset);
  return { type: parent, index: units[$position.index() - 1]?.end ?? 0 };
}

function placeInText(parent: YParent, units: Unit[], offset: number): Place {
  let start = 0;
  for (const unit of units) {
    const size = inlineSize(unit);
    if (unit.kind === 'run' && offset <= start + size)
      return placeInRun(unit.texts, offset - start);
    if (unit.kind === 'child' && offset === start) return { type: parent, index: unit.start };
    if (unit.kind === 'child' && offset === start + size) return { type: parent, index: unit.end };
    start += size;
  }
  const text: unknown = parent.toArray().find((child) => child instanceof Y.Text);
  return text instanceof Y.Text ? { type: text, index: 0 } : { type: parent, index: 0 };
}

function placeInRun(texts: Y.Text[], offset: number): Place {
  let start = 0;
  for (const text of texts) {
    if (offset <= start + text.length) return { type: text, index: offset - start };
    start += text.length;
  }
  throw new Error('an offset beyond its run');
}

/** The position in `doc` of a place in the body that it shows; null for what is not on screen. */
export function positionAt(doc: Node, body: YParent, place: Place): number | null {
  const path = pathTo(place.type, body);
  if (path === null) return null;
  let node = doc;
  let parent = body;
  let position = 0;
  for (const type of path) {
    const units = unitsOf(parent, node.inlineContent);
    if (node.inlineContent) {
      return (
        position + (type instanceof Y.Text ? offsetInText(parent, units, type, place.index) : 0)
      );
    }
    const index = units.findIndex((unit) => unit.kind === 'child' && unit.type === type);
    if (index < 0 || index >= node.childCount) return null;
    for (let i = 0; i < index; i++) position += node.child(i).nodeSize;
    node = node.child(index);
    if (node.isLeaf || !isElement(type)) return position;
    parent = type;
    position += 1;
  }
  return position + offsetOfIndex(node, unitsOf(parent, node.inlineContent), place.index);
}

/** From the body's child down to `type`; null when something on the way is gone. */
function pathTo(type: YType, body: YParent): YType[] | null {
  const path: YType[] = [];
  let at: YType | null = type;
  while (at !== null && at !== body) {
    if (at._item === null || at._item.deleted) return null;
    path.unshift(at);
    at = at._item.parent instanceof Y.AbstractType ? at._item.parent : null;
  }
  return at === body ? path : null;
}

function offsetInText(parent: YParent, units: Unit[], text: Y.Text, index: number): number {
  let offset = 0;
  for (const unit of units) {
    if (unit.kind === 'run' && unit.texts.includes(text)) {
      for (const sibling of unit.texts) {
        if (sibling === text) return offset + Math.min(index, text.length);
        offset += sibling.length;
      }
    }
    if (unit.start > childIndex(parent, text)) break;
    offset += inlineSize(unit);
  }
  return offset;
}

function offsetOfIndex(node: Node, units: Unit[], index: number): number {
  let offset = 0;
  for (const [i, unit] of units.entries()) {
    if (unit.start >= index) break;
    if (node.inlineContent) offset += inlineSize(unit);
    else if (i < node.childCount) offset += node.child(i).nodeSize;
  }
  return offset;
}

const childIndex = (parent: YParent, type: YType): number =>
  (parent.toArray() as unknown[]).indexOf(type);

/** A place that stays with what stands before it while others write. */
export const relative = ({ type, index }: Place): Y.RelativePosition =>
  Y.createRelativePositionFromTypeIndex(type, index, -1);

/** Where a relative position is now; null when it cannot be told. */
export function resolve(position: Y.RelativePosition, doc: Node, body: YParent): number | null {
  if (body.doc === null || (position.tname !== null && position.tname !== rootName(body)))
    return null;
  const place = Y.createAbsolutePositionFromRelativePosition(position, body.doc);
  return place === null ? null : positionAt(doc, body, place);
}

export const rootName = (body: YParent): string => Y.findRootTypeKey(body);
