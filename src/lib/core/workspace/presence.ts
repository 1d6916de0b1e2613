import {
  type Bytes,
  type Clock,
  decodePlain,
  encodePlain,
  type Id,
  idFromBytes,
  idToBytes,
  Listeners,
  shape
} from '#lib/core/base/index.ts';
import type { Caret } from './types.ts';

/** Where one tab of a device is: in which document, and with its caret where. */
export interface Whereabouts {
  slot: number;
  /** Null: the tab has left the document it was in. */
  docId: Id | null;
  caret: Caret | null;
}

const relativePosition = shape.bytes(0, 300);
const whereaboutsShape = shape.tuple(
  shape.uint(255),
  shape.nullable(shape.bytes(16)),
  shape.nullable(
    shape.tuple(
      relativePosition,
      relativePosition,
      shape.nullable(shape.tuple(relativePosition, shape.text(400)))
    )
  )
);

const encodeWhereabouts = ({ slot, docId, caret }: Whereabouts): Bytes =>
  encodePlain([
    slot,
    docId === null ? null : idToBytes(docId),
    caret && [
      caret.anchor,
      caret.head,
      caret.preview && [caret.preview.after, caret.preview.text.slice(0, 400)]
    ]
  ]);

function decodeWhereabouts(bytes: Bytes): Whereabouts | undefined {
  const decoded = decodePlain(bytes);
  const parts = decoded.ok ? whereaboutsShape(decoded.value) : undefined;
  if (!parts) return undefined;
  const [slot, docId, place] = parts;
  const caret = place && {
    anchor: place[0],
    head: place[1],
    preview: place[2] && { after: place[2][0], text: place[2][1] }
  };
  return { slot, docId: docId && idFromBytes(docId), caret };
}

const leastMs = 40;

/** Where the tabs of other devices are, and where ours are, told at most 25 times a second. */
export class Presence {
  readonly changes = new Listeners<Id>();
  readonly #clock: Clock;
  readonly #send: (state: Bytes) => void;
  readonly #others = new Map<Id, Map<number, Whereabouts>>();
  readonly #counters = new Map<Id, number>();
  readonly #own = new Map<number, Whereabouts>();
  readonly #waiting = new Set<number>();
  #lastSent = -Infinity;
  #cancel: (() => void) | null = null;

  constructor(clock: Clock, send: (state: Bytes) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  /** Who else has a document open, tab by tab. */
  in(docId: Id): { deviceId: Id; caret: Caret | null }[] {
    return [...this.#others].flatMap(([deviceId, tabs]) =>
      [...tabs.values()]
        .filter((tab) => tab.docId === docId)
        .map(({ caret }) => ({ deviceId, caret }))
    );
  }

  /** Word from another device; an old counter is an echo and is dropped. */
  hear(deviceId: Id, counter: number, state: Bytes): void {
    const where = decodeWhereabouts(state);
    if (!where || counter <= (this.#counters.get(deviceId) ?? -1)) return;
    this.#counters.set(deviceId, counter);
    const tabs = this.#others.get(deviceId) ?? new Map<number, Whereabouts>();
    this.#others.set(deviceId, tabs);
    const before = tabs.get(where.slot)?.docId;
    if (where.docId === null) tabs.delete(where.slot);
    else tabs.set(where.slot, where);
    for (const docId of new Set([before, where.docId])) if (docId) this.changes.tell(docId);
  }

  /** A device is out of touch: nothing it said holds any more. */
  lost(deviceId: Id): void {
    const tabs = this.#others.get(deviceId);
    this.#others.delete(deviceId);
    this.#counters.delete(deviceId);
    for (const { docId } of tabs?.values() ?? []) if (docId) this.changes.tell(docId);
  }

  /** Where a tab of this device is now. */
  say(where: Whereabouts): void {
    if (where.docId === null) this.#own.delete(where.slot);
    else this.#own.set(where.slot, where);
    this.#waiting.add(where.slot);
    this.#flushSoon();
  }

  /** Everything about this device, for one that has just come into touch. */
  get all(): Bytes[] {
    return [...this.#own.values()].map(encodeWhereabouts);
  }

  #flushSoon(): void {
    if (this.#cancel) return;
    const early = this.#lastSent + leastMs - this.#clock.now();
    if (early <= 0) this.#flush();
    else this.#cancel = this.#clock.after(early, () => this.#flush());
  }

  #flush(): void {
    this.#cancel = null;
    this.#lastSent = this.#clock.now();
    for (const slot of this.#waiting) {
      this.#send(encodeWhereabouts(this.#own.get(slot) ?? { slot, docId: null, caret: null }));
    }
    this.#waiting.clear();
  }
}
