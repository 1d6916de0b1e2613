/** A set of a ledger's operations, one bit each by order of arrival. Never changed once handed out. */
export class OpSet {
  static readonly empty = new OpSet(new Uint32Array(0));
  readonly #words: Uint32Array;

  private constructor(words: Uint32Array) {
    this.#words = words;
  }

  static of(arrivals: Iterable<number>, length: number): OpSet {
    const words = new Uint32Array((length + 31) >>> 5);
    for (const arrival of arrivals) setBit(words, arrival);
    return new OpSet(words);
  }

  has(arrival: number): boolean {
    return (((this.#words[arrival >>> 5] ?? 0) >>> (arrival & 31)) & 1) === 1;
  }

  with(arrival: number): OpSet {
    const words = new Uint32Array(Math.max(this.#words.length, (arrival >>> 5) + 1));
    words.set(this.#words);
    setBit(words, arrival);
    return new OpSet(words);
  }

  union(other: OpSet): OpSet {
    const [long, short] = this.#words.length >= other.#words.length ? [this, other] : [other, this];
    const words = long.#words.slice();
    for (const [i, word] of short.#words.entries()) words[i] = (words[i] ?? 0) | word;
    return new OpSet(words);
  }

  and(other: OpSet): OpSet {
    const words = this.#words.slice(0, Math.min(this.#words.length, other.#words.length));
    for (let i = 0; i < words.length; i++) words[i] = (words[i] ?? 0) & (other.#words[i] ?? 0);
    return new OpSet(words);
  }

  /** Whether all of this is in `other` as well. */
  isWithin(other: OpSet): boolean {
    return this.#words.every((word, i) => (word & ~(other.#words[i] ?? 0)) === 0);
  }
}

function setBit(words: Uint32Array, arrival: number): void {
  words[arrival >>> 5] = (words[arrival >>> 5] ?? 0) | (1 << (arrival & 31));
}
