import { type Bytes, type Id, idFromBytes, Listeners } from '#lib/core/base/index.ts';
import type { ContentCodec, DocKind, DocumentName, LogEntry, Taken } from '#lib/core/log/index.ts';
import type { StorageAdapter, StorageChange, StorageKey } from '#lib/core/storage/index.ts';
import { checkUpdate } from './check-update.ts';
import { clientIdOf } from './client-id.ts';
import { SpaceDocument } from './space-document.ts';
import {
  decodeEntry,
  decodeSnapshot,
  encodeEntry,
  encodeSnapshot,
  type StoredEntry
} from './stored.ts';

/** News of a document. */
export type DocumentChange =
  /** What an accepted entry added; `update` is null when its body has no effect. */
  | { type: 'entry'; document: SpaceDocument; entry: LogEntry; update: Bytes | null }
  /** What counts has changed: the document was made anew and may have shrunk. */
  | { type: 'rebuilt'; document: SpaceDocument };

/** How many documents stay in memory that nobody has open. */
const keptInMemory = 40;
/** Entries behind the snapshot at which a new one pays. */
const foldAt = 64;

/**
 * The Yjs documents of one space: judges the bodies of accepted entries, keeps them as snapshot
 * and tail, and tells what changed.
 */
export class DocumentStore implements ContentCodec {
  readonly changes = new Listeners<DocumentChange>();
  readonly #storage: StorageAdapter;
  readonly #spaceId: Bytes;
  readonly #space: Id;
  readonly #documents = new Map<string, Promise<SpaceDocument>>();
  readonly #held = new Map<string, number>();
  readonly #clientIds = new Map<string, Promise<number>>();
  /** With entries that no transaction has kept yet: what is folded must not outrun the log. */
  readonly #uncommitted = new WeakSet<SpaceDocument>();

  constructor(storage: StorageAdapter, spaceId: Bytes) {
    this.#storage = storage;
    this.#spaceId = spaceId;
    this.#space = idFromBytes(spaceId);
  }

