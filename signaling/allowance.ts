/** A token bucket: so many a second on average, so many at once after a rest. */
export class Allowance {
  readonly #perSecond: number;
  readonly #burst: number;
  #left: number;
  #countedAtMs: number;

  constructor(perSecond: number, burst: number, nowMs: number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#left = burst;
    this.#countedAtMs = nowMs;
  }

  /** Takes one if there is one. */
  take(nowMs: number): boolean {
    const earned = ((nowMs - this.#countedAtMs) / 1000) * this.#perSecond;
    this.#left = Math.min(this.#burst, this.#left + Math.max(0, earned));
    this.#countedAtMs = nowMs;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
