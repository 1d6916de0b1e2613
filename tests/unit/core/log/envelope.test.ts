import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type Bytes,
  concatBytes,
  equalBytes,
  idFromBytes,
  idToBytes,
  type Plain,
  systemRandom,
  toHex
} from '#lib/core/base/index.ts';
import { importVerifyKey } from '#lib/core/crypto/index.ts';
import { openEnvelope, parseEnvelope, sealEnvelope, whoseEnvelope } from '#lib/core/log/index.ts';
import { paddedLength } from '#lib/core/log/body.ts';
import type { EpochKey } from '#lib/core/membership/index.ts';
import { newPerson, noon, type Person } from '../../../support/community.ts';
import { craftEnvelope, type EnvelopeParts, padded } from '../../../support/craft-envelope.ts';

const spaceId = new Uint8Array(16).fill(1);
const head = new Uint8Array(32).fill(2);
const docId = idFromBytes(new Uint8Array(16).fill(3));
const epoch: EpochKey = {
  epochId: idFromBytes(new Uint8Array(16).fill(4)),
  key: new Uint8Array(32).fill(5)
};

let amina: Person;
let ben: Person;
let aminasKey: CryptoKey;
beforeAll(async () => {
  amina = await newPerson('Amina');
  ben = await newPerson('Ben');
  aminasKey = await importVerifyKey(amina.keys.signingKey);
});

const sealed = (body: Bytes, author = amina) =>
  sealEnvelope(
    {
      spaceId,
      seq: 7,
      prev: head,
      meta: {
        docKind: 'document',
        docId,
        slot: 1,
        ledgerHeads: [toHex(head)],
        deps: [{ deviceId: ben.id, seq: 3, hash16: new Uint8Array(16) }],
        clockFrom: 10,
        clockTo: 20,
        at: noon
      },
      body
    },
    author.keys,
    epoch,
    systemRandom.bytes(16)
  );

async function reopened(bytes: Bytes, key = aminasKey, under = epoch) {
  const parsed = parseEnvelope(bytes);
  if (!parsed.ok) return parsed.error;
  const opened = await openEnvelope(parsed.value, key, under);
  return opened.ok ? opened.value : opened.error;
}

const meta = (changes: Partial<Record<number, Plain>> = {}): Plain =>
  [0, idToBytes(docId), 1, [head], [], 0, 5, 5, noon, null].map((part, i) => changes[i] ?? part);

const crafted = (changes: Partial<EnvelopeParts> = {}) =>
  craftEnvelope({
    ...{ spaceId, author: amina.keys, epochId: idToBytes(epoch.epochId), epochKey: epoch.key },
    ...{
      seq: 1,
      prev: new Uint8Array(32),
      heads: [head],
      meta: meta(),
      body: padded(new Uint8Array(5))
    },
    ...changes
  });

describe('[E1] an envelope', () => {
  it('opens to what was sealed, whatever its size and however well it deflates', async () => {
    const body = fc.oneof(
      fc.uint8Array({ maxLength: 3_000 }),
      fc
        .tuple(fc.nat(60_000), fc.string({ minLength: 1, maxLength: 9 }))
        .map(([length, text]) => Buffer.from(text.repeat(length / text.length)))
    );
    await fc.assert(
      fc.asyncProperty(body, async (plain) => {
        const made = await sealed(Uint8Array.from(plain));
        const opened = await reopened(made.bytes);
        if (typeof opened === 'string') throw new Error(opened);
        expect(equalBytes(opened.body ?? head, plain)).toBe(true);
        expect(opened.meta).toEqual({ ...made.meta, rawLength: plain.length });
        expect([opened.hash, opened.seq, opened.prev]).toEqual([made.hash, 7, head]);
        expect(whoseEnvelope(made.bytes)).toEqual({ deviceId: amina.id, seq: 7 });
      }),
      { numRuns: 40 }
    );
  });

  it('can be written by the table alone', async () => {
    const body = systemRandom.bytes(5);
    const opened = await reopened(await crafted({ body: padded(body) }));
    expect(opened).toMatchObject({ deviceId: amina.id, seq: 1, body, meta: { docId, clockTo: 5 } });
  });

  it('shows of what it carries neither text nor document', async () => {
    const text = new TextEncoder().encode('The lens box was opened before the second check.');
    const { bytes } = await sealed(text);
    expect(Buffer.from(bytes).includes(Buffer.from(text.slice(0, 8)))).toBe(false);
    expect(Buffer.from(bytes).includes(Buffer.from(idToBytes(docId)))).toBe(false);
  });
});

