import { type Clock, type Id, idFromBytes, type Random } from '#lib/core/base/index.ts';
import { isAtLeast, isClean, recipientsOf } from '#lib/core/membership/index.ts';
import type { Space } from './space.ts';

/** An administrator's device is quicker, so that mostly one device acts and not all. */
const adminHasteMs = 1_000;
const othersHasteMs = 5_000;
/** Somebody else may hold the key and give it on; only then is a new one begun. */
const keylessPatienceMs = 30_000;
const dayMs = 86_400_000;
const longestUseMs = 30 * dayMs;

/**
 * Sees to it that a space has a content key that nobody holds who was removed, that it is changed
 * now and then, and that every member's device has it. Whichever device notices first acts.
 */
export class EpochKeeper {
  readonly #space: Space;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #failed: (failure: unknown) => void;
  readonly #stop: () => void;
  /** Who asked for which key, and how many wraps they had had then. */
  readonly #asked: { epochId: Id; deviceId: Id; known: number }[] = [];
  /** Asked for once and never again while this vault lives: nobody can keep it signing. */
  readonly #answered = new Set<string>();
  #cancel: (() => void) | null = null;
  #keylessSince: number | null = null;
  #closed = false;

  constructor(
    space: Space,
    parts: { clock: Clock; random: Random; failed: (failure: unknown) => void }
  ) {
    this.#space = space;
    this.#clock = parts.clock;
    this.#random = parts.random;
    this.#failed = parts.failed;
    this.#stop = space.news.add((news) => {
      if (news.type === 'operations') this.look();
    });
  }

  close(): void {
    this.#closed = true;
    this.#stop();
    this.#cancel?.();
  }

  /** A member's device could not open some keys: it gets each once more, from somebody. */
  wanted(deviceId: Id, epochIds: readonly Id[]): void {
    for (const epochId of epochIds) {
      const name = `${epochId} ${deviceId}`;
      if (!this.#space.holds(epochId) || this.#answered.has(name)) continue;
      this.#answered.add(name);
      this.#asked.push({ epochId, deviceId, known: this.#wrapsOf(epochId, deviceId) });
    }
    this.look();
  }

  /** Looks whether something is to be done, and does it after a moment if nobody else has. */
  look(): void {
    this.#cancel?.();
    this.#cancel = null;
    const delay = this.#delay();
    if (delay === null || this.#closed) return;
    // No timer counts to thirty days; a look a day does.
    this.#cancel = this.#clock.after(Math.min(delay, dayMs), () => {
      this.#cancel = null;
      this.#act().catch(this.#failed);
    });
  }

  async #act(): Promise<void> {
    const asked = this.#asked.splice(0);
    const { sendingKey } = this.#space;
    if (this.#mustRotate()) await this.#space.beginEpoch();
    else if (sendingKey) await this.#space.rewrap(sendingKey.epochId, this.#lacking());
    for (const { epochId, deviceId, known } of asked) {
      // Another may have been quicker.
      if (this.#wrapsOf(epochId, deviceId) > known) continue;
      await this.#space.rewrap(epochId, [deviceId]);
    }
    this.look();
  }

  /** Null when there is nothing to do. */
  #delay(): number | null {
    const { membership, member, sendingKey } = this.#space;
    if (!member || membership.updateNeeded) return null;
    const haste = this.#chance(member.role === 'admin' ? adminHasteMs : othersHasteMs);
    this.#keylessSince = sendingKey ? null : (this.#keylessSince ?? this.#clock.now());
    if (this.#isAnyClean() && this.#keylessSince !== null) {
      if (!isAtLeast(member.role, 'editor')) return null;
      return Math.max(0, this.#keylessSince + keylessPatienceMs - this.#clock.now()) + haste;
    }
    if (this.#mustRotate()) return isAtLeast(member.role, 'editor') ? haste : null;
    if (this.#asked.length > 0 || this.#lacking().length > 0) return this.#chance(othersHasteMs);
    return this.#untilTooOld(haste);
  }

  #mustRotate(): boolean {
    const { sendingKey, member } = this.#space;
    if (!isAtLeast(member?.role ?? null, 'editor')) return false;
    if (!this.#isAnyClean()) return true;
    if (sendingKey) return (this.#untilTooOld(0) ?? 1) <= 0;
    const waited = this.#clock.now() - (this.#keylessSince ?? this.#clock.now());
    return waited >= keylessPatienceMs;
  }

  #isAnyClean(): boolean {
    const { membership } = this.#space;
    return membership.epochs.some((epoch) => isClean(epoch, membership));
  }

  #untilTooOld(haste: number): number | null {
    const { membership, sendingKey, member } = this.#space;
    const epoch = membership.epochs.find(({ epochId }) => epochId === sendingKey?.epochId);
    if (!epoch || !isAtLeast(member?.role ?? null, 'editor')) return null;
    return Math.max(0, epoch.at + longestUseMs - this.#clock.now()) + haste;
  }

  /** Members' devices that nobody has given the key to yet. */
  #lacking(): Id[] {
    const { membership, sendingKey } = this.#space;
    const epoch = membership.epochs.find(({ epochId }) => epochId === sendingKey?.epochId);
    if (!epoch) return [];
    return recipientsOf(membership)
      .map(({ deviceId }) => idFromBytes(deviceId))
      .filter((deviceId) => !epoch.wraps.has(deviceId));
  }

  #wrapsOf(epochId: Id, deviceId: Id): number {
    const epoch = this.#space.membership.epochs.find((one) => one.epochId === epochId);
    return epoch?.wraps.get(deviceId)?.length ?? 0;
  }

  #chance(upTo: number): number {
    const [high = 0, low = 0] = this.#random.bytes(2);
    return Math.floor((upTo * (high * 256 + low)) / 65_536);
  }
}
