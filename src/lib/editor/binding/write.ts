import type { Node } from '@tiptap/pm/model';
import * as Y from 'yjs';
import { align } from './align.ts';
import { setAttributes, updateAttributes } from './attributes.ts';
import { adopt } from './adopt.ts';
import type { Mapping } from './read.ts';
import { newText, updateTexts } from './text.ts';
import { idOf, isElement, unitsOf, type Unit, type YParent } from './units.ts';
import { isUnknown, unknownIds } from './unknown.ts';

/** Where the writer's caret stands: its textblock and the offset in it. */
export interface WritingCaret {
  textblock: Node;
  offset: number;
}

export interface Writing {
  mapping: Mapping;
  caret: WritingCaret | null;
  /** Set when ProseMirror asked for what must not happen; the screen has to be read again. */
  refused: boolean;
}

/**
 * Brings the children of a Yjs parent to those of a node. Text and elements that pair with what is
 * there are changed in place, so that others' concurrent edits in them survive. Content of a newer
 * version is neither deleted nor made, whatever the node says.
 */
export function writeChildren(parent: YParent, node: Node, writing: Writing): void {
  const units = unitsOf(parent, node.inlineContent);
  const parts = partsOf(node);
  const { mapping } = writing;
  writing.mapping.set(parent, node);

  const isSame = (from: number, to: number) => same(units[from], parts[to], mapping);
  const most = Math.min(units.length, parts.length);
  let head = 0;
  while (head < most && isSame(head, head)) head++;
  let tail = 0;
  while (head + tail < most && isSame(units.length - 1 - tail, parts.length - 1 - tail)) tail++;

  const middle = units.slice(head, units.length - tail);
  const wanted = parts.slice(head, parts.length - tail);
  let index = units[head - 1]?.end ?? 0;
  let shift = 0;
  for (const step of align(middle.length, wanted.length, (from, to) =>
    score(middle[from], wanted[to], mapping)
  )) {
    const unit = 'from' in step ? middle[step.from] : undefined;
    const part = 'to' in step ? wanted[step.to] : undefined;
    if (unit && part) {
      update(unit, part, writing, node);
      index = unit.end + shift;
    } else if (unit) {
      const gone = remove(parent, unit, shift, writing);
      index = unit.end + shift - gone;
      shift -= gone;
    } else if (part) {
      const added = insert(parent, index, part, writing);
      index += added.advance;
      shift += added.made;
    }
  }
}

/** A node's children, neighbouring text nodes taken together. */
type Part = { nodes: Node[]; isText: boolean; offset: number };

function partsOf(node: Node): Part[] {
  const parts: Part[] = [];
  node.forEach((child, offset) => {
    const last = parts.at(-1);
    if (child.isText && last?.isText) last.nodes.push(child);
    else parts.push({ nodes: [child], isText: child.isText, offset });
  });
  return parts;
}

function same(unit: Unit | undefined, part: Part | undefined, mapping: Mapping): boolean {
  if (!unit || !part || (unit.kind === 'run') !== part.isText) return false;
  if (unit.kind === 'run') {
    const shown = unit.texts[0] && mapping.get(unit.texts[0]);
    const isEqual =
      Array.isArray(shown) &&
      shown.length === part.nodes.length &&
      shown.every((node, i) => part.nodes[i]?.eq(node));
    if (isEqual) for (const text of unit.texts) mapping.set(text, part.nodes);
    return isEqual;
  }
  const shown = mapping.get(unit.type);
  const node = part.nodes[0];
  if (!node || !shown || Array.isArray(shown)) return false;
  if (shown === node) return true;
  if (!shown.eq(node)) return false;
  adopt(unit.type, node, mapping);
  return true;
}

