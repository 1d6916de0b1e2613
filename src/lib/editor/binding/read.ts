import type { Node, NodeType, Schema } from '@tiptap/pm/model';
import * as Y from 'yjs';
import { marksOf, nodeAttributes, type Attributes } from './attributes.ts';
import { idOf, isElement, unitsOf, type Run, type YParent, type YType } from './units.ts';

/** For every Yjs type that is on screen: its node, or the text nodes of the run it begins. */
export type Mapping = WeakMap<YType, Node | Node[]>;

/** Deeper nesting is shown read-only, for a hostile document could otherwise exhaust the stack. */
const maxDepth = 40;
const maxShownText = 4000;

/**
 * The ProseMirror document of a body. Never writes: an element that this version does not know, or
 * knows but cannot have in this place, becomes a read-only stand-in. Nodes found in `mapping` are
 * used again.
 */
export function readBody(body: YParent, schema: Schema, mapping: Mapping): Node {
  const kept = mapping.get(body);
  if (kept && !Array.isArray(kept)) return kept;
  const doc = schema.topNodeType.create(null, readChildren(body, schema.topNodeType, mapping, 0));
  mapping.set(body, doc);
  return doc;
}

function readChildren(parent: YParent, type: NodeType, mapping: Mapping, depth: number): Node[] {
  return unitsOf(parent, type.inlineContent).flatMap((unit) =>
    unit.kind === 'run'
      ? readRun(unit, type.schema, mapping)
      : [readChild(unit.type, type, mapping, depth + 1)]
  );
}

function readRun(run: Run, schema: Schema, mapping: Mapping): Node[] {
  const nodes: Node[] = [];
  for (const text of run.texts) {
    for (const { insert, attributes } of text.toDelta() as Piece[]) {
      const node = schema.text(insert, marksOf(schema, attributes));
      const last = nodes.at(-1);
      if (last?.sameMarkup(node)) {
        nodes[nodes.length - 1] = schema.text((last.text ?? '') + insert, last.marks);
      } else nodes.push(node);
    }
    mapping.set(text, nodes);
  }
  return nodes;
}

interface Piece {
  insert: string;
  attributes?: Attributes;
}

function readChild(type: YType, parent: NodeType, mapping: Mapping, depth: number): Node {
  const kept = mapping.get(type);
  if (kept && !Array.isArray(kept)) return kept;
  const known = readElement(type, parent.schema, mapping, depth);
  const fits = known !== null && parent.contentMatch.matchType(known.type) !== null;
  const node = fits ? known : standIn(type, parent);
  mapping.set(type, node);
  return node;
}

function readElement(type: YType, schema: Schema, mapping: Mapping, depth: number): Node | null {
  if (!isElement(type) || depth > maxDepth) return null;
  const nodeType = schema.nodes[type.nodeName];
  if (nodeType === undefined || isOurs(nodeType)) return null;
  const attributes = nodeAttributes(nodeType, type);
  if (attributes === null) return null;
  if (nodeType.isLeaf) return type.length === 0 ? nodeType.create(attributes) : null;
  const children = readChildren(type, nodeType, mapping, depth);
  // Rows and cells have no place for a stand-in: the table is shown as a whole.
  const isSound = children.every((child) => nodeType.contentMatch.matchType(child.type));
  return isSound ? nodeType.create(attributes, children) : null;
}

/** Names of this editor's own making, which mean nothing in a document. */
const isOurs = (type: NodeType) =>
  type.isText || type === type.schema.topNodeType || type.name.startsWith('unknown');

function standIn(type: YType, parent: NodeType): Node {
  const name = isElement(type) ? type.nodeName : '';
  const text = readableText(type).trim().slice(0, maxShownText);
  const { unknownBlock, unknownInline } = parent.schema.nodes;
  const stand = parent.inlineContent ? unknownInline : unknownBlock;
  if (stand === undefined) throw new Error('the schema lacks stand-ins');
  return stand.create({ id: idOf(type), name, text });
}

function readableText(type: YType, depth = 0): string {
  if (type instanceof Y.Text) {
    const parts = type.toDelta() as { insert: unknown }[];
    return parts.map((part) => (typeof part.insert === 'string' ? part.insert : ' ')).join('');
  }
  if (!(type instanceof Y.XmlFragment) || depth > maxDepth) return '';
  const children: unknown[] = type.toArray();
  return children
    .filter((child) => child instanceof Y.AbstractType)
    .map((child) => readableText(child, depth + 1) + (child instanceof Y.Text ? '' : '\n'))
    .join('');
}
