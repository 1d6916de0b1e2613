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
  /** Safely on the disk. */
  kept: boolean;
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
  #pending: Pending[] = [];
  #next = 0;
  #gathering: Promise<void> | null = null;
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
      outbox.#pending.push({ docId, slot, n, change: { update, from, to }, kept: true });
      outbox.#next = Math.max(outbox.#next, n + 1);
    }
    outbox.#pending.sort((a, b) => a.n - b.n);
    return outbox;
  }

  /** Ids of the documents with something unsealed. */
  get documents(): Id[] {
    return [...new Set(this.#pending.map(({ docId }) => docId))];
  }

  has(docId: Id): boolean {
    return this.#pending.some((pending) => pending.docId === docId);
  }

  /** The clock a slot has reached in a document, by what lies here; null when nothing does. */
  clockOf(docId: Id, slot: number): number | null {
    const last = this.#pending.findLast((one) => one.docId === docId && one.slot === slot);
    return last?.change.to ?? null;
  }

  /** Keeps a change; resolves when it is safely on the disk. */
  add(docId: Id, slot: number, change: WrittenChange): Promise<void> {
    this.#pending.push({ docId, slot, n: this.#next++, change, kept: false });
    this.#gathering ??= this.#gather();
    return this.#gathering;
  }

  /**
   * Everything unsealed of a document that is on the disk, per slot and in order, merged into as
   * few changes as may be.
   */
  async take(docId: Id): Promise<Unsealed[]> {
    if (this.#pending.some(({ kept }) => !kept)) this.#gathering ??= this.#gather();
    await (this.#gathering ?? this.#committing).catch(() => undefined);
    const ready = this.#pending.filter((one) => one.docId === docId && one.kept);
    const runs: Unsealed[] = [];
    for (const { slot, n, change } of ready) {
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
    this.#pending = this.#pending.filter(
      (one) => one.docId !== docId || one.slot !== slot || one.change.to > to
    );
  }

  #gather(): Promise<void> {
    const committed = this.#committing
      .catch(() => undefined)
      .then(async () => {
        this.#gathering = null;
        // With all that an earlier transaction failed to keep: what comes later stands on it.
        const fresh = this.#pending.filter(({ kept }) => !kept);
        if (fresh.length === 0) return;
        await this.#storage.commit(
          fresh.map((one) => this.#put(one)),
          'strict'
        );
        for (const one of fresh) one.kept = true;
      });
    this.#committing = committed;
    return committed;
  }

  #put({ docId, slot, n, change }: Pending): StorageChange {
    const value = encodePlain([change.from, change.to, change.update]);
    return { type: 'put', key: ['outbox', this.#space, docId, slot, n], value };
  }
}
