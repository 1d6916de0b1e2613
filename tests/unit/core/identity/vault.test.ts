import { argon2id } from 'hash-wasm';
import { beforeEach, describe, expect, it } from 'vitest';
import { decodePlain, encodePlain, systemRandom, toHex, utf8 } from '#lib/core/base/index.ts';
import { importSealKey, leastCost, sealRandomly } from '#lib/core/crypto/index.ts';
import {
  createVault,
  openUnprotectedVault,
  unlockVault,
  vaultStanding
} from '#lib/core/identity/index.ts';
import { MemoryStorage } from '#lib/core/storage/index.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const passphrase = 'a quiet harbour wall';
const wrong = 'a quiet harbour hall';
const slotKey = ['vault', 'slot'];
const note = { type: 'put' as const, key: ['note'], value: utf8('seen by nobody else') };

let parts: { storage: MemoryStorage; clock: FakeClock; random: typeof systemRandom };
beforeEach(() => {
  parts = { storage: new MemoryStorage(), clock: new FakeClock(), random: systemRandom };
});

const protectedVault = () => createVault(parts, passphrase, leastCost);

describe('[V1] a vault behind a passphrase', () => {
  it('opens with the passphrase to what was kept in it', async () => {
    const made = await protectedVault();
    expect(made.protected).toBe(true);
    await made.storage.commit([note], 'strict');
    const opened = await unlockVault(parts, passphrase);
    if (!opened.ok) throw new Error(opened.error.type);
    expect(await opened.value.storage.get(['note'])).toEqual(note.value);
    expect(await parts.storage.get(['note'])).toBeUndefined();
    expect(await openUnprotectedVault(parts)).toBeNull();
  });

  it('opens however the letters of the passphrase were put together', async () => {
    await createVault(parts, 'caf\u00e9 on the quay', leastCost);
    expect((await unlockVault(parts, 'cafe\u0301 on the quay')).ok).toBe(true);
  });

  it('keeps neither passphrase nor key where the disk can be read', async () => {
    await protectedVault();
    const slot = await parts.storage.get(slotKey);
    const text = Buffer.from(slot ?? []).toString('latin1');
    expect(text).not.toContain('harbour');
    const value = slot && decodePlain(slot);
    if (!value?.ok || !Array.isArray(value.value)) throw new Error('no slot');
    expect((value.value[5] as Uint8Array).length).toBe(12 + 32 + 16);
  });

  it('is closed to whoever changes what the slot says', async () => {
    await protectedVault();
    const slot = await parts.storage.get(slotKey);
    const value = slot && decodePlain(slot);
    if (!value?.ok || !Array.isArray(value.value)) throw new Error('no slot');
    const cheaper = [...value.value];
    cheaper[4] = 1;
    await parts.storage.commit([{ type: 'put', key: slotKey, value: encodePlain(cheaper) }]);
    expect(await unlockVault(parts, passphrase)).toMatchObject({
      error: { type: 'wrong-passphrase' }
    });
  });

  it('is closed where guessing would be cheap, to the right passphrase too', async () => {
    const salt = new Uint8Array(16);
    for (const [memory, passes] of [
      [leastCost.memory - 1, leastCost.passes],
      [leastCost.memory, leastCost.passes - 1]
    ] as const) {
      const options = { parallelism: 1, hashLength: 32, outputType: 'binary' as const };
      const cost = { memorySize: memory, iterations: passes };
      const bytes = await argon2id({ password: passphrase, salt, ...cost, ...options });
      const key = await importSealKey(new Uint8Array(bytes));
      const binding = encodePlain(['cairn/1/slot', salt, memory, passes]);
      const dataKey = await sealRandomly(key, new Uint8Array(32), binding);
      const value = encodePlain([1, 1, salt, memory, passes, dataKey]);
      parts.storage = new MemoryStorage();
      await parts.storage.commit([{ type: 'put', key: slotKey, value }]);
      expect(await unlockVault(parts, passphrase)).toMatchObject({
        error: { type: 'wrong-passphrase' }
      });
      await expect(createVault(parts, passphrase, { memory, passes })).rejects.toThrow();
    }
  });

  it('has a salt and a key of its own each time', async () => {
    await protectedVault();
    const first = await parts.storage.get(slotKey);
    parts.storage = new MemoryStorage();
    await protectedVault();
    expect(toHex((await parts.storage.get(slotKey)) ?? utf8(''))).not.toBe(
      toHex(first ?? utf8(''))
    );
  });
});

describe('[V3] a wrong passphrase', () => {
  const attempt = async (text: string) => {
    const opened = await unlockVault(parts, text);
    return opened.ok ? 'open' : opened.error;
  };

  it('makes the next try wait 1, 2, 4 … 60 seconds, restarts included', async () => {
    await protectedVault();
    for (const seconds of [1, 2, 4, 8, 16, 32, 60, 60]) {
      expect(await attempt(wrong)).toEqual({ type: 'wrong-passphrase', waitMs: seconds * 1000 });
      const waitUntil = parts.clock.now() + seconds * 1000;
      expect(await vaultStanding(parts)).toEqual({ protected: true, waitUntil });
      parts.clock.advance(seconds * 1000 - 1);
      // Nothing but the storage survives: each call begins from the disk, as a restart would.
      expect(await attempt(passphrase)).toEqual({ type: 'wait', waitMs: 1 });
      parts.clock.advance(1);
    }
    expect(await attempt(passphrase)).toBe('open');
    expect(await attempt(wrong)).toEqual({ type: 'wrong-passphrase', waitMs: 1000 });
  });

  it('locks nobody out for longer than a minute when the clock is set back', async () => {
    await protectedVault();
    await attempt(wrong);
    parts.clock.set(parts.clock.now() - 86_400_000);
    expect(await attempt(passphrase)).toBe('open');
  });
});

describe('[V2] a device left unprotected', () => {
  it('opens by itself, says that it is not protected, and keeps records as they are', async () => {
    const made = await createVault(parts, null, leastCost);
    expect(made.protected).toBe(false);
    await made.storage.commit([note], 'strict');
    expect(await vaultStanding(parts)).toEqual({ protected: false, waitUntil: 0 });
    const opened = await openUnprotectedVault(parts);
    expect(opened?.protected).toBe(false);
    expect(await opened?.storage.get(['note'])).toEqual(note.value);
  });

  it('that is fresh has no vault to open', async () => {
    expect(await vaultStanding(parts)).toBeNull();
    expect(await openUnprotectedVault(parts)).toBeNull();
    expect(await unlockVault(parts, passphrase)).toEqual({
      ok: false,
      error: { type: 'no-vault' }
    });
  });
});
