import { type Bytes, equalBytes, type Id } from '#lib/core/base/index.ts';
import type { EpochKey, Ledger } from '#lib/core/membership/index.ts';
import { type OpenedEnvelope, openEnvelope, parseEnvelope } from './envelope.ts';

export type KeyOf = (epochId: Id) => EpochKey | undefined;

/** Opens envelopes by the keys that ledger and epochs give. */
export class Opener {
  readonly #ledger: Ledger;
  readonly #keyOf: KeyOf;

  constructor(ledger: Ledger, keyOf: KeyOf) {
    this.#ledger = ledger;
    this.#keyOf = keyOf;
  }

  /** `waiting`: its author or its epoch is not known here yet. */
  async open(bytes: Bytes): Promise<OpenedEnvelope | 'waiting' | 'refused' | 'newer'> {
    const parsed = parseEnvelope(bytes);
    if (!parsed.ok) return parsed.error === 'newer' ? 'newer' : 'refused';
    if (!equalBytes(parsed.value.spaceId, this.#ledger.spaceId)) return 'refused';
    const author = this.#ledger.verifyKeyOf(parsed.value.deviceId);
    const epoch = this.#keyOf(parsed.value.epochId);
    if (!author || !epoch) return 'waiting';
    const opened = await openEnvelope(parsed.value, author, epoch);
    return opened.ok ? opened.value : 'refused';
  }

  /** Opens what lies here and was opened before. */
  async reopen(bytes: Bytes | undefined): Promise<OpenedEnvelope> {
    const opened = bytes && (await this.open(bytes));
    if (!opened || typeof opened === 'string') throw new Error('a stored envelope cannot be read');
    return opened;
  }
}
