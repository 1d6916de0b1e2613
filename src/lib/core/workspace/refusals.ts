import { decodePlain, encodePlain, type Id, shape } from '#lib/core/base/index.ts';
import type { StorageAdapter } from '#lib/core/storage/index.ts';

/** Why something that a device sent, or wrote, was refused. */
export const refusalKinds = [
  'unreadable',
  'operation',
  'envelope',
  'too-much',
  'no-right'
] as const;
export type RefusalKind = (typeof refusalKinds)[number];

/** So many things that no honest device sends, and this one is not listened to any more in this life. */
const mostForgiven = 20;
const countsShape = shape.list(shape.uint(), refusalKinds.length, refusalKinds.length);

/** How often each device of a space sent what was refused, by reason; never what it was. */
export class Refusals {
  readonly #storage: StorageAdapter;
  readonly #space: Id;
  readonly #counts = new Map<Id, number[]>();
  /** In this life: a device that was mended is to be heard again. */
  readonly #lately = new Map<Id, number>();

  private constructor(storage: StorageAdapter, space: Id) {
    this.#storage = storage;
    this.#space = space;
  }

  static async load(storage: StorageAdapter, space: Id): Promise<Refusals> {
    const refusals = new Refusals(storage, space);
    for (const { key, value } of await storage.list(['refused', space])) {
      const decoded = decodePlain(value);
      const counts = decoded.ok ? countsShape(decoded.value) : undefined;
      if (counts) refusals.#counts.set(String(key[2]), counts);
    }
    return refusals;
  }

  of(deviceId: Id): ReadonlyMap<RefusalKind, number> {
    const counts = this.#counts.get(deviceId) ?? [];
    return new Map(refusalKinds.map((kind, i) => [kind, counts[i] ?? 0]));
  }

  /** Whether a device has sent so much of it that no session with it is worth while. */
  isCutOff(deviceId: Id): boolean {
    return (this.#lately.get(deviceId) ?? 0) >= mostForgiven;
  }

  async note(deviceId: Id, kind: RefusalKind, times = 1): Promise<void> {
    const counts = this.#counts.get(deviceId) ?? refusalKinds.map(() => 0);
    const changed = counts.map((count, i) => (refusalKinds[i] === kind ? count + times : count));
    this.#counts.set(deviceId, changed);
    // What somebody had no right to write is brought by others as well, and is in nobody's way.
    if (kind !== 'no-right') this.#lately.set(deviceId, (this.#lately.get(deviceId) ?? 0) + times);
    const value = encodePlain(changed);
    await this.#storage.commit(
      [{ type: 'put', key: ['refused', this.#space, deviceId], value }],
      'relaxed'
    );
  }
}
