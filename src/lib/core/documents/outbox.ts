import * as Y from 'yjs';
import { decodePlain, encodePlain, type Id, shape } from '#lib/core/base/index.ts';
import type { StorageAdapter, StorageChange } from '#lib/core/storage/index.ts';
import type { WrittenChange } from './write.ts';

/** What one slot wrote in one document and is not sealed yet. */
export interface Unsealed extends WrittenChange {
  docId: Id;
  slot: number;
  /** Removes it from the outbox: to be committed together with the sealed change. */
  removal: StorageChange[];
}

interface Pending {
  docId: Id;
  slot: number;
  n: number;
  change: WrittenChange;
}

const recordShape = shape.tuple(shape.uint(), shape.uint(), shape.bytes(1, 4_194_304));
const mergedTarget = 500_000;

/**
 * Changes that people made and nobody else has yet: on the disk before the tab is told "saved",
 * gone in the transaction that seals them. Changes that arrive while one transaction runs share
 * the next.
 */
export class Outbox {
  readonly #storage: StorageAdapter;
  readonly #space: Id;
  #kept: Pending[] = [];
  #next = 0;
  #gathering: { changes: StorageChange[]; committed: Promise<void> } | null = null;
  #committing: Promise<void> = Promise.resolve();

  private constructor(storage: StorageAdapter, space: Id) {
    this.#storage = storage;
    this.#space = space;
  }

  /** The outbox as an earlier life of the vault may have left it. */
  static async load(storage: StorageAdapter, space: Id): Promise<Outbox> {
    const outbox = new Outbox(storage, space);
    for (const { key, value } of await storage.list(['outbox', space])) {
      const decoded = decodePlain(value);
      const parts = decoded.ok ? recordShape(decoded.value) : undefined;
      if (!parts) throw new Error('an unsealed change is damaged');
      const [from, to, update] = parts;
      const [docId, slot, n] = [String(key[2]), Number(key[3]), Number(key[4])];
      outbox.#kept.push({ docId, slot, n, change: { update, from, to } });
      outbox.#next = Math.max(outbox.#next, n + 1);
    }
    outbox.#kept.sort((a, b) => a.n - b.n);
    return outbox;
  }

  /** Ids of the documents with something unsealed. */
  get documents(): Id[] {
    return [...new Set(this.#kept.map(({ docId }) => docId))];
  }

  has(docId: Id): boolean {
    return this.#kept.some((pending) => pending.docId === docId);
  }

  /** The clock a slot has reached in a document, by what lies here; null when nothing does. */
  clockOf(docId: Id, slot: number): number | null {
    const last = this.#kept.findLast((one) => one.docId === docId && one.slot === slot);
    return last?.change.to ?? null;
  }

  /** Keeps a change; resolves when it is safely on the disk. */
  add(docId: Id, slot: number, change: WrittenChange): Promise<void> {
    const n = this.#next++;
    const value = encodePlain([change.from, change.to, change.update]);
    const put: StorageChange = {
      type: 'put',
      key: ['outbox', this.#space, docId, slot, n],
      value
    };
    this.#kept.push({ docId, slot, n, change });
    this.#gathering ??= this.#gather();
    this.#gathering.changes.push(put);
    return this.#gathering.committed;
  }

  /**
   * Everything unsealed of a document that is on the disk, per slot and in order, merged into as
   * few changes as may be.
   */
  async take(docId: Id): Promise<Unsealed[]> {
    await (this.#gathering?.committed ?? this.#committing);
    const runs: Unsealed[] = [];
    for (const { slot, n, change } of this.#kept.filter((one) => one.docId === docId)) {
      const removal: StorageChange = {
        type: 'remove',
        key: ['outbox', this.#space, docId, slot, n]
      };
      const run = runs.findLast((one) => one.slot === slot);
      if (run && run.update.length + change.update.length < mergedTarget) {
        run.update = new Uint8Array(Y.mergeUpdates([run.update, change.update]));
        run.to = change.to;
        run.removal.push(removal);
      } else runs.push({ ...change, docId, slot, removal: [removal] });
    }
    return runs;
  }

  /** Forgets what a committed transaction has removed. */
  removed({ docId, slot, to }: Unsealed): void {
    this.#kept = this.#kept.filter(
      (one) => one.docId !== docId || one.slot !== slot || one.change.to > to
    );
  }

  #gather(): { changes: StorageChange[]; committed: Promise<void> } {
    const changes: StorageChange[] = [];
    const committed = this.#committing
      .catch(() => undefined)
      .then(() => {
        this.#gathering = null;
        return this.#storage.commit(changes, 'strict');
      });
    this.#committing = committed;
    return { changes, committed };
  }
}
