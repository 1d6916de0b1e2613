import { ed25519 } from '@noble/curves/ed25519.js';
import { describe, expect, it } from 'vitest';
import { type Bytes } from '#lib/core/base/index.ts';
import {
  agree,
  isAdmissibleAgreementKey,
  isAdmissibleSigningKey,
  newAgreementPair,
  signingKeyFromSeed
} from '#lib/core/crypto/index.ts';

const fromHex = (hex: string): Bytes =>
  Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));

const orderEight = [
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a'
];

const smallOrder = [
  `01${'00'.repeat(31)}`,
  `ec${'ff'.repeat(30)}7f`,
  '00'.repeat(32),
  `${'00'.repeat(31)}80`,
  ...orderEight,
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa'
];

const notCanonical = [
  `ed${'ff'.repeat(30)}7f`,
  `ee${'ff'.repeat(30)}7f`,
  `ed${'ff'.repeat(31)}`,
  `ee${'ff'.repeat(31)}`,
  'ff'.repeat(32),
  // The point (0, 1) with a sign that zero does not have.
  `01${'00'.repeat(30)}80`
];

describe('[C7] signing keys', () => {
  it('are admitted when they are points of prime order', async () => {
    for (let seed = 0; seed < 8; seed++) {
      const { publicKey } = await signingKeyFromSeed(new Uint8Array(32).fill(seed));
      expect(isAdmissibleSigningKey(publicKey)).toBe(true);
    }
  });

  it.each(smallOrder)('of small order are refused: %s', (hex) => {
    expect(isAdmissibleSigningKey(fromHex(hex))).toBe(false);
  });

  it.each(notCanonical)('in another than their one form are refused: %s', (hex) => {
    expect(isAdmissibleSigningKey(fromHex(hex))).toBe(false);
  });

  it('with a part of small order mixed in are refused', () => {
    for (const torsion of orderEight) {
      const honest = ed25519.Point.BASE.multiply(7n);
      const mixed = honest.add(ed25519.Point.fromBytes(fromHex(torsion))).toBytes();
      expect(isAdmissibleSigningKey(Uint8Array.from(honest.toBytes()))).toBe(true);
      expect(isAdmissibleSigningKey(Uint8Array.from(mixed))).toBe(false);
    }
  });

  it('of another length, or on no curve, are refused', () => {
    expect(isAdmissibleSigningKey(new Uint8Array(31))).toBe(false);
    expect(isAdmissibleSigningKey(new Uint8Array(33))).toBe(false);
    expect(isAdmissibleSigningKey(fromHex(`02${'00'.repeat(31)}`))).toBe(false);
  });
});

const lowOrder = [
  '00'.repeat(32),
  `01${'00'.repeat(31)}`,
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  `ec${'ff'.repeat(30)}7f`
];

const notReduced = [
  `ed${'ff'.repeat(30)}7f`,
  `ee${'ff'.repeat(30)}7f`,
  // Not of low order, but a second name for the key 9.
  `f6${'ff'.repeat(30)}7f`,
  `09${'00'.repeat(30)}80`
];

describe('[C8] agreement keys', () => {
  it('are admitted when honest', async () => {
    for (let i = 0; i < 4; i++) {
      expect(await isAdmissibleAgreementKey((await newAgreementPair()).publicKey)).toBe(true);
    }
  });

  it.each([...lowOrder, ...notReduced])('are refused: %s', async (hex) => {
    expect(await isAdmissibleAgreementKey(fromHex(hex))).toBe(false);
  });

  it('of low order give no secret, even unasked', async () => {
    const { privateKey } = await newAgreementPair();
    for (const hex of lowOrder) expect(await agree(privateKey, fromHex(hex))).toBeNull();
    expect(await agree(privateKey, new Uint8Array(31))).toBeNull();
  });

  it('give both sides one secret, and a third another', async () => {
    const [amina, ben, eve] = await Promise.all([
      newAgreementPair(),
      newAgreementPair(),
      newAgreementPair()
    ]);
    const shared = await agree(amina.privateKey, ben.publicKey);
    expect(shared).toEqual(await agree(ben.privateKey, amina.publicKey));
    expect(shared).not.toEqual(await agree(eve.privateKey, amina.publicKey));
  });
});
