import { type Bytes, copyBytes } from '#lib/core/base/index.ts';
import type { Channel } from '#lib/core/sync/index.ts';

export type End = 'first' | 'second';

/** What the carrier makes of a frame: what it hands on, to whom, in what order. */
export type Carrier = (frame: Bytes, from: End, number: number) => { to: End; frame: Bytes }[];

const other = (end: End): End => (end === 'first' ? 'second' : 'first');

export const honestCarrier: Carrier = (frame, from) => [{ to: other(from), frame }];

/** Two ends of a line whose carrier does as a test tells it. Everything arrives later. */
export class Line {
  readonly ends: Record<End, Channel & { take(frame: Bytes): void }>;
  /** Every frame, as its sender gave it. */
  readonly sent: { from: End; frame: Bytes }[] = [];
  carrier: Carrier = honestCarrier;

  constructor() {
    this.ends = { first: this.#end('first'), second: this.#end('second') };
  }

  #end(name: End) {
    let listener: { frame(frame: Bytes): void; closed(): void } | null = null;
    const early: Bytes[] = [];
    let closed = false;
    const close = () => {
      if (closed) return;
      closed = true;
      listener?.closed();
      setImmediate(() => this.ends[other(name)].close());
    };
    return {
      send: (frame: Bytes) => {
        if (closed) return;
        const number = this.sent.length;
        this.sent.push({ from: name, frame: copyBytes(frame) });
        const carried = this.carrier(copyBytes(frame), name, number);
        setImmediate(() => {
          for (const one of carried) this.ends[one.to].take(copyBytes(one.frame));
        });
      },
      ready: () => Promise.resolve(),
      listen: (to: { frame(frame: Bytes): void; closed(): void }) => {
        listener = to;
        for (const frame of early.splice(0)) to.frame(frame);
      },
      take: (frame: Bytes) => {
        if (closed) return;
        if (listener) listener.frame(frame);
        else early.push(frame);
      },
      close
    };
  }
}
