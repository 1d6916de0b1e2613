import * as Y from 'yjs';
import type { Bytes } from '#lib/core/base/index.ts';
import type { Block, Inline, TextMark } from './blocks.ts';
import type { Kind } from './kinds/index.ts';
import { bodyOf, fieldsOf, metaOf } from './layout.ts';

/** What a new document holds from its first change on. */
export interface NewDocument {
  kind: Kind;
  title: string;
  /** Text per section id; a section without any starts with an empty paragraph. */
  text?: ReadonlyMap<string, readonly Block[]>;
}

/** A change of one client, with the Yjs clocks it spans. */
export interface WrittenChange {
  update: Bytes;
  from: number;
  to: number;
}

/** Well below the limit of one change, so that no reader refuses it. */
const changeTarget = 400_000;
const blocksAtOnce = 100;

/**
 * The first changes of a document, by its creator: every section of the kind in order, so that
 * opening it later writes nothing. `client` is the creator's Yjs client. Long text comes as
 * several changes.
 */
export function writeNewDocument(
  { kind, title, text }: NewDocument,
  client: number
): WrittenChange[] {
  return record(client, (doc) => {
    const sections = kind.sections.map(({ id }) => {
      const section = new Y.XmlElement('section');
      section.setAttribute('sectionId', id);
      return { section, blocks: text?.get(id) ?? [] };
    });
    doc.transact(() => {
      const meta = metaOf(doc);
      meta.set('kind', kind.id);
      meta.set('kindVersion', kind.version);
      const fields = fieldsOf(doc);
      fields.set('title', new Y.Text(title));
      fields.set('areas', new Y.Map());
      bodyOf(doc).push(sections.map(({ section }) => section));
      for (const { section, blocks } of sections) {
        if (blocks.length === 0) section.insert(0, [new Y.XmlElement('paragraph')]);
      }
    });
    for (const { section, blocks } of sections) {
      for (let at = 0; at < blocks.length; at += blocksAtOnce) {
        section.push(blocks.slice(at, at + blocksAtOnce).map(toElement));
      }
    }
  });
}

/** A small document of plain fields: a profile, an organisation's card, a space's card. */
export const writeCard = (
  fields: Readonly<Record<string, string | number>>,
  client: number,
  state?: Bytes
): WrittenChange[] =>
  record(
    client,
    (doc) => {
      doc.transact(() => {
        for (const [name, value] of Object.entries(fields)) fieldsOf(doc).set(name, value);
      });
    },
    state
  );

/** Sets one scalar field of a document given as state: the change alone, by `client`. */
export const writeField = (
  state: Bytes,
  name: string,
  value: string | boolean,
  client: number
): WrittenChange[] =>
  record(
    client,
    (doc) => {
      fieldsOf(doc).set(name, value);
    },
    state
  );

/** What `write` does to a document, as changes of `client` that others may apply. */
export function record(
  client: number,
  write: (doc: Y.Doc) => void,
  state?: Bytes
): WrittenChange[] {
  const doc = new Y.Doc();
  if (state) Y.applyUpdate(doc, state);
  // Yjs replaces a client id that it meets in loaded content, so it is set only now.
  doc.clientID = client;
  const changes: WrittenChange[] = [];
  let from = Y.getState(doc.store, client);
  doc.on('update', (update: Uint8Array) => {
    const to = Y.getState(doc.store, client);
    const last = changes.at(-1);
    if (last && last.update.length + update.length < changeTarget) {
      last.update = new Uint8Array(Y.mergeUpdates([last.update, update]));
      last.to = to;
    } else changes.push({ update: new Uint8Array(update), from, to });
    from = to;
  });
  write(doc);
  doc.destroy();
  return changes;
}

// Elements that are in no document yet take `insert` only: `push` asks for their length.
function toElement(block: Block): Y.XmlElement {
  const element = new Y.XmlElement(block.type);
  const attributes = 'attrs' in block ? (block.attrs ?? {}) : {};
  for (const [name, value] of Object.entries(attributes)) {
    // The editor's binding keeps numbers as they are, though the type says string.
    if (value !== undefined) element.setAttribute(name, value as unknown as string);
  }
  if (block.type === 'paragraph' || block.type === 'heading') {
    element.insert(0, toInline(block.content ?? []));
  } else if (block.type === 'table') {
    element.insert(
      0,
      block.content.map((row) => container('tableRow', row.content.map(toCell)))
    );
  } else if (block.type === 'blockquote') {
    element.insert(0, block.content.map(toElement));
  } else {
    element.insert(
      0,
      block.content.map((item) => container('listItem', item.content.map(toElement)))
    );
  }
  return element;
}

function toCell(cell: Extract<Block, { type: 'table' }>['content'][number]['content'][number]) {
  const element = container(cell.type, cell.content.map(toElement));
  element.setAttribute('colspan', (cell.attrs?.colspan ?? 1) as unknown as string);
  element.setAttribute('rowspan', (cell.attrs?.rowspan ?? 1) as unknown as string);
  return element;
}

function container(name: string, children: Y.XmlElement[]): Y.XmlElement {
  const element = new Y.XmlElement(name);
  element.insert(0, children);
  return element;
}

/** Runs of text between line breaks, each run one Y.XmlText with its marks as attributes. */
function toInline(content: readonly Inline[]): (Y.XmlElement | Y.XmlText)[] {
  const nodes: (Y.XmlElement | Y.XmlText)[] = [];
  let run: { insert: string; attributes: Record<string, object> }[] = [];
  const flush = () => {
    if (run.length === 0) return;
    const text = new Y.XmlText();
    text.applyDelta(run);
    nodes.push(text);
    run = [];
  };
  for (const inline of content) {
    if (inline.type === 'hardBreak') {
      flush();
      nodes.push(new Y.XmlElement('hardBreak'));
    } else run.push({ insert: inline.text, attributes: toAttributes(inline.marks ?? []) });
  }
  flush();
  return nodes;
}

const toAttributes = (marks: readonly TextMark[]): Record<string, object> =>
  Object.fromEntries(marks.map((mark) => [mark.type, 'attrs' in mark ? mark.attrs : {}]));