  /** The Yjs client of a device's slot; computed once, for it is slow on purpose. */
  clientId(deviceId: Id, slot: number): Promise<number> {
    const name = `${deviceId} ${slot}`;
    const known = this.#clientIds.get(name);
    if (known) return known;
    const computed = clientIdOf(this.#spaceId, deviceId, slot);
    this.#clientIds.set(name, computed);
    return computed;
  }

  /** The document as it stands; an empty one when nothing of it is here. */
  get(docKind: DocKind, docId: Id): Promise<SpaceDocument> {
    const name = nameOf(docKind, docId);
    const known = this.#documents.get(name);
    // Used again, so it goes to the young end of the map.
    if (known) this.#documents.delete(name);
    const document = known ?? this.#load(docKind, docId);
    this.#documents.set(name, document);
    return document;
  }

  /** Keeps a document in memory while somebody has it open; the returned function lets go. */
  hold(docKind: DocKind, docId: Id): () => void {
    const name = nameOf(docKind, docId);
    this.#held.set(name, (this.#held.get(name) ?? 0) + 1);
    return () => {
      const left = (this.#held.get(name) ?? 1) - 1;
      if (left > 0) this.#held.set(name, left);
      else this.#held.delete(name);
    };
  }

  /**
   * Judges the body of an accepted entry: it counts iff it passes `checkUpdate` for its author and
   * Yjs takes it, which is tried at once, for what comes later is judged by it.
   */
  async take(entry: LogEntry): Promise<Taken> {
    const document = await this.get(entry.meta.docKind, entry.meta.docId);
    const { update, change } = await this.#add(document, entry);
    return {
      changes: [change],
      committed: () => {
        this.#uncommitted.delete(document);
        this.changes.tell({ type: 'entry', document, entry, update });
        this.#forgetOldest();
      }
    };
  }

  async rebuild(
    documents: readonly DocumentName[],
    entries: AsyncIterable<LogEntry>
  ): Promise<Taken> {
    const fresh = new Map<string, SpaceDocument>();
    const changes: StorageChange[] = [];
    for (const { docKind, docId } of documents) {
      const document = new SpaceDocument(docKind, docId, null);
      this.#uncommitted.add(document);
      fresh.set(nameOf(docKind, docId), document);
      changes.push({ type: 'remove', key: this.#snapshotKey(docKind, docId) });
      changes.push({ type: 'remove-below', prefix: this.#tailKey(docKind, docId) });
    }
    for await (const entry of entries) {
      const document = fresh.get(nameOf(entry.meta.docKind, entry.meta.docId));
      if (document) changes.push((await this.#add(document, entry)).change);
    }
    return {
      changes,
      committed: () => {
        for (const [name, document] of fresh) {
          this.#uncommitted.delete(document);
          this.#documents.set(name, Promise.resolve(document));
          this.changes.tell({ type: 'rebuilt', document });
        }
      }
    };
  }

  async #add(
    document: SpaceDocument,
    entry: LogEntry
  ): Promise<{ update: Bytes | null; change: StorageChange }> {
    const { meta, deviceId, seq, arrival } = entry;
    const client = await this.clientId(deviceId, meta.slot);
    const { slot, clockTo, at } = meta;
    const body = this.#effectOf(document, client, entry);
    const stored: StoredEntry = { deviceId, seq, slot, clockTo, at, body };
    this.#uncommitted.add(document);
    const update = document.add(stored, client, arrival) ? body : null;
    const key = [...this.#tailKey(meta.docKind, meta.docId), arrival];
    const value = encodeEntry({ ...stored, body: update });
    return { update, change: { type: 'put', key, value } };
  }

  /** Forgets everything that was not committed: a transaction has failed. */
  abandon(): void {
    this.#documents.clear();
  }

  /** Folds a document whose tail has grown long. For idle moments; losing it loses nothing. */
  async fold(document: SpaceDocument): Promise<void> {
    if (document.entriesSinceSnapshot < foldAt || this.#uncommitted.has(document)) return;
    const { docKind, docId } = document;
    const { snapshot, arrivals } = document.fold();
    const tail = this.#tailKey(docKind, docId);
    const changes: StorageChange[] = arrivals.map((arrival) => ({
      type: 'remove',
      key: [...tail, arrival]
    }));
    const value = encodeSnapshot(snapshot);
    changes.push({ type: 'put', key: this.#snapshotKey(docKind, docId), value });
    await this.#storage.commit(changes, 'relaxed');
  }

  #effectOf(document: SpaceDocument, client: number, entry: LogEntry): Bytes | null {
    const { meta, body } = entry;
    if (body === null || document.hasStopped(client)) return null;
    const read = new Map(document.clocksFor(entry.readUpTo));
    read.set(client, document.nextClock(client));
    const checked = checkUpdate(body, client, read);
    const asDeclared = checked.fault === null && checked.from === meta.clockFrom;
    return asDeclared && checked.to === meta.clockTo ? body : null;
  }

  async #load(docKind: DocKind, docId: Id): Promise<SpaceDocument> {
    const [snapshot, tail] = await Promise.all([
      this.#storage.get(this.#snapshotKey(docKind, docId)),
      this.#storage.list(this.#tailKey(docKind, docId))
    ]);
    const document = new SpaceDocument(docKind, docId, snapshot ? decodeSnapshot(snapshot) : null);
    for (const { key, value } of tail) {
      const entry = decodeEntry(value);
      const client = await this.clientId(entry.deviceId, entry.slot);
      document.restore(entry, client, Number(key.at(-1)));
    }
    return document;
  }

  /** Only between transactions, when nobody is in the middle of judging a document. */
  #forgetOldest(): void {
    let surplus = this.#documents.size - this.#held.size - keptInMemory;
    for (const [name, loading] of this.#documents) {
      if (surplus <= 0) return;
      if (this.#held.has(name)) continue;
      this.#documents.delete(name);
      void loading.then((document) => document.destroy()).catch(() => undefined);
      surplus--;
    }
  }

  #snapshotKey(docKind: DocKind, docId: Id): StorageKey {
    return ['snapshot', this.#space, docKind, docId];
  }

  #tailKey(docKind: DocKind, docId: Id): StorageKey {
    return ['tail', this.#space, docKind, docId];
  }
}

const nameOf = (docKind: DocKind, docId: Id): string => `${docKind} ${docId}`;
