import * as Y from 'yjs';
import { type Bytes, decodePlain, encodePlain, type Id, shape } from '#lib/core/base/index.ts';
import type { StorageAdapter, StorageChange } from '#lib/core/storage/index.ts';
import type { WrittenChange } from './write.ts';

/** What one slot wrote in one document and is not sealed yet. */
export interface Unsealed extends WrittenChange {
  docId: Id;
  slot: number;
  /** The running numbers of the changes it is made of. */
  parts: number[];
  /** Removes them from the outbox: to be committed together with the sealed change. */
  removal: StorageChange[];
}

interface Pending {
  docId: Id;
  slot: number;
  /** Its running number: a deletion moves no clock, so a clock names no change. */
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
  /** Changes that cannot be read, or stand on one that cannot: found on loading, and put aside. */
  readonly damaged: { docId: Id; slot: number }[] = [];
  #pending: Pending[] = [];
  #next = 0;
  /** Documents whose sealing failed: nobody knows whether the disk has their changes still. */
  readonly #doubtful = new Set<Id>();
  #gathering: Promise<void> | null = null;
  #committing: Promise<void> = Promise.resolve();

  private constructor(storage: StorageAdapter, space: Id) {
    this.#storage = storage;
    this.#space = space;
  }

  /** The outbox as an earlier life of the vault may have left it. */
  static async load(storage: StorageAdapter, space: Id): Promise<Outbox> {
    const outbox = new Outbox(storage, space);
    const aside: StorageChange[] = [];
    for (const { key, value } of await storage.list(['outbox', space])) {
      const decoded = decodePlain(value);
      const parts = decoded.ok ? recordShape(decoded.value) : undefined;
      const [docId, slot, n] = [String(key[2]), Number(key[3]), Number(key[4])];
      outbox.#next = Math.max(outbox.#next, n + 1);
      // What the same slot wrote behind it goes on from something that cannot be read.
      const isCutOff = outbox.damaged.some((one) => one.docId === docId && one.slot === slot);
      if (!parts || isCutOff) {
        outbox.damaged.push({ docId, slot });
        aside.push({ type: 'put', key: ['damaged', space, docId, slot, n], value });
        aside.push({ type: 'remove', key });
        continue;
      }
      const [from, to, update] = parts;
      outbox.#pending.push({ docId, slot, n, change: { update, from, to }, kept: true });
    }
    if (aside.length > 0) await storage.commit(aside, 'strict');
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

  /** By slot: the clock it has reached in a document, as far as something of it lies here. */
  clocksOf(docId: Id): Map<number, number> {
    return new Map(this.#of(docId).map(({ slot, change }) => [slot, change.to]));
  }

  /** What of a document nobody else has, in order: the person who wrote it is to see it all the same. */
  updatesOf(docId: Id): Bytes[] {
    return this.#of(docId).map(({ change }) => change.update);
  }

  /** Keeps a change; resolves when it is safely on the disk. */
  add(docId: Id, slot: number, change: WrittenChange): Promise<void> {
    this.#pending.push({ docId, slot, n: this.#next++, change, kept: false });
    this.#gathering ??= this.#gather();
    return this.#gathering;
  }

  /**
   * Everything unsealed of a document that is on the disk, in the order in which it was written;
   * what one slot wrote in a row is merged into as few changes as may be. Nothing is moved before
   * what another slot wrote, for a tab may stand on what it found here when it was opened.
   */
  async take(docId: Id): Promise<Unsealed[]> {
    if (this.#pending.some(({ kept }) => !kept)) this.#gathering ??= this.#gather();
    await (this.#gathering ?? this.#committing).catch(() => undefined);
    if (this.#doubtful.has(docId)) await this.#askDisk(docId);
    const runs: Unsealed[] = [];
    for (const { slot, n, change, kept } of this.#of(docId)) {
      if (!kept) break;
      const removal: StorageChange = {
        type: 'remove',
        key: ['outbox', this.#space, docId, slot, n]
      };
      const run = runs.at(-1);
      if (run?.slot === slot && run.update.length + change.update.length < mergedTarget) {
        run.update = new Uint8Array(Y.mergeUpdates([run.update, change.update]));
        run.to = change.to;
        run.parts.push(n);
        run.removal.push(removal);
      } else runs.push({ ...change, docId, slot, parts: [n], removal: [removal] });
    }
    return runs;
  }

  /** Forgets what a committed transaction has removed, and nothing that came since. */
  removed({ parts }: Unsealed): void {
    this.#pending = this.#pending.filter(({ n }) => !parts.includes(n));
  }

  /** The transaction that was to remove this has failed, or so it says. */
  doubt({ docId }: Unsealed): void {
    this.#doubtful.add(docId);
  }

  #of(docId: Id): Pending[] {
    return this.#pending.filter((one) => one.docId === docId);
  }

  /** What a transaction has sealed after all must not be sealed again. */
  async #askDisk(docId: Id): Promise<void> {
    const asked = this.#of(docId).filter(({ kept }) => kept);
    const stored = await this.#storage.list(['outbox', this.#space, docId]);
    const there = new Set(stored.map(({ key }) => Number(key[4])));
    const gone = new Set(asked.filter(({ n }) => !there.has(n)));
    this.#pending = this.#pending.filter((one) => !gone.has(one));
    this.#doubtful.delete(docId);
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
