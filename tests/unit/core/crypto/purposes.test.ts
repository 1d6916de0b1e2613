import { createHash, hkdfSync, verify as verifyElsewhere, createPublicKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bytes, concatBytes, toBase64Url, toHex, utf8 } from '#lib/core/base/index.ts';
import {
  derive,
  hash,
  hashId,
  importSealKey,
  importVerifyKey,
  open,
  openRandomly,
  seal,
  sealRandomly,
  sign,
  signingKeyFromSeed,
  verify
} from '#lib/core/crypto/index.ts';

const [one, two] = [utf8('one'), utf8('two')];

describe('[C5] what is hashed, signed or derived says first what it is for', () => {
  it('in a hash', async () => {
    const expected = createHash('sha256').update('cairn/1/op\0onetwo').digest();
    expect(await hash('cairn/1/op', one, two)).toEqual(Uint8Array.from(expected));
    expect(await hashId('cairn/1/op', one, two)).toEqual(Uint8Array.from(expected).slice(0, 16));
    expect(await hash('cairn/1/env', one, two)).not.toEqual(Uint8Array.from(expected));
  });

  it('in a signature, which serves no other purpose', async () => {
    const { key, publicKey } = await signingKeyFromSeed(new Uint8Array(32).fill(3));
    const verifyKey = await importVerifyKey(publicKey);
    const signature = await sign(key, 'cairn/1/op', one);
    expect(await verify(verifyKey, signature, 'cairn/1/op', one)).toBe(true);
    expect(await verify(verifyKey, signature, 'cairn/1/env', one)).toBe(false);
    expect(await verify(verifyKey, signature, 'cairn/1/op', two)).toBe(false);
    const x = toBase64Url(publicKey);
    const elsewhere = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    expect(verifyElsewhere(null, utf8('cairn/1/op\0one'), elsewhere, signature)).toBe(true);
  });

  it('in a derived key, bound to salt and context', async () => {
    const secret = new Uint8Array(32).fill(9);
    const expected = hkdfSync('sha256', secret, two, 'cairn/1/rvone', 40);
    const derived = await derive(secret, 'cairn/1/rv', 40, { salt: two, context: [one] });
    expect(derived).toEqual(new Uint8Array(expected));
    expect(await derive(secret, 'cairn/1/rv', 40)).not.toEqual(derived);
  });

  it('and a seed gives the public key that RFC 8032 gives', async () => {
    const seed = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60';
    const bytes = Uint8Array.from(seed.match(/../g) ?? [], (pair) => parseInt(pair, 16));
    expect(toHex((await signingKeyFromSeed(bytes)).publicKey)).toBe(
      'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a'
    );
  });
});

describe('[C6] sealing', () => {
  const nonce = new Uint8Array(12);
  const bound = utf8('this place');

  it('opens to what was sealed, for the same key and place only', async () => {
    const key = await importSealKey(new Uint8Array(32).fill(1));
    const other = await importSealKey(new Uint8Array(32).fill(2));
    const sealed = await sealRandomly(key, one, bound);
    expect(await openRandomly(key, sealed, bound)).toEqual({ ok: true, value: one });
    expect((await openRandomly(key, sealed, utf8('that place'))).ok).toBe(false);
    expect((await openRandomly(other, sealed, bound)).ok).toBe(false);
    expect(await sealRandomly(key, one, bound)).not.toEqual(sealed);
  });

  it('notices any bit that changed and any byte that is missing or added', async () => {
    const key = await importSealKey(new Uint8Array(32).fill(1));
    const sealed = await seal(key, nonce, utf8('nobody counted the swabs'), bound);
    const readable = async (bytes: Bytes) => (await open(key, nonce, bytes, bound)).ok;
    for (let bit = 0; bit < sealed.length * 8; bit += 5) {
      const flipped = sealed.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(await readable(flipped)).toBe(false);
    }
    for (let length = 0; length < sealed.length; length += 3) {
      expect(await readable(sealed.slice(0, length))).toBe(false);
    }
    expect(await readable(concatBytes(sealed, Uint8Array.of(0)))).toBe(false);
  });

  it('answers with unreadable, whatever it is given', async () => {
    const key = await importSealKey(new Uint8Array(32));
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), async (bytes) => {
        expect(await openRandomly(key, Uint8Array.from(bytes))).toEqual({
          ok: false,
          error: 'unreadable'
        });
      }),
      { numRuns: 60 }
    );
  });
});
