import { beforeEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { type Bytes, idFromBytes } from '#lib/core/base/index.ts';
import {
  bodyOf,
  checkUpdate,
  type DocumentChange,
  DocumentStore
} from '#lib/core/documents/index.ts';
import type { LogEntry } from '#lib/core/log/index.ts';
import { MemoryStorage, type StorageAdapter } from '#lib/core/storage/index.ts';
import { HostileStorage } from '../../../support/hostile-storage.ts';
import { content, item, rawUpdate } from '../../../support/raw-update.ts';

const spaceId = new Uint8Array(16).fill(1);
const docId = idFromBytes(new Uint8Array(16).fill(2));
const [amina, eve, ben] = [3, 4, 5].map((n) => idFromBytes(new Uint8Array(16).fill(n))) as [
  string,
  string,
  string
];
/** Clients are slow to derive, on purpose; the same ones serve all stories. */
const slowIds = new DocumentStore(new MemoryStorage(), spaceId);
const aminas = await slowIds.clientId(amina, 1);
const eves = await slowIds.clientId(eve, 1);
const bens = await slowIds.clientId(ben, 1);

/** A device’s part of one document: what it writes and what it has read. */
class Hand {
  readonly doc = new Y.Doc();
  readonly deviceId: string;
  readonly client: number;
  seq = 0;
  #clock = 0;

  constructor(deviceId: string, client: number) {
    this.deviceId = deviceId;
    this.client = client;
    this.doc.clientID = client;
  }

  /** The entry that carries what `write` does, or a body of one’s own making. */
  entry(write: (doc: Y.Doc) => void, changes: Partial<LogEntry['meta']> & { slot?: number } = {}) {
    const before = Y.encodeStateVector(this.doc);
    write(this.doc);
    const update = new Uint8Array(Y.encodeStateAsUpdate(this.doc, before));
    const from = this.#clock;
    this.#clock = Y.getState(this.doc.store, this.client);
    return this.carries(update, { clockFrom: from, clockTo: this.#clock, ...changes });
  }

  carries(body: Bytes | null, changes: Partial<LogEntry['meta']>, everything = 10_000): LogEntry {
    const seq = ++this.seq;
    return {
      ...{ deviceId: this.deviceId, log: this.deviceId, seq, arrival: arrivals++ },
      ...{ accepted: true, body },
      ...{ hash: new Uint8Array(32), bytes: new Uint8Array(0) },
      readUpTo: (device) => (device === this.deviceId ? seq - 1 : everything),
      meta: {
        ...{ docKind: 'document', docId, slot: 1, ledgerHeads: [], deps: [], rawLength: 0 },
        ...{ clockFrom: 0, clockTo: 0, at: 1_000 + seq },
        ...changes
      }
    };
  }

  hears(body: Bytes | null): void {
    if (body) Y.applyUpdate(this.doc, body);
  }
}

let arrivals = 0;
let storage: StorageAdapter;
let store: DocumentStore;
let told: Extract<DocumentChange, { type: 'entry' }>[];

function start(over: StorageAdapter): DocumentStore {
  storage = over;
  store = new DocumentStore(storage, spaceId);
  // What the stories have derived already.
  store.clientId = (deviceId, slot) => slowIds.clientId(deviceId, slot);
  told = [];
  store.changes.add((change) => {
    if (change.type === 'entry') told.push(change);
  });
  return store;
}

beforeEach(() => {
  arrivals = 0;
  start(new MemoryStorage());
});

async function keep(...entries: LogEntry[]): Promise<void> {
  const taken = [];
  for (const entry of entries) taken.push(await store.take(entry));
  await storage.commit(
    taken.flatMap(({ changes }) => changes),
    'strict'
  );
  for (const { committed } of taken) committed();
}

const theDocument = () => store.get('document', docId);
const text = async () => bodyOf((await theDocument()).doc).toString();
const line = (words: string) => (doc: Y.Doc) => {
  const paragraph = new Y.XmlElement('paragraph');
  paragraph.push([new Y.XmlText(words)]);
  bodyOf(doc).push([paragraph]);
};

describe('[F1] a document', () => {
  it('is what was written in it, told once it is kept', async () => {
    const hand = new Hand(amina, aminas);
    const entry = hand.entry(line('The lens box was opened.'));
    const { changes, committed } = await store.take(entry);
    expect(told).toEqual([]);
    await storage.commit(changes, 'strict');
    committed();
    expect(told.map(({ update }) => update)).toEqual([entry.body]);
    expect(await text()).toContain('The lens box was opened.');
    const { createdBy, createdAt, lastSeqs, isEmpty } = await theDocument();
    expect([createdBy, createdAt, lastSeqs.get(amina), isEmpty]).toEqual([amina, 1_001, 1, false]);
    expect((await store.get('comments', docId)).isEmpty).toBe(true);
  });

  it('folded is the same as every change of it in a row, restarts between', async () => {
    const [one, two] = [new Hand(amina, aminas), new Hand(eve, eves)];
    const all: LogEntry[] = [];
    for (let n = 0; n < 150; n++) {
      const [hand, other] = n % 3 === 0 ? [two, one] : [one, two];
      const entry = hand.entry((doc) => {
        if (n % 7 === 6) bodyOf(doc).delete(0, 1);
        else line(`line ${n}`)(doc);
      });
      other.hears(entry.body);
      all.push(entry);
    }
    const folding = new MemoryStorage();
    for (const [n, entry] of all.entries()) {
      if (n % 40 === 0) start(folding);
      await keep(entry);
      if (n % 20 === 0) await store.fold(await theDocument());
    }
    start(folding);
    const folded = await theDocument();
    expect(folded.entriesSinceSnapshot).toBeLessThan(90);
    expect(await folding.list(['tail'])).toHaveLength(folded.entriesSinceSnapshot);
    const [foldedText, foldedClock] = [await text(), folded.nextClock(aminas)];
    start(new MemoryStorage());
    await keep(...all);
    const plain = await theDocument();
    expect(await text()).toBe(foldedText);
    expect(foldedText).toBe(bodyOf(one.doc).toString());
    expect([plain.nextClock(aminas), plain.changedAt]).toEqual([foldedClock, folded.changedAt]);
    expect([...plain.lastSeqs]).toEqual([...folded.lastSeqs]);
    expect(plain.seqsOf(eve)).toEqual(folded.seqsOf(eve));
    expect([...plain.clocksFor(() => 30)]).toEqual([...folded.clocksFor(() => 30)]);
  });
});

describe('[F2] a fold', () => {
  const hand = () => new Hand(amina, aminas);
  async function long(by: Hand): Promise<void> {
    for (let n = 0; n < 70; n++) await keep(by.entry(line(`line ${n}`)));
  }

  it('that is not kept loses nothing', async () => {
    const disk = new HostileStorage(new MemoryStorage());
    start(disk);
    await long(hand());
    const whole = await text();
    for (const fate of ['failed', 'lost'] as const) {
      disk.fate = () => fate;
      await expect(store.fold(await theDocument())).rejects.toThrow('storage full');
      expect(await text()).toBe(whole);
      disk.fate = () => 'kept';
      start(disk);
      expect(await text()).toBe(whole);
    }
  });

  it('waits while an entry of the document is on its way to the disk', async () => {
    const by = hand();
    await long(by);
    const whole = await text();
    // Taken, but its transaction fails.
    await store.take(by.entry(line('never kept')));
    await store.fold(await theDocument());
    expect(await storage.list(['snapshot'])).toEqual([]);
    store.abandon();
    expect(await text()).toBe(whole);
    await store.fold(await theDocument());
    expect(await storage.list(['snapshot'])).toHaveLength(1);
    start(storage);
    expect(await text()).toBe(whole);
  });

  it('is followed by what was written meanwhile', async () => {
    const disk = new HostileStorage(new MemoryStorage());
    start(disk);
    const by = hand();
    await long(by);
    disk.hold();
    const folding = store.fold(await theDocument());
    const entry = by.entry(line('meanwhile'));
    const taken = await store.take(entry);
    disk.letGo();
    await folding;
    await storage.commit(taken.changes, 'strict');
    taken.committed();
    start(disk);
    expect(await text()).toContain('meanwhile');
    expect((await theDocument()).entriesSinceSnapshot).toBe(1);
  });
});

describe('[F3] a body that does not pass', () => {
  const foreign = () =>
    rawUpdate([{ client: aminas, structs: [item({ root: 'body' }, content.text('x'))] }]);

  it('stops its client in this document, for good, and nobody else', async () => {
    const [one, two] = [new Hand(amina, aminas), new Hand(eve, eves)];
    await keep(two.carries(foreign(), { clockTo: 1 }), one.entry(line('Amina goes on')));
    const own = two.entry(line('Eve goes on'));
    await keep(own);
    expect(told.map(({ update }) => update !== null)).toEqual([false, true, false]);
    for (const again of [false, true]) {
      if (again) start(storage);
      expect(await text()).toContain('Amina goes on');
      expect(await text()).not.toContain('Eve');
      const document = await theDocument();
      expect([document.hasStopped(eves), document.hasStopped(aminas)]).toEqual([true, false]);
      expect(document.lastSeqs.get(eve)).toBe(2);
    }
    // Another slot of the same device is another client.
    const fresh = new Hand(eve, await slowIds.clientId(eve, 2));
    fresh.seq = 2;
    await keep(fresh.entry(line('Eve in another tab'), { slot: 2 }));
    expect(await text()).toContain('Eve in another tab');
  });

  it.each<[string, (hand: Hand) => LogEntry]>([
    ['no body at all', (hand) => hand.carries(null, {})],
    [
      'another beginning than declared',
      (hand) => hand.entry(line('x'), { clockFrom: 1, clockTo: 9 })
    ],
    ['another end than declared', (hand) => hand.entry(line('x'), { clockTo: 99 })],
    ['the slot of another tab', (hand) => hand.entry(line('x'), { slot: 2 })],
    ['no Yjs update', (hand) => hand.carries(new Uint8Array([9, 9, 9]), {})]
  ])('be it %s', async (_, make) => {
    await keep(make(new Hand(amina, aminas)));
    expect(told.map(({ update }) => update)).toEqual([null]);
    expect(await text()).toBe('');
    expect((await theDocument()).isEmpty).toBe(false);
  });

  it('[Y3] because its author had not read what it refers to', async () => {
    const [one, two] = [new Hand(amina, aminas), new Hand(eve, eves)];
    const first = one.entry(line('one'));
    const second = one.entry(line('two'));
    for (const { body } of [first, second]) two.hears(body);
    const reply = two.entry(line('three'));
    // Eve says that she had read one entry of Amina’s, and stands on the second.
    await keep(first, second, { ...reply, readUpTo: (device) => (device === amina ? 1 : 0) });
    expect(told.at(-1)?.update).toBeNull();
    expect(await text()).not.toContain('three');
  });
});

describe('[F4] a body that breaks Yjs though it passes every check', () => {
  /** Deletes an element below which an entry of a map is longer than one, hidden by what it follows. */
  function broken(hand: Hand): LogEntry {
    const structs = [
      item({ parent: [aminas, 1], key: 'title' }, content.deleted(1)),
      item({ after: [eves, 0] }, content.text('xyz\n')),
      item({ after: [eves, 1] }, content.type(4))
    ];
    const deletions = [{ client: aminas, ranges: [[0, 2]] as [number, number][] }];
    const update = rawUpdate([{ client: eves, structs }], deletions);
    return hand.carries(update, { clockTo: 6 });
  }

  const nested = (doc: Y.Doc) => {
    const section = new Y.XmlElement('section');
    bodyOf(doc).push([section]);
    section.push([new Y.XmlElement('paragraph')]);
  };

  it('is left out, whether the document is open or not, and the document opens', async () => {
    for (const open of [true, false]) {
      start(new MemoryStorage());
      const [one, two] = [new Hand(amina, aminas), new Hand(eve, eves)];
      await keep(one.entry(nested));
      const poison = broken(two);
      const body = poison.body ?? new Uint8Array(0);
      expect(checkUpdate(body, eves, new Map([[aminas, 2]])).fault).toBeNull();
      const scratch = new Y.Doc();
      Y.applyUpdate(scratch, Y.encodeStateAsUpdate(one.doc));
      expect(() => Y.applyUpdate(scratch, body)).toThrow();
      if (open) await text();
      else start(storage);
      await keep(poison);
      expect(told.at(-1)?.update).toBeNull();
      // So whoever says to have read it is judged alike by all.
      const reply = item({ after: [eves, 2] }, content.text('from Ben'));
      const update = rawUpdate([{ client: bens, structs: [reply] }]);
      await keep(new Hand(ben, bens).carries(update, { clockTo: 8 }));
      expect(told.at(-1)?.update).toBeNull();
      await keep(one.entry(line('Amina goes on')));
      for (const again of [false, true]) {
        if (again) start(storage);
        expect(await text()).toContain('Amina goes on');
        expect((await theDocument()).hasStopped(eves)).toBe(true);
        expect((await theDocument()).state.length).toBeGreaterThan(0);
      }
    }
  });
});

describe('[F5] memory', () => {
  it('keeps what somebody has open, and lets the longest unused go', async () => {
    const ids = Array.from({ length: 60 }, (_, n) => idFromBytes(new Uint8Array(16).fill(100 + n)));
    const letGo = store.hold('document', ids[0] ?? '');
    const first = await store.get('document', ids[0] ?? '');
    const second = await store.get('document', ids[1] ?? '');
    for (const id of ids) {
      const hand = new Hand(amina, aminas);
      hand.seq = ids.indexOf(id);
      await keep(hand.entry(line('x'), { docId: id }));
    }
    expect(await store.get('document', ids[0] ?? '')).toBe(first);
    expect(await store.get('document', ids[1] ?? '')).not.toBe(second);
    letGo();
  });
});
