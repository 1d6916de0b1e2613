import * as Y from 'yjs';
import type { Bytes, Id } from '#lib/core/base/index.ts';
import { bodyOf, fieldsOf, metaOf } from './layout.ts';
import { PlainLinks } from './plain-links.ts';
import { type Provenance, writeProvenance } from './provenance.ts';
import { wordsOf } from './words.ts';
import { record, type WrittenChange } from './write.ts';

export interface CopyTerms {
  provenance: Provenance;
  /** Whether a link to this document may stand in the copy; others become plain words. */
  mayLinkTo: (docId: Id) => boolean;
}

/** So much text goes into one change at most, and so many nodes. */
const textAtOnce = 50_000;
const nodesAtOnce = 1_000;
const mostDepth = 16;
// What Yjs would not keep: the first half of a character that takes two.
const halfCharacter = /(?<=.)[\uD800-\uDBFF]$/s;

/** Of the life that the copied document leads where it is, not of what it says. */
const leftBehind = new Set(['binned', 'state']);

export interface Copy {
  changes: WrittenChange[];
  /** How many links have become plain words. */
  flattened: number;
  /** Everything in the copy that is words. */
  words: string[];
}

/**
 * The first changes of a copy: the document in `state` as it reads now, built anew by `client`.
 * Nothing of how it came about goes along, neither deleted words nor who wrote what, and no link
 * that must not. What a newer version wrote goes along where it can be read as text, elements or
 * plain values.
 */
export function writeCopy(
  state: Bytes,
  { provenance, mayLinkTo }: CopyTerms,
  client: number
): Copy {
  const source = new Y.Doc();
  Y.applyUpdate(source, state);
  const links = new PlainLinks(mayLinkTo);
  let words: string[] = [];
  const changes = record(client, (doc) => {
    const steps = stepsOf(source, doc, provenance, links);
    let isDone = false;
    while (!isDone) {
      doc.transact(() => {
        for (let weight = 0; weight < textAtOnce && !isDone;) {
          const step = steps.next();
          if (step.done) isDone = true;
          else weight += step.value + textAtOnce / nodesAtOnce;
        }
      });
    }
    words = wordsOf(doc);
  });
  source.destroy();
  return { changes, flattened: links.count, words };
}

/** Writes one thing after another, each told by its length. Without recursion over the body. */
function* stepsOf(
  source: Y.Doc,
  doc: Y.Doc,
  provenance: Provenance,
  links: PlainLinks
): Generator<number> {
  for (const name of ['kind', 'kindVersion', 'kindHash']) {
    const value = plainValue(metaOf(source).get(name), links);
    if (value !== undefined) metaOf(doc).set(name, value);
  }
  writeProvenance(doc, provenance);
  const fields = fieldsOf(source);
  for (const name of [...fields.keys()].sort()) {
    if (leftBehind.has(name)) continue;
    const value = fieldValue(fields.get(name), links);
    if (value !== undefined) fieldsOf(doc).set(name, value);
    yield 0;
  }
  const open: { from: Y.XmlFragment; into: Y.XmlFragment }[] = [
    { from: bodyOf(source), into: bodyOf(doc) }
  ];
  for (let parent = open.pop(); parent; parent = open.pop()) {
    const { from, into } = parent;
    for (const node of from.toArray() as unknown[]) {
      if (node instanceof Y.XmlText) yield* copyText(node, into, links);
      else if (node instanceof Y.XmlElement) {
        const element = new Y.XmlElement(node.nodeName);
        into.push([element]);
        copyAttributes(node, element, links);
        open.push({ from: node, into: element });
        yield 0;
      }
    }
  }
}

interface Run {
  insert: unknown;
  attributes?: Record<string, unknown>;
}

function* copyText(from: Y.XmlText, into: Y.XmlFragment, links: PlainLinks): Generator<number> {
  const text = new Y.XmlText();
  into.push([text]);
  copyAttributes(from, text, links);
  let lastStray: string | null = null;
  for (const { insert, attributes = {} } of from.toDelta() as Run[]) {
    const { kept, stray } = plainMarks(attributes, links);
    if (stray !== null && stray !== lastStray) links.count++;
    lastStray = stray;
    const words = typeof insert === 'string' ? insert : plainValue(insert, links);
    if (words === undefined) continue;
    if (typeof words !== 'string') {
      append(text, words as object, kept);
      yield 0;
      continue;
    }
    // A link that shows its own address is one link.
    const plain = stray === null ? links.plainCounted(words) : links.plain(words);
    for (let at = 0; at < plain.length;) {
      const part = plain.slice(at, at + textAtOnce).replace(halfCharacter, '');
      append(text, part, kept);
      at += part.length;
      yield part.length;
    }
  }
}

function append(text: Y.XmlText, insert: string | object, attributes: object): void {
  const run = { insert, attributes };
  text.applyDelta(text.length === 0 ? [run] : [{ retain: text.length }, run]);
}

/** The marks of a run that go along: one that leads to where it must not is left out whole. */
function plainMarks(
  attributes: Record<string, unknown>,
  links: PlainLinks
): { kept: Record<string, unknown>; stray: string | null } {
  const kept: Record<string, unknown> = {};
  let stray: string | null = null;
  for (const [name, value] of Object.entries(attributes)) {
    const found = links.strayIn(JSON.stringify(value) ?? '');
    if (found === null) {
      const plain = plainValue(value, links);
      if (plain !== undefined) kept[name] = plain;
    } else stray = found;
  }
  return { kept, stray };
}

function copyAttributes(
  from: Y.XmlElement | Y.XmlText,
  into: Y.XmlElement | Y.XmlText,
  links: PlainLinks
): void {
  const attributes = from.getAttributes() as Record<string, unknown>;
  for (const name of Object.keys(attributes).sort()) {
    const value = plainValue(attributes[name], links);
    if (value !== undefined) into.setAttribute(name, value);
  }
}

/** A field of any shape that fields have; undefined for what cannot go along. */
function fieldValue(value: unknown, links: PlainLinks, depth = 0): unknown {
  if (depth > mostDepth) return undefined;
  if (value instanceof Y.Text) return new Y.Text(links.plainCounted(value.toString()));
  if (value instanceof Y.Map) {
    const map = new Y.Map<unknown>();
    for (const name of [...value.keys()].sort()) {
      const inner = fieldValue(value.get(name), links, depth + 1);
      if (inner !== undefined) map.set(name, inner);
    }
    return map;
  }
  if (value instanceof Y.Array) {
    const inner = value.toArray().map((one) => fieldValue(one, links, depth + 1));
    return Y.Array.from(inner.filter((one) => one !== undefined) as string[]);
  }
  return plainValue(value, links);
}

/** Plain data without addresses that must not go along; undefined for anything else. */
function plainValue(value: unknown, links: PlainLinks): unknown {
  if (typeof value === 'string') return links.plainCounted(value);
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value;
  if (value instanceof Y.AbstractType || ArrayBuffer.isView(value)) return undefined;
  if (Array.isArray(value)) return value.map((one) => plainValue(one, links) ?? null);
  if (typeof value !== 'object') return undefined;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, one]) => {
      const plain = plainValue(one, links);
      return plain === undefined ? [] : [[name, plain]];
    })
  );
}