describe('[E2] sizes', () => {
  it('are few: multiples of 256 up to 4 KiB, then steps that add less than an eighth', async () => {
    for (const length of [0, 1, 100, 300, 1_000, 3_500, 5_000, 40_000]) {
      const { bytes } = await sealed(systemRandom.bytes(length));
      const ciphertext = bytes.length - 280;
      expect(paddedLength(ciphertext)).toBe(ciphertext);
      expect(ciphertext).toBeGreaterThanOrEqual(length);
    }
    expect([1, 256, 257, 4_096].map(paddedLength)).toEqual([256, 256, 512, 4_096]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000_000 }), (length) => {
        const full = paddedLength(length);
        expect(full).toBeGreaterThanOrEqual(length);
        if (length > 4_096) expect(full).toBeLessThan(length * 1.125);
        expect(paddedLength(full)).toBe(full);
      })
    );
  });

  it('of text that repeats shrink; short bodies are left as they are', async () => {
    const long = new Uint8Array(20_000).fill(97);
    expect((await sealed(long)).bytes.length).toBeLessThan(1_500);
    const parsed = parseEnvelope((await sealed(new Uint8Array(1_000))).bytes);
    expect(parsed.ok && parsed.value.deflated).toBe(false);
  });
});

describe('[E3] an envelope with one bit changed', () => {
  it('is refused, wherever the bit is', async () => {
    const { bytes } = await sealed(new Uint8Array(1_500).fill(98));
    for (let bit = 0; bit < bytes.length * 8; bit += 3) {
      const flipped = bytes.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(await reopened(flipped)).toBeTypeOf('string');
    }
  });

  it('is refused when another signed it, or another’s name stands on it', async () => {
    const made = await sealed(new Uint8Array(9));
    const bens = await importVerifyKey(ben.keys.signingKey);
    expect(await reopened(made.bytes, bens)).toBe('bad-signature');
    const renamed = made.bytes.slice();
    renamed.set(ben.keys.deviceId, 24);
    expect(await reopened(renamed, bens)).toBe('bad-signature');
    expect(await reopened(renamed)).toBe('bad-signature');
  });

  it('is refused when its parts come from two envelopes', async () => {
    const [one, two] = [await sealed(new Uint8Array(9)), await sealed(new Uint8Array(9).fill(1))];
    for (const cut of [216, 280, one.bytes.length - 300]) {
      const mixed = concatBytes(one.bytes.slice(0, cut), two.bytes.slice(cut));
      expect(await reopened(mixed)).toBeTypeOf('string');
    }
  });

  it('cannot be opened under the key of another epoch', async () => {
    const { bytes } = await sealed(new Uint8Array(9));
    const foreign = { epochId: epoch.epochId, key: new Uint8Array(32) };
    expect(await reopened(bytes, aminasKey, foreign)).toBe('malformed');
  });
});

describe('[E4] lengths that lie', () => {
  const withLengths = (bytes: Bytes, metaLength: number, bodyLength: number) => {
    const changed = bytes.slice();
    const view = new DataView(changed.buffer);
    view.setUint32(144, metaLength);
    view.setUint32(148, bodyLength);
    return changed;
  };

  it('are noticed before anything is made of them', async () => {
    const { bytes } = await sealed(new Uint8Array(9));
    const rest = bytes.length - 280;
    for (const [metaLength, bodyLength] of [
      [rest, 1],
      [0xffff_ffff, 0],
      [0, 0xffff_ffff],
      [0xffff_ffff, 0xffff_ffff],
      [rest - 1, 0],
      [0x1_0001, rest],
      [2 ** 31, 2 ** 31]
    ] as const) {
      expect(await reopened(withLengths(bytes, metaLength, bodyLength))).toBe('malformed');
    }
    expect(await reopened(bytes.slice(0, -1))).toBe('malformed');
    expect(await reopened(concatBytes(bytes, Uint8Array.of(0)))).toBe('malformed');
    for (const length of [0, 3, 100, 279])
      expect(await reopened(bytes.slice(0, length))).toBe('malformed');
    // Cut between the two parts differently: signed, so it cannot be, but never a crash either.
    expect(await reopened(withLengths(bytes, rest - 40, 40))).toBe('bad-signature');
  });

  it('as envelopes may be no larger than a change may be', async () => {
    const large = new Uint8Array(280 + 1_300_000);
    large.set((await sealed(new Uint8Array(1))).bytes.slice(0, 280));
    expect(await reopened(withLengths(large, 100_000, 1_200_000))).toBe('malformed');
    expect(await reopened(withLengths(large, 50_000, 1_250_000))).toBe('malformed');
  });

  it('of a sequence number: from 1, and no more than can be counted', async () => {
    expect(await reopened(await crafted({ seq: 0 }))).toBe('malformed');
    const { bytes } = await sealed(new Uint8Array(1));
    bytes.fill(0xff, 40, 48);
    expect(await reopened(bytes)).toBe('malformed');
  });
});

