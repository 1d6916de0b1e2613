import type { Clock } from '#lib/core/base/index.ts';

/** A clock that moves only when told to, and then runs what falls due, in order. */
export class FakeClock implements Clock {
  #now: number;
  #next = 0;
  readonly #due = new Map<number, { at: number; action: () => void }>();

  /** Begins at noon, far from midnight, where topics change. */
  constructor(now = Date.UTC(2026, 4, 4, 12)) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, action: () => void): () => void {
    const id = this.#next++;
    this.#due.set(id, { at: this.#now + Math.max(0, ms), action });
    return () => this.#due.delete(id);
  }

  /** How many actions wait. */
  get waiting(): number {
    return this.#due.size;
  }

  advance(ms: number): void {
    const end = this.#now + ms;
    for (let next = this.#firstBefore(end); next; next = this.#firstBefore(end)) {
      this.#due.delete(next.id);
      this.#now = Math.max(this.#now, next.at);
      next.action();
    }
    this.#now = end;
  }

  /** The clock as somebody sets it by hand: nothing falls due. */
  set(now: number): void {
    this.#now = now;
  }

  #firstBefore(end: number) {
    return [...this.#due]
      .map(([id, due]) => ({ id, ...due }))
      .filter(({ at }) => at <= end)
      .sort((a, b) => a.at - b.at || a.id - b.id)[0];
  }
}
