import {
  type Clock,
  decodePlain,
  encodePlain,
  type Id,
  idFromBytes,
  Queue,
  shape
} from '#lib/core/base/index.ts';
import { type Passage, summarise } from '#lib/core/documents/index.ts';
import type { SearchableDocument, SearchIndex } from '#lib/core/search/index.ts';
import type { StorageAdapter, StorageChange } from '#lib/core/storage/index.ts';
import {
  type CatalogueEntry,
  catalogueSchema,
  decodeCatalogueEntry,
  decodePassages,
  encodeCatalogueEntry,
  encodePassages,
  entryOf,
  revisionOf
} from './catalogue-entry.ts';
import type { Space } from './space.ts';

const pauseMs = 150;
const atOnce = 50;

const watermarkShape = shape.tuple(shape.exactly(catalogueSchema), shape.uint());

/**
 * The library of one space: a row and the plain text of every document, derived from its changes
 * and fed to the search index. Whatever is missing or of another schema is made again.
 */
export class Catalogue {
  readonly #space: Space;
  readonly #storage: StorageAdapter;
  readonly #clock: Clock;
  /** Null until somebody searches, or nothing else is to be done: the list must not wait for it. */
  #index: SearchIndex | null = null;
  #feeding: Promise<void> | null = null;
  readonly #changed: (docIds: Id[]) => void;
  readonly #entries = new Map<Id, CatalogueEntry>();
  readonly #dirty = new Set<Id>();
  readonly #queue = new Queue();
  readonly #id: Id;
  #cancel: (() => void) | null = null;
  #stop: () => void = () => undefined;

  private constructor(
    space: Space,
    parts: { storage: StorageAdapter; clock: Clock },
    changed: (docIds: Id[]) => void
  ) {
    this.#space = space;
    this.#storage = parts.storage;
    this.#clock = parts.clock;
    this.#changed = changed;
    this.#id = idFromBytes(space.spaceId);
  }

  static async load(
    space: Space,
    parts: { storage: StorageAdapter; clock: Clock },
    changed: (docIds: Id[]) => void
  ): Promise<Catalogue> {
    const catalogue = new Catalogue(space, parts, changed);
    await catalogue.#load();
    catalogue.#stop = space.documents.changes.add(({ document }) => {
      if (document.docKind === 'document') catalogue.#touch(document.docId);
    });
    return catalogue;
  }

  /** Everything in the library; what was binned is left out. */
  get entries(): CatalogueEntry[] {
    return [...this.#entries.values()].filter(({ binned }) => !binned);
  }

  get(docId: Id): CatalogueEntry | undefined {
    return this.#entries.get(docId);
  }

  async passages(docId: Id): Promise<Passage[]> {
    const bytes = await this.#storage.get(['text', this.#id, docId]);
    return bytes ? decodePassages(bytes) : [];
  }

  /** Resolves when every change so far is in the library and the index. */
  async settle(): Promise<void> {
    this.#cancel?.();
    this.#cancel = null;
    await this.#queue.run(() => this.#work());
  }

  /** Brings the index in line with this library, and keeps it so from then on. */
  feed(index: SearchIndex): Promise<void> {
    this.#feeding ??= this.#queue
      .run(() => this.#feedIndex(index))
      .catch((failure: unknown) => {
        this.#feeding = null;
        throw failure;
      });
    return this.#feeding;
  }

  close(): void {
    this.#stop();
    this.#cancel?.();
  }

  async #load(): Promise<void> {
    const stored = await this.#storage.list(['row', this.#id]);
    for (const { key, value } of stored) {
      const docId = String(key[2]);
      const entry = decodeCatalogueEntry(docId, value);
      if (entry) this.#entries.set(docId, entry);
      else this.#dirty.add(docId);
    }
    await this.#findMissing();
    if (this.#dirty.size > 0) await this.settle();
  }

  /** Documents with entries in the log that the library has not seen: the last life was cut short. */
  async #findMissing(): Promise<void> {
    const { log } = this.#space;
    const bytes = await this.#storage.get(['catalogued', this.#id]);
    const decoded = bytes && decodePlain(bytes);
    const seen = (decoded?.ok && watermarkShape(decoded.value)?.[1]) || 0;
    for (let arrival = seen; arrival < log.length; arrival++) {
      const { meta } = await log.reopen(arrival);
      if (meta.docKind === 'document') this.#dirty.add(meta.docId);
    }
  }

  /** The saved index may be older than the library, or gone. */
  async #feedIndex(index: SearchIndex): Promise<void> {
    const indexed = new Map(
      [...index.documents()]
        .filter(({ spaceId }) => spaceId === this.#id)
        .map(({ docId, revision }) => [docId, revision])
    );
    for (const docId of indexed.keys()) {
      if (this.#entries.get(docId)?.binned !== false) index.remove(docId);
    }
    for (const entry of this.entries) {
      if (indexed.get(entry.docId) === revisionOf(entry)) continue;
      index.put(this.#searchable(entry, await this.passages(entry.docId)));
    }
    this.#index = index;
  }

  #touch(docId: Id): void {
    this.#dirty.add(docId);
    this.#cancel ??= this.#clock.after(pauseMs, () => {
      this.#cancel = null;
      void this.#queue.run(() => this.#work());
    });
  }

  async #work(): Promise<void> {
    while (this.#dirty.size > 0) {
      const docIds = [...this.#dirty].slice(0, atOnce);
      const length = this.#space.log.length;
      for (const docId of docIds) this.#dirty.delete(docId);
      const changes: StorageChange[] = [];
      for (const docId of docIds) changes.push(...(await this.#derive(docId)));
      if (this.#dirty.size === 0) {
        const value = encodePlain([catalogueSchema, length]);
        changes.push({ type: 'put', key: ['catalogued', this.#id], value });
      }
      await this.#storage.commit(changes, 'relaxed');
      this.#changed(docIds);
    }
  }

  async #derive(docId: Id): Promise<StorageChange[]> {
    const document = await this.#space.documents.get('document', docId);
    const summary = summarise(document.doc);
    const entry = entryOf(document, summary);
    this.#entries.set(docId, entry);
    if (entry.binned) this.#index?.remove(docId);
    else this.#index?.put(this.#searchable(entry, summary.passages));
    await this.#space.documents.fold(document);
    return [
      { type: 'put', key: ['row', this.#id, docId], value: encodeCatalogueEntry(entry) },
      { type: 'put', key: ['text', this.#id, docId], value: encodePassages(summary.passages) }
    ];
  }

  #searchable(entry: CatalogueEntry, passages: Passage[]): SearchableDocument {
    const { docId, title } = entry;
    return { docId, spaceId: this.#id, title, passages, revision: revisionOf(entry) };
  }
}
