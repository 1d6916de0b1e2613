import type {
  Durability,
  ListRange,
  StorageAdapter,
  StorageChange,
  StorageEntry,
  StorageKey
} from '#lib/core/storage/index.ts';
import { StorageFailure } from '#lib/core/storage/index.ts';

/** What becomes of one commit. `lost`: written, though whoever asked was told that it failed. */
export type Fate = 'kept' | 'failed' | 'lost';

/** A storage that keeps, fails or holds back commits as a test decides. */
export class HostileStorage implements StorageAdapter {
  readonly inner: StorageAdapter;
  /** The fate of the commit with this number, the first being 0. */
  fate: (commit: number, changes: readonly StorageChange[]) => Fate = () => 'kept';
  commits = 0;
  #held: Promise<void> | null = null;
  #letGo: () => void = () => undefined;

  constructor(inner: StorageAdapter) {
    this.inner = inner;
  }

  get(key: StorageKey): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return this.inner.get(key);
  }

  list(prefix: StorageKey, range?: ListRange): Promise<StorageEntry[]> {
    return this.inner.list(prefix, range);
  }

  async commit(changes: readonly StorageChange[], durability: Durability): Promise<void> {
    const fate = this.fate(this.commits++, changes);
    await this.#held;
    if (fate !== 'failed') await this.inner.commit(changes, durability);
    if (fate !== 'kept') throw new StorageFailure('full');
  }

  close(): Promise<void> {
    return this.inner.close();
  }

  /** Commits wait from here on. */
  hold(): void {
    this.#held = new Promise((resolve) => (this.#letGo = resolve));
  }

  letGo(): void {
    this.#letGo();
    this.#held = null;
  }
}
