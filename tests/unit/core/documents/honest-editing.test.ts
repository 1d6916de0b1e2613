import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { bodyOf, checkUpdate, fieldsOf } from '#lib/core/documents/index.ts';
import { seeded } from '../../../support/random-history.ts';

type Pick = (below: number) => number;

/** Somebody with the document open: what they wrote, and what they had read when they did. */
class Writer {
  readonly doc = new Y.Doc();
  readonly sent: { update: Uint8Array; read: Map<number, number> }[] = [];
  /** How many of each other writer's updates this one has. */
  readonly heard = new Map<Writer, number>();

  constructor(client: number) {
    this.doc.clientID = client;
  }

  get text(): string {
    return bodyOf(this.doc).toString();
  }

  act(pick: Pick, act: (doc: Y.Doc, pick: Pick) => void): void {
    const read = Y.decodeStateVector(Y.encodeStateVector(this.doc));
    const keep = (update: Uint8Array, origin: unknown) => {
      if (origin !== 'heard') this.sent.push({ update, read: new Map(read) });
    };
    this.doc.on('update', keep);
    this.doc.transact(() => act(this.doc, pick));
    this.doc.off('update', keep);
  }

  hear(from: Writer, upTo = from.sent.length): void {
    const start = this.heard.get(from) ?? 0;
    for (const { update } of from.sent.slice(start, upTo)) Y.applyUpdate(this.doc, update, 'heard');
    this.heard.set(from, Math.max(start, upTo));
  }
}

const blocks = (doc: Y.Doc) =>
  bodyOf(doc)
    .toArray()
    .filter((node) => node instanceof Y.XmlElement);
const words = ['wrong lens', 'é', '😀 relieved', 'x', 'the second check\n', ''];

function textIn(doc: Y.Doc, pick: Pick): Y.XmlText | null {
  const found = blocks(doc)[pick(Math.max(1, blocks(doc).length))];
  const child = found?.toArray().find((node) => node instanceof Y.XmlText);
  return child instanceof Y.XmlText ? child : null;
}

function newBlock(pick: Pick): Y.XmlElement {
  const block = new Y.XmlElement(['paragraph', 'heading', 'section'][pick(3)] ?? 'paragraph');
  if (pick(2) === 0) block.setAttribute('level', 2 as unknown as string);
  block.push([new Y.XmlText(words[pick(words.length)])]);
  return block;
}

/** What an editor does to a document, one stroke or one paste at a time. */
const acts: ((doc: Y.Doc, pick: Pick) => void)[] = [
  (doc, pick) => bodyOf(doc).insert(pick(bodyOf(doc).length + 1), [newBlock(pick)]),
  (doc, pick) => bodyOf(doc).insert(0, [newBlock(pick), newBlock(pick), newBlock(pick)]),
  (doc, pick) => {
    const text = textIn(doc, pick);
    text?.insert(pick(text.length + 1), words[pick(words.length)] ?? '');
  },
  (doc, pick) => {
    const text = textIn(doc, pick);
    if (text && text.length > 1) text.delete(pick(text.length - 1), 1 + pick(1));
  },
  (doc, pick) => {
    const text = textIn(doc, pick);
    if (text && text.length > 0) text.format(0, text.length, { bold: pick(2) ? {} : null });
  },
  (doc, pick) => {
    const text = textIn(doc, pick);
    text?.applyDelta([
      { insert: 'see ' },
      { insert: 'here', attributes: { link: { href: 'https://x.y' } } }
    ]);
  },
  (doc, pick) => {
    if (bodyOf(doc).length > 1) bodyOf(doc).delete(pick(bodyOf(doc).length - 1), 1);
  },
  (doc, pick) =>
    blocks(doc)[pick(Math.max(1, blocks(doc).length))]?.setAttribute('level', String(pick(4))),
  (doc, pick) => {
    // Written and taken back within one transaction.
    bodyOf(doc).insert(0, [newBlock(pick)]);
    bodyOf(doc).delete(0, 1);
  },
  (doc, pick) => fieldsOf(doc).set('state', ['draft', 'done'][pick(2)]),
  (doc) => {
    const title = fieldsOf(doc).get('title');
    if (title instanceof Y.Text) title.insert(title.length, 'a');
    else fieldsOf(doc).set('title', new Y.Text('A title'));
  },
  (doc, pick) => {
    const areas = fieldsOf(doc).get('areas');
    if (!(areas instanceof Y.Map)) fieldsOf(doc).set('areas', new Y.Map());
    else if (pick(3) === 0) areas.delete('theatre');
    else areas.set('theatre', true);
  }
];

function session(seed: number): Writer[] {
  const pick = seeded(seed);
  const writers = [new Writer(2 ** 52 + seed), new Writer(2 ** 40 + 7), new Writer(3)];
  for (let step = 0; step < 60; step++) {
    const writer = writers[pick(3)];
    const other = writers[pick(3)];
    if (!writer || !other) continue;
    const act = acts[pick(acts.length)];
    if (pick(4) === 0 && other !== writer) hearAll(writer, other);
    else if (act) writer.act(pick, act);
  }
  return writers;
}

/** Causal: whoever hears of a change has heard of all that it stands on. */
function hearAll(writer: Writer, from: Writer): void {
  for (const [third, upTo] of from.heard) {
    if (third !== writer && (writer.heard.get(third) ?? 0) < upTo) writer.hear(third, upTo);
  }
  writer.hear(from);
}

describe('[Y6] what honest people write', () => {
  it('is never refused, change by change', () => {
    let checked = 0;
    fc.assert(
      fc.property(fc.nat(100_000), (seed) => {
        for (const { doc, sent } of session(seed)) {
          let clock = 0;
          for (const { update, read } of sent) {
            expect(read.get(doc.clientID) ?? 0).toBe(clock);
            const judged = checkUpdate(new Uint8Array(update), doc.clientID, read);
            if (judged.fault !== null) throw new Error(`refused: ${judged.fault}`);
            expect(judged.from).toBe(clock);
            clock = judged.to;
            checked++;
          }
          expect(clock).toBe(Y.getState(doc.store, doc.clientID));
        }
      }),
      { numRuns: 40 }
    );
    expect(checked).toBeGreaterThan(1_000);
  });

  it('is never refused when several changes are sealed as one', () => {
    fc.assert(
      fc.property(fc.nat(100_000), fc.integer({ min: 2, max: 9 }), (seed, size) => {
        for (const { doc, sent } of session(seed)) {
          let clock = 0;
          for (let at = 0; at < sent.length; at += size) {
            const some = sent.slice(at, at + size);
            const read = new Map(some.at(-1)?.read);
            read.set(doc.clientID, clock);
            const merged = new Uint8Array(Y.mergeUpdates(some.map(({ update }) => update)));
            const judged = checkUpdate(merged, doc.clientID, read);
            if (judged.fault !== null) throw new Error(`refused: ${judged.fault}`);
            clock = judged.to;
          }
          expect(clock).toBe(Y.getState(doc.store, doc.clientID));
        }
      }),
      { numRuns: 25 }
    );
  });

  it('comes to the same text everywhere', () => {
    fc.assert(
      fc.property(fc.nat(100_000), (seed) => {
        const writers = session(seed);
        for (const writer of writers)
          for (const other of writers) if (other !== writer) writer.hear(other);
        expect(new Set(writers.map(({ text }) => text)).size).toBe(1);
      }),
      { numRuns: 15 }
    );
  });
});