describe('[E5] a newer suite, kind or flag', () => {
  it('is known to be newer, not taken for damage', async () => {
    const { bytes } = await sealed(new Uint8Array(1));
    for (const [at, value] of [
      [4, 2],
      [5, 3],
      [5, 6],
      [6, 1],
      [7, 2]
    ] as const) {
      const newer = bytes.slice();
      newer[at] = value;
      expect(await reopened(newer)).toBe('newer');
    }
  });
});

describe('[E6] META', () => {
  it.each<[string, Partial<Record<number, Plain>>]>([
    ['a kind of document that nobody knows', { 0: 5 }],
    ['an id of another length', { 1: new Uint8Array(15) }],
    ['a slot beyond the last', { 2: 256 }],
    ['no ledger heads', { 3: [] }],
    ['65 ledger heads', { 3: Array.from({ length: 65 }, () => head) }],
    ['a dependency of another form', { 4: [[new Uint8Array(16), 1]] }],
    ['clocks that run backwards', { 5: 6 }],
    ['a body beyond 4 MiB', { 7: 4_194_305 }],
    ['something where nothing stands yet', { 9: 'note' }]
  ])('with %s is refused', async (_, changes) => {
    expect(await reopened(await crafted({ meta: meta(changes) }))).toBe('malformed');
  });

  it('names the ledger heads that the header is bound to', async () => {
    expect(await reopened(await crafted({ heads: [new Uint8Array(32)] }))).toBe('malformed');
    const two = [head, new Uint8Array(32).fill(9)];
    const opened = await reopened(
      await crafted({ heads: two, meta: meta({ 3: [...two].reverse() }) })
    );
    expect(opened).toMatchObject({ meta: { ledgerHeads: [...two].reverse().map(toHex) } });
  });
});

describe('[E7] a body that is not what META promised', () => {
  const bodyOf = async (parts: Partial<EnvelopeParts>) => {
    const opened = await reopened(await crafted(parts));
    if (typeof opened === 'string') throw new Error(opened);
    return opened.body;
  };

  it('counts for nothing, though the entry stands: its author alone is at fault', async () => {
    const five = new Uint8Array(5).fill(9);
    expect(await bodyOf({ body: padded(five) })).toEqual(five);
    expect(await bodyOf({ body: padded(five), meta: meta({ 7: 4 }) })).toBeNull();
    expect(await bodyOf({ body: padded(five), meta: meta({ 7: 6 }) })).toBeNull();
    expect(await bodyOf({ body: new Uint8Array(3) })).toBeNull();
    expect(await bodyOf({ body: Uint8Array.of(0, 0, 0, 9, 1, 2) })).toBeNull();
    expect(await bodyOf({ body: Uint8Array.of(255, 255, 255, 255, 1, 2) })).toBeNull();
  });

  it('and so does one that was deflated badly', async () => {
    const raw = new Uint8Array(2_000).fill(97);
    const good = deflateRawSync(raw);
    const says = (length: number) => meta({ 7: length });
    const deflated = (bytes: Uint8Array, length = 2_000) =>
      bodyOf({ flags: 1, body: padded(Uint8Array.from(bytes)), meta: says(length) });
    expect(await deflated(good)).toEqual(raw);
    expect(await deflated(good, 1_999)).toBeNull();
    expect(await deflated(good, 2_001)).toBeNull();
    expect(await deflated(good.subarray(0, good.length - 2))).toBeNull();
    expect(await deflated(Uint8Array.of(255, 255, 255, 255))).toBeNull();
    expect(await deflated(new Uint8Array(0))).toBeNull();
  });

  it('and so does one that would fill the memory', async () => {
    const bomb = deflateRawSync(Buffer.alloc(64 * 1_048_576));
    expect(bomb.length).toBeLessThan(100_000);
    const before = process.memoryUsage().arrayBuffers;
    for (const length of [10, 1_000, 4_194_304]) {
      const body = padded(Uint8Array.from(bomb));
      expect(await bodyOf({ flags: 1, body, meta: meta({ 7: length }) })).toBeNull();
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(40 * 1_048_576);
  });
});
