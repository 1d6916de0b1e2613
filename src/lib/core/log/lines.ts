import type { Id } from '#lib/core/base/index.ts';
import type { Author, Stem } from './author.ts';

/** How the branches of a device's log hang together. */
export class Lines {
  readonly #stems = new Map<Id, Stem>();
  readonly #branches = new Map<Id, Author[]>();

  constructor(authors: Iterable<Author>) {
    for (const author of authors) {
      if (!author.stem) continue;
      this.#stems.set(author.log, author.stem);
      const branches = this.#branches.get(author.deviceId) ?? [];
      this.#branches.set(author.deviceId, [...branches, author]);
    }
  }

  /** Devices of which two different entries with one number are known. */
  get forked(): Id[] {
    return [...this.#branches.keys()];
  }

  branchesOf(deviceId: Id): readonly Author[] {
    return this.#branches.get(deviceId) ?? [];
  }

  /** The log in which the entry with a number lies, on the way to the end of a log. */
  holderOf(log: Id, seq: number): Id {
    let holder = log;
    for (let stem = this.#stems.get(holder); stem && seq <= stem.seq;) {
      holder = stem.log;
      stem = this.#stems.get(holder);
    }
    return holder;
  }

  /** An entry with all before it, log by log: how far each of them goes. */
  past(log: Id, seq: number): [log: Id, upTo: number][] {
    const path: [Id, number][] = [[this.holderOf(log, seq), seq]];
    for (let stem = this.#stems.get(path[0]?.[0] ?? ''); stem; stem = this.#stems.get(stem.log)) {
      path.push([stem.log, stem.seq]);
    }
    return path;
  }

  /** Whether an entry is another one or comes after it. */
  isBehind({ log, seq }: Stem, earlier: Stem): boolean {
    return this.past(log, seq).some(([id, upTo]) => id === earlier.log && earlier.seq <= upTo);
  }

  /** How far somebody has read on the way to the end of a log. */
  readOn(log: Id, frontier: ReadonlyMap<Id, number>): number {
    const path = this.past(log, Infinity);
    return Math.max(...path.map(([id, upTo]) => Math.min(upTo, frontier.get(id) ?? 0)));
  }

  /** The last number that two logs of a device have in common. */
  partingOf(one: Id, other: Id): number {
    const others = new Map(this.past(other, Infinity));
    for (const [id, upTo] of this.past(one, Infinity)) {
      const theirs = others.get(id);
      if (theirs !== undefined) return Math.min(upTo, theirs);
    }
    return 0;
  }
}
