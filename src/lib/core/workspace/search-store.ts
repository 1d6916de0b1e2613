import { type Clock, copyBytes, Queue } from '#lib/core/base/index.ts';
import { SearchIndex } from '#lib/core/search/index.ts';
import type { StorageAdapter, StorageChange } from '#lib/core/storage/index.ts';

const saveAfterMs = 3_000;

/** The search index on the disk: saved sealed, shard by shard, and never the only copy. */
export class SearchStore {
  readonly index: SearchIndex;
  readonly #storage: StorageAdapter;
  readonly #clock: Clock;
  readonly #queue = new Queue();
  #cancel: (() => void) | null = null;

  private constructor(storage: StorageAdapter, clock: Clock, index: SearchIndex) {
    this.#storage = storage;
    this.#clock = clock;
    this.index = index;
  }

  /** The index as it was saved; an empty one, to be filled anew, when that cannot be read. */
  static async load(storage: StorageAdapter, clock: Clock): Promise<SearchStore> {
    const saved = await storage.list(['search']);
    const loaded = SearchIndex.load(saved.map(({ value }) => value));
    if (loaded.ok) return new SearchStore(storage, clock, loaded.value);
    await storage.commit([{ type: 'remove-below', prefix: ['search'] }], 'relaxed');
    return new SearchStore(storage, clock, new SearchIndex());
  }

  /** Saves what changed, in a quiet moment. */
  saveSoon(): void {
    this.#cancel ??= this.#clock.after(saveAfterMs, () => void this.save().catch(() => undefined));
  }

  async save(): Promise<void> {
    this.#cancel?.();
    this.#cancel = null;
    await this.#queue.run(async () => {
      const shards = this.index.takeUnsaved();
      if (shards.length === 0) return;
      const changes = shards.map(({ shard, bytes }): StorageChange => {
        const key = ['search', shard];
        return bytes ? { type: 'put', key, value: copyBytes(bytes) } : { type: 'remove', key };
      });
      try {
        await this.#storage.commit(changes, 'relaxed');
      } catch (failure) {
        this.index.giveBack(shards);
        throw failure;
      }
    });
  }

  close(): void {
    this.#cancel?.();
  }
}
