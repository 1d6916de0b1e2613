import type { Bytes } from '#lib/core/base/index.ts';

/**
 * Where a device keeps its records: keys are paths, values are bytes. Adapters promise:
 * `commit` is all or nothing and resolves only when the batch is safely written; `list` gives
 * the entries below a path in key order (numbers by value, others by bytes), never a neighbour
 * whose name merely starts alike; every failure rejects with a `StorageFailure`.
 */
export interface StorageAdapter {
  get(key: StorageKey): Promise<Bytes | undefined>;
  list(prefix: StorageKey, range?: ListRange): Promise<StorageEntry[]>;
  commit(changes: readonly StorageChange[], durability: Durability): Promise<void>;
  close(): Promise<void>;
}

export type KeyPart = string | number | Bytes;
export type StorageKey = readonly KeyPart[];

export interface StorageEntry {
  key: StorageKey;
  value: Bytes;
}

/** `from` and `below` bound the number that follows the prefix. */
export interface ListRange {
  from?: number;
  below?: number;
  limit?: number;
}

export type StorageChange =
  | { type: 'put'; key: StorageKey; value: Bytes }
  | { type: 'remove'; key: StorageKey }
  | { type: 'remove-below'; prefix: StorageKey };

/** `strict` survives a power cut: for what is nowhere else yet. `relaxed` survives a crash. */
export type Durability = 'strict' | 'relaxed';

export class StorageFailure extends Error {
  readonly reason: 'full' | 'closed' | 'lost' | 'damaged';

  constructor(reason: StorageFailure['reason'], options?: ErrorOptions) {
    super(`storage ${reason}`, options);
    this.name = 'StorageFailure';
    this.reason = reason;
  }
}