/** How much is kept when this unit becomes this part; zero when it cannot. */
function score(unit: Unit | undefined, part: Part | undefined, mapping: Mapping): number {
  const node = part?.nodes[0];
  if (!unit || !part || !node) return 0;
  if (unit.kind === 'run') {
    const shown = unit.texts[0] && mapping.get(unit.texts[0]);
    return part.isText ? 1 + 4 * likeness(textOf(shown), textOf(part.nodes)) : 0;
  }
  const shown = mapping.get(unit.type);
  if (!shown || Array.isArray(shown) || part.isText) return 0;
  if (isUnknown(shown) || isUnknown(node)) {
    return isUnknown(shown) && node.attrs.id === idOf(unit.type) ? 10_000 : 0;
  }
  if (shown.type !== node.type) return 0;
  const held = unknownIds(shown).filter((id) => unknownIds(node).includes(id)).length;
  if (node.type.name === 'section') {
    return (node.attrs.sectionId === shown.attrs.sectionId ? 1000 : 1) + 1000 * held;
  }
  return 1 + 1000 * held + 4 * likeness(shown.textContent, node.textContent);
}

const textOf = (nodes: Node | Node[] | undefined): string =>
  Array.isArray(nodes) ? nodes.map((node) => node.text ?? '').join('') : '';

/** The share of two texts that agrees at their ends, 0 to 1. */
function likeness(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  if (most === 0) return a.length === b.length ? 1 : 0;
  let head = 0;
  while (head < most && a[head] === b[head]) head++;
  let tail = 0;
  while (head + tail < most && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  return (head + tail) / Math.max(a.length, b.length);
}

function update(unit: Unit, part: Part, writing: Writing, parent: Node): void {
  if (unit.kind === 'run') {
    const { caret } = writing;
    const here = caret?.textblock === parent ? caret.offset - part.offset : null;
    const isInside = here !== null && here >= 0 && here <= textOf(part.nodes).length;
    updateTexts(unit.texts, part.nodes, isInside ? here : null);
    for (const text of unit.texts) writing.mapping.set(text, part.nodes);
    return;
  }
  const node = part.nodes[0];
  if (!node || !isElement(unit.type) || isUnknown(node)) return;
  updateAttributes(unit.type, node.type, node.attrs);
  if (node.isLeaf) writing.mapping.set(unit.type, node);
  else writeChildren(unit.type, node, writing);
}

/** Texts are emptied, not deleted: a colleague may be typing in the same one. Returns the loss. */
function remove(parent: YParent, unit: Unit, shift: number, writing: Writing): number {
  if (unit.kind === 'run') {
    for (const text of unit.texts) {
      text.delete(0, text.length);
      writing.mapping.delete(text);
    }
    return 0;
  }
  const shown = writing.mapping.get(unit.type);
  if (!shown || Array.isArray(shown) || unknownIds(shown).length > 0) {
    writing.refused = true;
    return 0;
  }
  writing.mapping.delete(unit.type);
  parent.delete(unit.start + shift, 1);
  return 1;
}

function insert(parent: YParent, index: number, part: Part, writing: Writing) {
  if (part.isText) {
    const next: unknown = parent.toArray()[index];
    if (next instanceof Y.Text && next.length === 0) {
      updateTexts([next], part.nodes, null);
      writing.mapping.set(next, part.nodes);
      return { advance: 1, made: 0 };
    }
  }
  const made = create(part, writing);
  if (made === null) return { advance: 0, made: 0 };
  parent.insert(index, [made]);
  return { advance: 1, made: 1 };
}

function create(part: Part, writing: Writing): Y.XmlElement | Y.XmlText | null {
  const node = part.nodes[0];
  if (part.isText || !node) {
    const text = newText(part.nodes);
    writing.mapping.set(text, part.nodes);
    return text;
  }
  if (isUnknown(node)) {
    writing.refused = true;
    return null;
  }
  const element = new Y.XmlElement(node.type.name);
  setAttributes(element, node.type, node.attrs);
  const children = partsOf(node)
    .map((child) => create(child, writing))
    .filter((child) => child !== null);
  // A text to type into from the start, so that two who begin at once begin the same one.
  if (node.isTextblock && children.length === 0) children.push(new Y.XmlText());
  element.insert(0, children);
  writing.mapping.set(element, node);
  return element;
}
