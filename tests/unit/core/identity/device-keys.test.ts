import { beforeAll, describe, expect, it } from 'vitest';
import { type Bytes, encodePlain, type Plain, utf8 } from '#lib/core/base/index.ts';
import {
  hashId,
  importVerifyKey,
  newAgreementPair,
  sign,
  unwrap,
  verify,
  wrap
} from '#lib/core/crypto/index.ts';
import {
  describeDevice,
  type DeviceKeys,
  loadDeviceKeys,
  newDeviceKeys,
  possessionMessage,
  provePossession,
  readDevice,
  readOwnProfile,
  writeOwnProfile
} from '#lib/core/identity/index.ts';
import { MemoryStorage } from '#lib/core/storage/index.ts';

const newWrappingKey = () =>
  crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['wrapKey', 'unwrapKey']);

let wrappingKey: CryptoKey;
let amina: { keys: DeviceKeys; stored: Bytes };
beforeAll(async () => {
  wrappingKey = await newWrappingKey();
  amina = await newDeviceKeys(wrappingKey);
});

describe('[D1] the keys of a device in a space', () => {
  it('are fresh for every space, and named by the hash of their public halves', async () => {
    const elsewhere = await newDeviceKeys(wrappingKey);
    const { keys } = amina;
    expect(elsewhere.keys.deviceId).not.toEqual(keys.deviceId);
    expect(elsewhere.keys.agreementKey).not.toEqual(keys.agreementKey);
    const described = encodePlain([1, keys.signingKey, keys.agreementKey]);
    expect(await hashId('cairn/1/device', described)).toEqual(keys.deviceId);
  });

  it('can be used and never read', async () => {
    const { keys } = amina;
    for (const key of [keys.sign, keys.agreement.privateKey]) {
      expect(key.extractable).toBe(false);
      await expect(crypto.subtle.exportKey('pkcs8', key)).rejects.toThrow();
    }
  });

  it('are the same after they were kept and loaded', async () => {
    const loaded = await loadDeviceKeys(amina.stored, wrappingKey);
    expect(loaded.deviceId).toEqual(amina.keys.deviceId);
    const signature = await sign(loaded.sign, 'cairn/1/op', utf8('x'));
    const key = await importVerifyKey(amina.keys.signingKey);
    expect(await verify(key, signature, 'cairn/1/op', utf8('x'))).toBe(true);
    const wrapped = await wrap(new Uint8Array(32), amina.keys.agreementKey, utf8('x'));
    expect((await unwrap(wrapped, loaded.agreement, utf8('x'))).ok).toBe(true);
  });

  it('do not load from another vault, nor from a record that was touched', async () => {
    await expect(loadDeviceKeys(amina.stored, await newWrappingKey())).rejects.toThrow();
    for (const at of [0, 40, 90, amina.stored.length - 1]) {
      const touched = amina.stored.map((byte, i) => (i === at ? byte ^ 1 : byte));
      const loaded = await loadDeviceKeys(touched, wrappingKey).catch(() => null);
      // A public half is not secret: with another one this is simply another device.
      expect(loaded?.deviceId ?? null).not.toEqual(amina.keys.deviceId);
    }
    await expect(loadDeviceKeys(amina.stored.slice(1), wrappingKey)).rejects.toThrow('damaged');
  });
});

describe('[D2] a device described by a peer', () => {
  const read = (signing: Bytes, agreement: Bytes, version = 1) =>
    readDevice([version, signing, agreement]);

  it('is read when both keys may be used', async () => {
    const { deviceId, signingKey, agreementKey } = amina.keys;
    const device = await readDevice(describeDevice(amina.keys));
    expect(device).toEqual({ deviceId, signingKey, agreementKey });
  });

  it('is refused when one must never be, or the form is another', async () => {
    const { signingKey, agreementKey } = amina.keys;
    expect(await read(new Uint8Array(32), agreementKey)).toBeUndefined();
    expect(await read(signingKey, new Uint8Array(32))).toBeUndefined();
    expect(await read(signingKey, agreementKey, 2)).toBeUndefined();
    expect(await read(signingKey.slice(1), agreementKey)).toBeUndefined();
    const odd: Plain[] = [null, 7, 'x', [], [1, signingKey], [1, signingKey, agreementKey, 0]];
    for (const value of odd) expect(await readDevice(value)).toBeUndefined();
  });
});

describe('[D3] proof of possession', () => {
  it('holds for this device, space, invitation and kind of operation only', async () => {
    const [space, other] = [new Uint8Array(16).fill(1), new Uint8Array(16).fill(2)];
    const proof = await provePossession(amina.keys, space, other, 3);
    const key = await importVerifyKey(amina.keys.signingKey);
    const holds = (message: Bytes) => verify(key, proof, 'cairn/1/pop', message);
    const stranger = { ...amina.keys, agreementKey: (await newAgreementPair()).publicKey };
    expect(await holds(possessionMessage(amina.keys, space, other, 3))).toBe(true);
    expect(await holds(possessionMessage(amina.keys, other, other, 3))).toBe(false);
    expect(await holds(possessionMessage(amina.keys, space, space, 3))).toBe(false);
    expect(await holds(possessionMessage(amina.keys, space, other, 4))).toBe(false);
    expect(await holds(possessionMessage(stranger, space, other, 3))).toBe(false);
  });
});

describe('[D4] what a person said of themself', () => {
  it('is asked once and then known', async () => {
    const storage = new MemoryStorage();
    expect(await readOwnProfile(storage)).toBeNull();
    await writeOwnProfile(storage, { name: 'Amina Okafor', organisation: 'Harbour Eye' });
    expect(await readOwnProfile(storage)).toEqual({
      name: 'Amina Okafor',
      organisation: 'Harbour Eye'
    });
  });
});
