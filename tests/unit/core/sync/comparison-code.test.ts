import { describe, expect, it } from 'vitest';
import { type Bytes, encodePlain, type Random, toHex, utf8 } from '#lib/core/base/index.ts';
import { sha256 } from '#lib/core/crypto/index.ts';
import {
  commitmentTo,
  Comparison,
  type ComparisonMessage,
  type ComparisonTerms
} from '#lib/core/sync/comparison-code.ts';
import { Dice } from '../../../support/dice.ts';

const device = encodePlain([1, new Uint8Array(32).fill(3), new Uint8Array(32).fill(4)]);

const seeded = (seed: number): Random => {
  const dice = new Dice(seed);
  return { bytes: (length) => Uint8Array.from({ length }, () => dice.between(0, 255)) };
};

/** One side of a session: says into `said`, and hears what a test hands it. */
class Side {
  readonly said: ComparisonMessage[] = [];
  readonly #comparison: Promise<Comparison>;

  constructor(transcript: Bytes, role: ComparisonTerms['role'], random: Random) {
    this.#comparison = Comparison.begin({ transcript, role, device }, random, async (message) => {
      this.said.push(message);
    });
  }

  /** What this side has said as its `number`th word. */
  async word(number: number): Promise<ComparisonMessage> {
    await this.#comparison;
    const message = this.said[number];
    if (!message) throw new Error('nothing said yet');
    return message;
  }

  async hears(message: ComparisonMessage): Promise<string | null | undefined> {
    return (await this.#comparison).hear(message);
  }
}

/** Carries both words of each side to the other, and gives the code of each. */
async function compare(one: Side, other: Side): Promise<[unknown, unknown]> {
  await one.hears(await other.word(0));
  await other.hears(await one.word(0));
  return [await one.hears(await other.word(1)), await other.hears(await one.word(1))];
}

const transcriptOf = (name: string): Bytes => utf8(`session of ${name}`);

describe('[S6] the code that two people compare', () => {
  it('is six digits, the same on both sides and another in every session', async () => {
    const codes = new Set<unknown>();
    for (let seed = 1; seed <= 40; seed++) {
      const random = seeded(seed);
      const transcript = transcriptOf('Amina and Ben');
      const [amina, ben] = await compare(
        new Side(transcript, 'offerer', random),
        new Side(transcript, 'answerer', random)
      );
      expect(amina).toMatch(/^\d{3} \d{3}$/);
      expect(ben).toBe(amina);
      codes.add(amina);
    }
    expect(codes.size).toBe(40);
  });

  it('is computed as the protocol says', async () => {
    const random = seeded(7);
    const transcript = transcriptOf('Amina and Ben');
    const [offerer, answerer] = [
      new Side(transcript, 'offerer', random),
      new Side(transcript, 'answerer', random)
    ];
    const [code] = await compare(offerer, answerer);
    const nonceOf = (said: ComparisonMessage | undefined) =>
      said?.type === 'nonce' ? said.nonce : new Uint8Array(0);
    const [a, b] = [nonceOf(offerer.said[1]), nonceOf(answerer.said[1])];
    const parts = [utf8('cairn/1/code\0'), transcript, a, b, device];
    const digest = await sha256(Uint8Array.from(parts.flatMap((part) => [...part])));
    const number = BigInt(`0x${toHex(digest)}`) % 1_000_000n;
    expect(String(code).replace(' ', '')).toBe(String(number).padStart(6, '0'));
  });

  it('is shown on neither side of a relay that repeats what each says', async () => {
    for (let seed = 1; seed <= 200; seed++) {
      const [amina, ben] = [
        new Side(transcriptOf('Amina and the relay'), 'offerer', seeded(seed)),
        new Side(transcriptOf('the relay and Ben'), 'answerer', seeded(seed + 1_000))
      ];
      // Neither commitment was made for the session in which it arrives.
      const [atAmina, atBen] = await compare(amina, ben);
      expect([atAmina, atBen]).toEqual([null, null]);
    }
  });

  it('differs on the two sides of a relay that takes part in both sessions', async () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = seeded(seed);
      const one = transcriptOf('Amina and the relay');
      const two = transcriptOf('the relay and Ben');
      const amina = new Side(one, 'offerer', random);
      const [codeOfAmina] = await compare(amina, new Side(one, 'answerer', random));
      // It knows Amina's code before it speaks with Ben, and it helps nothing.
      const ben = new Side(two, 'answerer', random);
      const [, codeOfBen] = await compare(new Side(two, 'offerer', random), ben);
      expect(codeOfBen).toMatch(/^\d{3} \d{3}$/);
      expect(codeOfBen).not.toBe(codeOfAmina);
    }
  });

  it('is refused to whoever picks a nonce after having seen the other', async () => {
    const transcript = transcriptOf('Amina and Eve');
    const [fixed, better] = [new Uint8Array(16).fill(1), new Uint8Array(16).fill(2)];
    const amina = new Side(transcript, 'offerer', seeded(1));
    const hash = await commitmentTo(fixed, 'answerer', { transcript });
    expect(await amina.hears({ type: 'commitment', hash })).toBeUndefined();
    expect(await amina.word(1)).toMatchObject({ type: 'nonce' });
    expect(await amina.hears({ type: 'nonce', nonce: better })).toBeNull();
    // One try: the true nonce comes too late.
    expect(await amina.hears({ type: 'nonce', nonce: fixed })).toBeNull();
  });

  it('is refused to whoever commits late, twice, or with what was said to them', async () => {
    const transcript = transcriptOf('Amina and Eve');
    const nonce = new Uint8Array(16).fill(1);
    const hash = await commitmentTo(nonce, 'answerer', { transcript });
    const side = () => new Side(transcript, 'offerer', seeded(1));

    const late = side();
    expect(await late.hears({ type: 'nonce', nonce })).toBeNull();
    expect(await late.hears({ type: 'commitment', hash })).toBeNull();
    expect(late.said.map(({ type }) => type)).toEqual(['commitment']);

    const twice = side();
    await twice.hears({ type: 'commitment', hash });
    expect(await twice.hears({ type: 'commitment', hash })).toBeNull();

    const mirrored = side();
    await mirrored.hears(await mirrored.word(0));
    expect(await mirrored.hears(await mirrored.word(1))).toBeNull();
  });
});
