import * as Y from 'yjs';
import type { Bytes, Id } from '#lib/core/base/index.ts';
import type { DocKind } from '#lib/core/log/index.ts';
import { type Client, clocksAt, latestClock } from './clients.ts';
import type { Clocks } from './check-update.ts';
import type { StoredEntry, StoredSnapshot } from './stored.ts';

interface TailEntry {
  arrival: number;
  body: Bytes | null;
}

/**
 * One document as this device holds it: who wrote how far, and the text of everything that has
 * effect. The Yjs document is made when first asked for and follows from then on.
 */
export class SpaceDocument {
  readonly docKind: DocKind;
  readonly docId: Id;
  readonly #clients: Map<number, Client>;
  readonly #lastSeqs: Map<Id, number>;
  #state: Bytes | null;
  #tail: TailEntry[] = [];
  #doc: Y.Doc | null = null;
  createdAt = 0;
  createdBy: Id = '';
  changedAt = 0;
  changedBy: Id = '';

  constructor(docKind: DocKind, docId: Id, snapshot: StoredSnapshot | null) {
    this.docKind = docKind;
    this.docId = docId;
    this.#clients = new Map(snapshot?.clients.map((client) => [client.client, client]));
    this.#lastSeqs = new Map(snapshot?.lastSeqs);
    this.#state = snapshot?.state ?? null;
    if (!snapshot) return;
    const { createdAt, createdBy, changedAt, changedBy } = snapshot;
    Object.assign(this, { createdAt, createdBy, changedAt, changedBy });
  }

  get isEmpty(): boolean {
    return this.#lastSeqs.size === 0;
  }

  get entriesSinceSnapshot(): number {
    return this.#tail.length;
  }

  /** Of every device that wrote here: its last entry. */
  get lastSeqs(): ReadonlyMap<Id, number> {
    return this.#lastSeqs;
  }

  /** The entries of one device here, oldest first. */
  seqsOf(deviceId: Id): number[] {
    return [...this.#clients.values()]
      .filter((client) => client.deviceId === deviceId)
      .flatMap(({ marks }) => marks.map(([seq]) => seq))
      .sort((a, b) => a - b);
  }

  /** The Yjs document; nobody but this class changes it. */
  get doc(): Y.Doc {
    this.#doc ??= this.#build();
    return this.#doc;
  }

  /** Everything that has effect, as one Yjs update. */
  get state(): Bytes {
    return new Uint8Array(Y.encodeStateAsUpdate(this.doc));
  }

  /** The same with changes that are not sealed yet. */
  stateWith(unsealed: readonly Bytes[]): Bytes {
    if (unsealed.length === 0) return this.state;
    return new Uint8Array(Y.mergeUpdates([this.state, ...unsealed]));
  }

  hasStopped(client: number): boolean {
    return this.#clients.get(client)?.stopped ?? false;
  }

  /** The clock with which the next change of a client must begin. */
  nextClock(client: number): number {
    const known = this.#clients.get(client);
    return known ? latestClock(known) : 0;
  }

  /** What an author had read of this document. */
  clocksFor(readUpTo: (deviceId: Id, slot: number) => number): Clocks {
    return clocksAt(this.#clients.values(), readUpTo);
  }

  /**
   * Takes a new accepted entry in; its body was checked, or is null and stops its client here.
   * False when the body broke the document though it had passed every check: it is left out and
   * stops its client, whether anybody has the document open or not.
   */
  add(entry: StoredEntry, client: number, arrival: number): boolean {
    const body = entry.body && this.#takes(entry.body) ? entry.body : null;
    this.restore({ ...entry, body }, client, arrival);
    return body === entry.body;
  }

  /** An entry as it was judged when it came. One that the snapshot holds already changes nothing. */
  restore(entry: StoredEntry, client: number, arrival: number): void {
    const { deviceId, seq, slot, clockTo, body } = entry;
    this.#tail.push({ arrival, body });
    const known = this.#clients.get(client) ?? {
      client,
      deviceId,
      slot,
      stopped: false,
      marks: []
    };
    // By client: a device that was forked may have written on with one slot and the other.
    if (seq <= (known.marks.at(-1)?.[0] ?? 0)) return;
    this.#clients.set(client, known);
    this.#lastSeqs.set(deviceId, Math.max(seq, this.#lastSeqs.get(deviceId) ?? 0));
    if (this.createdBy === '') {
      this.createdBy = deviceId;
      this.createdAt = entry.at;
    }
    this.changedBy = deviceId;
    this.changedAt = Math.max(this.changedAt, entry.at);
    if (body === null) known.stopped = true;
    else known.marks.push([seq, clockTo]);
  }

  /** The document folded up, to be stored in place of its entries up to now. */
  fold(): { snapshot: StoredSnapshot; arrivals: number[] } {
    this.#state = this.state;
    const arrivals = this.#tail.map(({ arrival }) => arrival);
    this.#tail = [];
    const { createdAt, createdBy, changedAt, changedBy } = this;
    const snapshot = {
      clients: [...this.#clients.values()],
      lastSeqs: new Map(this.#lastSeqs),
      createdAt,
      createdBy,
      changedAt,
      changedBy,
      state: this.#state
    };
    return { snapshot, arrivals };
  }

  destroy(): void {
    this.#doc?.destroy();
    this.#doc = null;
  }

  /** Applies a body to the document; one that fails leaves it to be built again without it. */
  #takes(body: Bytes): boolean {
    const doc = this.doc;
    try {
      Y.applyUpdate(doc, body);
      return true;
    } catch {
      this.#doc = null;
      return false;
    }
  }

  /**
   * A body that breaks Yjs only now (with another version of it) is not shown, so that the document
   * opens all the same. What was judged when it came stays: other devices have judged by it.
   */
  #build(): Y.Doc {
    let doc = this.#replay(this.#tail);
    const kept: TailEntry[] = [];
    for (const one of doc ? [] : this.#tail) if (this.#replay([...kept, one])) kept.push(one);
    doc ??= this.#replay(kept);
    if (!doc) throw new Error('a document snapshot cannot be read');
    return doc;
  }

  #replay(tail: readonly { body: Bytes | null }[]): Y.Doc | null {
    const doc = new Y.Doc();
    try {
      doc.transact(() => {
        if (this.#state) Y.applyUpdate(doc, this.#state);
        for (const { body } of tail) if (body) Y.applyUpdate(doc, body);
      });
      return doc;
    } catch {
      return null;
    }
  }
}
