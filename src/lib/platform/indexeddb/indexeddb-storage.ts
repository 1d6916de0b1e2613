import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { type Bytes, compareBytes } from '#lib/core/base/index.ts';
import {
  decodeKey,
  type Durability,
  encodeKey,
  keyRange,
  type ListRange,
  type StorageAdapter,
  type StorageChange,
  type StorageEntry,
  StorageFailure,
  type StorageKey
} from '#lib/core/storage/index.ts';

interface Schema extends DBSchema {
  records: { key: ArrayBuffer; value: Bytes };
}

const schemaVersion = 1;

/** Keeps records in one IndexedDB database, one object store, keys as sortable bytes. */
export class IndexedDbStorage implements StorageAdapter {
  readonly #database: IDBPDatabase<Schema>;
  #closed = false;

  private constructor(database: IDBPDatabase<Schema>) {
    this.#database = database;
  }

  /** Opens or makes the database. Rejects with a `StorageFailure` where the browser refuses. */
  static async open(name: string): Promise<IndexedDbStorage> {
    try {
      const database = await openDB<Schema>(name, schemaVersion, {
        upgrade: (fresh) => void fresh.createObjectStore('records'),
        // A newer version of the app waits for us: it gets the database when this vault ends.
        blocking: () => undefined
      });
      return new IndexedDbStorage(database);
    } catch (failure) {
      throw asStorageFailure(failure, false);
    }
  }

  get(key: StorageKey): Promise<Bytes | undefined> {
    return this.#guarded(() => this.#database.get('records', toKey(encodeKey(key))));
  }

  list(prefix: StorageKey, range: ListRange = {}): Promise<StorageEntry[]> {
    return this.#guarded(async () => {
      const { lower, upper } = keyRange(prefix, range);
      // IndexedDB takes an empty range for a mistake, and a limit of nothing for none.
      if (range.limit === 0 || compareBytes(lower, upper) >= 0) return [];
      const bound = IDBKeyRange.bound(toKey(lower), toKey(upper), false, true);
      const store = this.#database.transaction('records', 'readonly').store;
      const [keys, values] = await Promise.all([
        store.getAllKeys(bound, range.limit),
        store.getAll(bound, range.limit)
      ]);
      return values.map((value, i) => ({
        key: decodeKey(new Uint8Array(keys[i] ?? new ArrayBuffer(0))),
        value
      }));
    });
  }

  /** Resolves on the transaction's own completion, never on a request's success. */
  commit(changes: readonly StorageChange[], durability: Durability): Promise<void> {
    return this.#guarded(async () => {
      // Keys first: one that cannot be written must not leave half a transaction behind.
      const writes = changes.map((change) => {
        if (change.type === 'remove-below') {
          const { lower, upper } = keyRange(change.prefix);
          const key = IDBKeyRange.bound(toKey(lower), toKey(upper), false, true);
          return { key, value: null };
        }
        const key = toKey(encodeKey(change.key));
        return change.type === 'put' ? { key, value: change.value } : { key, value: null };
      });
      const transaction = this.#database.transaction('records', 'readwrite', { durability });
      const { store } = transaction;
      const requests = writes.map(({ key, value }) =>
        value === null ? store.delete(key) : store.put(value, key)
      );
      await Promise.all([...requests, transaction.done]);
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#database.close();
  }

  async #guarded<Value>(work: () => Promise<Value>): Promise<Value> {
    try {
      return await work();
    } catch (failure) {
      throw asStorageFailure(failure, this.#closed);
    }
  }
}

const toKey = (bytes: Bytes): ArrayBuffer => bytes.buffer;

function asStorageFailure(failure: unknown, closed: boolean): StorageFailure {
  if (failure instanceof StorageFailure) return failure;
  const name = failure instanceof DOMException ? failure.name : '';
  const reason = name === 'QuotaExceededError' ? 'full' : closed ? 'closed' : 'lost';
  return new StorageFailure(reason, { cause: failure });
}
