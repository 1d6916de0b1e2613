import type { Mark, Node } from '@tiptap/pm/model';
import * as Y from 'yjs';
import { formatName, formatValue, markOf, type Attributes } from './attributes.ts';
import { difference } from './difference.ts';

/**
 * Brings a run of neighbouring Yjs texts to what the text nodes say, touching only characters and
 * formats that differ. `caret` is the writer's place in the run, if it is there.
 */
export function updateTexts(texts: Y.Text[], nodes: readonly Node[], caret: number | null): void {
  const before = texts.map(plain).join('');
  const after = nodes.map((node) => node.text ?? '').join('');
  const { at, removed, inserted } = difference(before, after, caret);
  const values = originalValues(texts);
  remove(texts, at, removed);
  insert(texts, at, pieces(nodes, at, at + inserted), values);
  reformat(texts, nodes, values);
}

/** A text that is not in a document yet. */
export function newText(nodes: readonly Node[]): Y.XmlText {
  const text = new Y.XmlText();
  text.applyDelta(
    nodes.map((node) => ({
      insert: node.text ?? '',
      attributes: formatting(node.marks, new Map())
    }))
  );
  return text;
}

/** `Y.XmlText` writes tags where `Y.Text` writes the characters. */
const plain = (text: Y.Text): string =>
  (text.toDelta() as Part[]).map((part) => part.insert).join('');

interface Part {
  insert: string;
  attributes?: Attributes;
}

function remove(texts: Y.Text[], at: number, removed: number): void {
  let start = 0;
  for (const text of texts) {
    const length = text.length;
    const from = Math.max(at, start);
    const to = Math.min(at + removed, start + length);
    if (from < to) text.delete(from - start, to - from);
    start += length;
  }
}

interface Piece {
  text: string;
  marks: readonly Mark[];
}

/** What stands between two offsets of a list of text nodes. */
function pieces(nodes: readonly Node[], from: number, to: number): Piece[] {
  const found: Piece[] = [];
  let start = 0;
  for (const node of nodes) {
    const text = (node.text ?? '').slice(Math.max(0, from - start), Math.max(0, to - start));
    if (text !== '') found.push({ text, marks: node.marks });
    start += node.nodeSize;
  }
  return found;
}

function insert(texts: Y.Text[], at: number, inserted: Piece[], values: Values): void {
  let target = texts[0];
  let start = 0;
  for (const text of texts) {
    target = text;
    if (at <= start + text.length) break;
    start += text.length;
  }
  let offset = at - start;
  for (const piece of inserted) {
    target?.insert(offset, piece.text, formatting(piece.marks, values));
    offset += piece.text.length;
  }
}

function reformat(texts: Y.Text[], nodes: readonly Node[], values: Values): void {
  let start = 0;
  for (const text of texts) {
    let offset = 0;
    for (const part of text.toDelta() as Part[]) {
      const end = offset + part.insert.length;
      let from = offset;
      for (const piece of pieces(nodes, start + offset, start + end)) {
        const changes = changesOf(part.attributes ?? {}, piece.marks, values);
        if (changes !== null) text.format(from, piece.text.length, changes);
        from += piece.text.length;
      }
      offset = end;
    }
    start += offset;
  }
}

function changesOf(current: Attributes, marks: readonly Mark[], values: Values): Attributes | null {
  const changes: Attributes = {};
  const wanted = new Map(marks.map((mark) => [formatName(mark), mark]));
  for (const name of Object.keys(current)) if (!wanted.has(name)) changes[name] = null;
  for (const [name, mark] of wanted) {
    const schema = mark.type.schema;
    if (Object.hasOwn(current, name) && markOf(schema, name, current[name]).eq(mark)) continue;
    const value = valueOf(mark, values);
    if (value !== undefined) changes[name] = value;
  }
  return Object.keys(changes).length > 0 ? changes : null;
}

const formatting = (marks: readonly Mark[], values: Values): Attributes =>
  Object.fromEntries(
    marks
      .map((mark) => [formatName(mark), valueOf(mark, values)] as const)
      .filter(([, value]) => value !== undefined)
  );

/**
 * The very values that the text holds already: a rebuilt one with nested parts would look like a
 * change to Yjs, and one that is not JSON could not be rebuilt.
 */
type Values = Map<string, unknown>;

function originalValues(texts: Y.Text[]): Values {
  const values: Values = new Map();
  for (const text of texts) {
    for (const { attributes } of text.toDelta() as Part[]) {
      for (const [name, value] of Object.entries(attributes ?? {})) {
        values.set(`${name} ${JSON.stringify(value)}`, value);
      }
    }
  }
  return values;
}

function valueOf(mark: Mark, values: Values): unknown {
  const value = formatValue(mark);
  return values.get(`${formatName(mark)} ${JSON.stringify(value)}`) ?? value;
}
