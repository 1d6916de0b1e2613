import { type Clock, copyBytes, Queue } from '#lib/core/base/index.ts';
import { SearchIndex } from '#lib/core/search/index.ts';
import type { StorageAdapter, StorageChange } from '#lib/core/storage/index.ts';

const saveAfterMs = 3_000;

/**
 * The search index on the disk: saved sealed, shard by shard, and never the only copy. It is read
 * when it is first asked for, since nothing but a search needs it.
 */
export class SearchStore {
  readonly #storage: StorageAdapter;
  readonly #clock: Clock;
  readonly #queue = new Queue();
  #index: Promise<SearchIndex> | null = null;
  #cancel: (() => void) | null = null;

  constructor(storage: StorageAdapter, clock: Clock) {
    this.#storage = storage;
    this.#clock = clock;
  }

  /** The index as it was saved; an empty one, to be filled anew, when that cannot be read. */
  index(): Promise<SearchIndex> {
    this.#index ??= this.#load().catch((failure: unknown) => {
      this.#index = null;
      throw failure;
    });
    return this.#index;
  }

  async #load(): Promise<SearchIndex> {
    const saved = await this.#storage.list(['search']);
    const loaded = SearchIndex.load(saved.map(({ value }) => value));
    if (loaded.ok) return loaded.value;
    await this.#storage.commit([{ type: 'remove-below', prefix: ['search'] }], 'relaxed');
    return new SearchIndex();
  }

  /** Saves what changed, in a quiet moment. */
  saveSoon(): void {
    this.#cancel ??= this.#clock.after(saveAfterMs, () => void this.save().catch(() => undefined));
  }

  async save(): Promise<void> {
    this.#cancel?.();
    this.#cancel = null;
    await this.#queue.run(async () => {
      const index = await this.#index;
      const shards = index?.takeUnsaved() ?? [];
      if (!index || shards.length === 0) return;
      const changes = shards.map(({ shard, bytes }): StorageChange => {
        const key = ['search', shard];
        return bytes ? { type: 'put', key, value: copyBytes(bytes) } : { type: 'remove', key };
      });
      try {
        await this.#storage.commit(changes, 'relaxed');
      } catch (failure) {
        index.giveBack(shards);
        throw failure;
      }
    });
  }

  close(): void {
    this.#cancel?.();
  }
}
