import { type Bytes, equalBytes, type Random } from '#lib/core/base/index.ts';
import { hash } from '#lib/core/crypto/index.ts';
import type { SessionRole } from './ports.ts';
import type { Message } from './wire.ts';

/** What both sides of a comparison know before it begins. */
export interface ComparisonTerms {
  /** Of the session that it runs in: a relay in the middle has two, and each is another. */
  transcript: Bytes;
  /** This side's role in that session. */
  role: SessionRole;
  /** The encoded description of the device that is to enter. */
  device: Bytes;
}

export type ComparisonMessage = Extract<Message, { type: 'commitment' | 'nonce' }>;

const nonceLength = 16;
const codes = 1_000_000n;

/** 32 bytes that fix a nonce without showing it, good for one side of one session only. */
export const commitmentTo = (
  nonce: Bytes,
  role: SessionRole,
  { transcript }: Pick<ComparisonTerms, 'transcript'>
): Promise<Bytes> =>
  hash('cairn/1/commitment', transcript, Uint8Array.of(role === 'offerer' ? 1 : 2), nonce);

/** Six digits in two groups, "012 345", the same for both sides of one session alone. */
async function codeFrom(
  { transcript, device }: Omit<ComparisonTerms, 'role'>,
  nonces: Record<SessionRole, Bytes>
): Promise<string> {
  const digest = await hash('cairn/1/code', transcript, nonces.offerer, nonces.answerer, device);
  const number = digest.reduce((sum, byte) => (sum * 256n + BigInt(byte)) % codes, 0n);
  const digits = String(number).padStart(6, '0');
  return `${digits.slice(0, 3)} ${digits.slice(3)}`;
}

/**
 * Two devices agree on a code that their people compare by voice. Each fixes its nonce before it
 * sees the other's, so nobody can choose a nonce that makes two sessions show the same code.
 */
export class Comparison {
  readonly #say: (message: ComparisonMessage) => Promise<void>;
  readonly #terms: ComparisonTerms;
  readonly #nonce: Bytes;
  #theirCommitment: Bytes | null = null;
  #isOver = false;

  private constructor(
    say: (message: ComparisonMessage) => Promise<void>,
    terms: ComparisonTerms,
    random: Random
  ) {
    this.#say = say;
    this.#terms = terms;
    this.#nonce = random.bytes(nonceLength);
  }

  /** Says this side's commitment; what the other side says goes to `hear`. */
  static async begin(
    terms: ComparisonTerms,
    random: Random,
    say: (message: ComparisonMessage) => Promise<void>
  ): Promise<Comparison> {
    const comparison = new Comparison(say, terms, random);
    const { role } = terms;
    await say({ type: 'commitment', hash: await commitmentTo(comparison.#nonce, role, terms) });
    return comparison;
  }

  /**
   * The code once both nonces are known; undefined while it is not; null when the other side did
   * not keep to its commitment, or spoke out of turn: the session has to end.
   */
  async hear(message: ComparisonMessage): Promise<string | null | undefined> {
    if (this.#isOver || (message.type === 'commitment') !== (this.#theirCommitment === null)) {
      this.#isOver = true;
      return null;
    }
    if (message.type === 'commitment') {
      this.#theirCommitment = message.hash;
      await this.#say({ type: 'nonce', nonce: this.#nonce });
      return undefined;
    }
    this.#isOver = true;
    const { role } = this.#terms;
    const theirRole = role === 'offerer' ? 'answerer' : 'offerer';
    const expected = await commitmentTo(message.nonce, theirRole, this.#terms);
    if (!this.#theirCommitment || !equalBytes(expected, this.#theirCommitment)) return null;
    const [offerer, answerer] =
      role === 'offerer' ? [this.#nonce, message.nonce] : [message.nonce, this.#nonce];
    return codeFrom(this.#terms, { offerer, answerer });
  }
}
