import { compareBytes, copyBytes, toHex, type Bytes } from '#lib/core/base/index.ts';
import {
  type ListRange,
  type StorageAdapter,
  type StorageChange,
  type StorageEntry,
  StorageFailure,
  type StorageKey
} from './adapter.ts';
import { decodeKey, encodeKey, keyRange } from './key.ts';

/** Keeps records in memory, for tests and benchmarks: the same promises, nothing on any disk. */
export class MemoryStorage implements StorageAdapter {
  readonly #records = new Map<string, { key: Bytes; value: Bytes }>();
  #sorted: { key: Bytes; value: Bytes }[] | null = null;
  #open = true;

  async get(key: StorageKey): Promise<Bytes | undefined> {
    this.#mustBeOpen();
    const record = this.#records.get(toHex(encodeKey(key)));
    return record && copyBytes(record.value);
  }

  async list(prefix: StorageKey, range: ListRange = {}): Promise<StorageEntry[]> {
    this.#mustBeOpen();
    const { lower, upper } = keyRange(prefix, range);
    this.#sorted ??= [...this.#records.values()].sort((a, b) => compareBytes(a.key, b.key));
    const found: StorageEntry[] = [];
    for (let at = firstAtOrAfter(this.#sorted, lower); at < this.#sorted.length; at++) {
      const record = this.#sorted[at];
      if (!record || compareBytes(record.key, upper) >= 0) break;
      if (found.length === range.limit) break;
      found.push({ key: decodeKey(record.key), value: copyBytes(record.value) });
    }
    return found;
  }

  async commit(changes: readonly StorageChange[]): Promise<void> {
    this.#mustBeOpen();
    // A key that cannot be written fails the batch before any of it is applied.
    const effects = changes.map((change) => this.#effectOf(change));
    for (const effect of effects) effect();
    this.#sorted = null;
  }

  async close(): Promise<void> {
    this.#open = false;
  }

  #effectOf(change: StorageChange): () => void {
    const key = encodeKey(change.type === 'remove-below' ? change.prefix : change.key);
    const name = toHex(key);
    if (change.type === 'put') {
      const record = { key, value: copyBytes(change.value) };
      return () => this.#records.set(name, record);
    }
    if (change.type === 'remove') return () => this.#records.delete(name);
    return () => {
      for (const other of this.#records.keys()) {
        if (other.startsWith(name)) this.#records.delete(other);
      }
    };
  }

  #mustBeOpen(): void {
    if (!this.#open) throw new StorageFailure('closed');
  }
}

function firstAtOrAfter(sorted: readonly { key: Bytes }[], lower: Bytes): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const record = sorted[middle];
    if (record && compareBytes(record.key, lower) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
