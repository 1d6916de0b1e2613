import { describe, expect, it } from 'vitest';
import { type Bytes, utf8 } from '#lib/core/base/index.ts';
import { unwrap, wrap } from '#lib/core/crypto/index.ts';

async function newRecipient(): Promise<{ pair: CryptoKeyPair; publicKey: Bytes }> {
  const pair = await crypto.subtle.generateKey('X25519', false, ['deriveBits']);
  if (!('privateKey' in pair)) throw new Error('no pair');
  return { pair, publicKey: new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)) };
}

const secret = new Uint8Array(32).fill(5);
const place = utf8('space, epoch and device');

describe('[C9] a key wrapped for one device', () => {
  it('is read by that device, whose private half nobody can export', async () => {
    const ben = await newRecipient();
    const wrapped = await wrap(secret, ben.publicKey, place);
    expect([wrapped.encapsulated.length, wrapped.sealed.length]).toEqual([32, 48]);
    expect(await unwrap(wrapped, ben.pair, place)).toEqual({ ok: true, value: secret });
    expect(await wrap(secret, ben.publicKey, place)).not.toEqual(wrapped);
  });

  it('is read by nobody else, and in no other place', async () => {
    const [ben, eve] = await Promise.all([newRecipient(), newRecipient()]);
    const wrapped = await wrap(secret, ben.publicKey, place);
    const unreadable = { ok: false, error: 'unreadable' };
    expect(await unwrap(wrapped, eve.pair, place)).toEqual(unreadable);
    expect(await unwrap(wrapped, ben.pair, utf8('another place'))).toEqual(unreadable);
  });

  it('is unreadable when any part of it is not as it was', async () => {
    const ben = await newRecipient();
    const { encapsulated, sealed } = await wrap(secret, ben.publicKey, place);
    const flipped = (bytes: Bytes) => bytes.map((byte, i) => (i === 3 ? byte ^ 1 : byte));
    const damaged = [
      { encapsulated: flipped(encapsulated), sealed },
      { encapsulated, sealed: flipped(sealed) },
      { encapsulated: new Uint8Array(32), sealed },
      { encapsulated: encapsulated.slice(1), sealed },
      { encapsulated, sealed: new Uint8Array(0) }
    ];
    for (const wrapped of damaged) expect((await unwrap(wrapped, ben.pair, place)).ok).toBe(false);
  });

  it('takes a public key that is part of a larger message', async () => {
    const ben = await newRecipient();
    const message = new Uint8Array(40);
    message.set(ben.publicKey, 8);
    const wrapped = await wrap(secret, message.subarray(8), place);
    expect(await unwrap(wrapped, ben.pair, place)).toEqual({ ok: true, value: secret });
  });
});
