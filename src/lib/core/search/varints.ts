import type { Bytes } from '#lib/core/base/index.ts';

/** Writes whole numbers from 0 in as few bytes as each needs, seven bits to a byte. */
export class VarintWriter {
  #bytes: Bytes = new Uint8Array(4096);
  #length = 0;

  write(value: number): void {
    if (this.#length + 8 > this.#bytes.length) this.#grow();
    let rest = value;
    while (rest > 127) {
      this.#bytes[this.#length++] = (rest & 127) | 128;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#length++] = rest;
  }

  finish(): Bytes {
    return this.#bytes.slice(0, this.#length);
  }

  #grow(): void {
    const larger = new Uint8Array(this.#bytes.length * 2);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

/** Reads what `VarintWriter` wrote. Past the end it gives 0 and is no longer `intact`. */
export class VarintReader {
  readonly #bytes: Uint8Array;
  #offset = 0;
  #intact = true;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get intact(): boolean {
    return this.#intact;
  }

  get finished(): boolean {
    return this.#offset === this.#bytes.length;
  }

  read(): number {
    let value = 0;
    let worth = 1;
    for (;;) {
      const byte = this.#bytes[this.#offset];
      if (byte === undefined || worth > 2 ** 28) return this.#fail();
      this.#offset++;
      value += (byte & 127) * worth;
      if (byte < 128) return value;
      worth *= 128;
    }
  }

  #fail(): number {
    this.#intact = false;
    return 0;
  }
}
