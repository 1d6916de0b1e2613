import { type Id, toHex } from '#lib/core/base/index.ts';
import type { Obstacle, Position, SpaceLog } from '#lib/core/log/index.ts';

/** What a peer has of the logs, as it said, and this device has not. */
export class Lacking {
  readonly #log: () => SpaceLog;
  /** How far the logs go that were asked for, and how many entries that took. */
  #goal = new Map<Id, number>();
  #total = 0;
  /** Devices whose next entry is of a newer version: nothing behind it can be taken either. */
  readonly #newer = new Set<Id>();
  /** Devices of which a branch is missing, from wherever it parts; each is asked for once. */
  readonly #branched = new Set<Id>();
  readonly #branches = new Set<string>();

  constructor(log: () => SpaceLog) {
    this.#log = log;
  }

  /** How many entries of those asked for are not here, and can be taken by this version. */
  get count(): number {
    return [...this.#goal.keys()].reduce((sum, deviceId) => sum + this.#lackingOf(deviceId), 0);
  }

  get total(): number {
    return this.#total;
  }

  get hasBranches(): boolean {
    return this.#branched.size > 0;
  }

  isNewer(deviceId: Id): boolean {
    return this.#newer.has(deviceId);
  }

  /** The peer says how far it has each log. */
  async heard(positions: readonly Position[]): Promise<void> {
    this.#goal = new Map();
    for (const { deviceId, seq } of positions) {
      this.#goal.set(deviceId, Math.max(seq, this.#goal.get(deviceId) ?? 0));
    }
    this.#total = this.count;
    const log = this.#log();
    for (const position of positions) {
      const { deviceId, seq, hash16 } = position;
      // Another entry than the one that is known here under this number.
      const isOther = seq > 0 && seq <= log.seqOf(deviceId) && !(await log.has(position));
      if (isOther) this.#lacksBranch(deviceId, toHex(hash16));
    }
  }

  /** What could not be taken; true for what has to be asked for after a while. */
  wasStuck(deviceId: Id, obstacle: Obstacle): boolean {
    if (obstacle === 'newer') this.#newer.add(deviceId);
    if (obstacle === 'branched') {
      this.#lacksBranch(deviceId, String(this.#log().seqOf(deviceId)));
    }
    return obstacle === 'waiting';
  }

  /** From where on each log is lacking. A branch is asked for once, from the beginning. */
  ranges(): { deviceId: Id; from: number }[] {
    const lacking = [...this.#goal.keys()].filter((deviceId) => this.#lackingOf(deviceId) > 0);
    const ranges = [...new Set([...lacking, ...this.#branched])].map((deviceId) => ({
      deviceId,
      from: this.#branched.has(deviceId) ? 1 : this.#log().seqOf(deviceId) + 1
    }));
    this.#branched.clear();
    return ranges;
  }

  #lackingOf(deviceId: Id): number {
    if (this.#newer.has(deviceId)) return 0;
    return Math.max(0, (this.#goal.get(deviceId) ?? 0) - this.#log().seqOf(deviceId));
  }

  #lacksBranch(deviceId: Id, name: string): void {
    if (this.#branches.has(`${deviceId} ${name}`)) return;
    this.#branches.add(`${deviceId} ${name}`);
    this.#branched.add(deviceId);
  }
}
