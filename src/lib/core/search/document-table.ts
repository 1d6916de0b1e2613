import { SHARD_DOCUMENTS } from './parameters.ts';

export interface IndexedDocument {
  docId: string;
  spaceId: string;
  revision: string;
}

/**
 * The number under which the fields know each document. Numbers fall into shards of a fixed range,
 * each saved by itself.
 */
export class DocumentTable {
  readonly #documents: (IndexedDocument | undefined)[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #inShard: number[] = [];

  get size(): number {
    return this.#numbers.size;
  }

  /** One more than the highest number ever given. */
  get places(): number {
    return this.#documents.length;
  }

  numberOf(docId: string): number | undefined {
    return this.#numbers.get(docId);
  }

  at(number: number): IndexedDocument | undefined {
    return this.#documents[number];
  }

  *entries(): Generator<[number, IndexedDocument]> {
    yield* this.within(0, this.#documents.length);
  }

  /** Those numbered `from` to before `to`. */
  *within(from: number, to: number): Generator<[number, IndexedDocument]> {
    for (let number = from; number < to; number++) {
      const document = this.#documents[number];
      if (document) yield [number, document];
    }
  }

  /** A number for one document more, in the first shard with room. */
  freeNumber(): number {
    const withRoom = this.#inShard.findIndex((count) => count < SHARD_DOCUMENTS);
    const shard = withRoom < 0 ? this.#inShard.length : withRoom;
    let number = shard * SHARD_DOCUMENTS;
    while (this.#documents[number]) number++;
    return number;
  }

  put(number: number, document: IndexedDocument): void {
    while (this.#documents.length < number) this.#documents.push(undefined);
    this.#documents[number] = document;
    this.#numbers.set(document.docId, number);
    this.#count(number, 1);
  }

  remove(number: number): void {
    const document = this.#documents[number];
    if (!document) return;
    this.#documents[number] = undefined;
    this.#numbers.delete(document.docId);
    this.#count(number, -1);
  }

  #count(number: number, change: 1 | -1): void {
    const shard = shardOf(number);
    while (this.#inShard.length <= shard) this.#inShard.push(0);
    this.#inShard[shard] = (this.#inShard[shard] ?? 0) + change;
  }
}

export function shardOf(number: number): number {
  return Math.floor(number / SHARD_DOCUMENTS);
}
