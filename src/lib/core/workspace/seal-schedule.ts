import type { Clock } from '#lib/core/base/index.ts';

/** How much somebody else is in the same document. */
export type Company =
  /** Nobody else has it open. */
  | 'none'
  /** Open elsewhere, without input of late. */
  | 'watching'
  /** Another device had input in it within the last half minute. */
  | 'writing';

const idleMs = 30_000;
const longestMs = 60_000;
const watchedMs = 1_000;
const togetherMs = 500;

/**
 * When to seal what is written (docs/protocol.md, "Batches"): an envelope costs over half a
 * kilobyte whatever it says, so alone it may wait; in company it may not.
 */
export class SealSchedule {
  readonly #clock: Clock;
  readonly #company: () => Company;
  readonly #seal: () => void;
  #firstWaiting: number | null = null;
  #lastSealed = -Infinity;
  #cancel: (() => void) | null = null;

  constructor(clock: Clock, company: () => Company, seal: () => void) {
    this.#clock = clock;
    this.#company = company;
    this.#seal = seal;
  }

  /** Something was written just now. */
  written(): void {
    const now = this.#clock.now();
    this.#firstWaiting ??= now;
    this.#cancel?.();
    this.#cancel = this.#clock.after(this.#delay(now), () => this.sealNow());
  }

  /** Somebody came, went or wrote: what waits may have to wait less. */
  companyChanged(): void {
    if (this.#firstWaiting !== null) this.written();
  }

  sealNow(): void {
    this.#cancel?.();
    this.#cancel = null;
    if (this.#firstWaiting === null) return;
    this.#firstWaiting = null;
    this.#lastSealed = this.#clock.now();
    this.#seal();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #delay(now: number): number {
    const waited = now - (this.#firstWaiting ?? now);
    switch (this.#company()) {
      case 'none':
        return Math.max(0, Math.min(idleMs, longestMs - waited));
      case 'watching':
        return Math.max(0, watchedMs - waited);
      case 'writing':
        // The first change of a burst goes at once, the next half a second after the last.
        return Math.max(0, this.#lastSealed + togetherMs - now);
    }
  }
}
