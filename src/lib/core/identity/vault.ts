import {
  type Bytes,
  type Clock,
  decodePlain,
  encodePlain,
  err,
  ok,
  type Random,
  type Result,
  shape
} from '#lib/core/base/index.ts';
import {
  derive,
  importSealKey,
  importSecret,
  isCostEnough,
  keyFromPassphrase,
  openRandomly,
  type PassphraseCost,
  sealRandomly
} from '#lib/core/crypto/index.ts';
import { EncryptedStorage, type StorageAdapter } from '#lib/core/storage/index.ts';

/** A vault whose keys are in memory: everything above works on `storage` and never sees a key. */
export interface OpenVault {
  /** Sealed by the data key; the adapter itself where the person chose no protection. */
  storage: StorageAdapter;
  /** Wraps the device's own keys, on unprotected devices too: they are never stored readable. */
  wrappingKey: CryptoKey;
  protected: boolean;
}

export type VaultFailure =
  | { type: 'wrong-passphrase'; waitMs: number }
  /** Too early after a wrong one. */
  | { type: 'wait'; waitMs: number }
  | { type: 'no-vault' };

interface VaultParts {
  storage: StorageAdapter;
  clock: Clock;
  random: Random;
}

/** A person's passphrase is never shorter; nothing else is asked of it. */
export const leastPassphraseLength = 12;

const slotKey = ['vault', 'slot'];
const triesKey = ['vault', 'tries'];
const slotTypes = { none: 0, passphrase: 1 };

/** [version, slot type, salt, memory, passes, the data key: wrapped, or bare where unprotected]. */
const slotShape = shape.tuple(
  shape.exactly(1),
  shape.uint(1),
  shape.bytes(16),
  shape.uint(4_194_304),
  shape.uint(100),
  shape.bytes(32, 60)
);

const triesShape = shape.tuple(shape.uint(1_000_000), shape.uint());

/** Whether this device has a vault, whether a passphrase guards it, and until when tries wait. */
export async function vaultStanding(
  parts: VaultParts
): Promise<{ protected: boolean; waitUntil: number } | null> {
  const slot = await readSlot(parts.storage);
  if (!slot) return null;
  const { waitUntil } = await readTries(parts.storage);
  return { protected: slot.protected, waitUntil };
}

/** Makes the vault of a fresh device. `passphrase` null: readable by whoever has the disk. */
export async function createVault(
  parts: VaultParts,
  passphrase: string | null,
  cost: PassphraseCost
): Promise<OpenVault> {
  const dataKey = parts.random.bytes(32);
  const salt = parts.random.bytes(16);
  let stored = dataKey;
  if (passphrase !== null) {
    const key = await importSealKey(await keyFromPassphrase(passphrase, salt, cost));
    stored = await sealRandomly(key, dataKey, slotBinding(salt, cost));
  }
  const type = passphrase === null ? slotTypes.none : slotTypes.passphrase;
  const value = encodePlain([1, type, salt, cost.memory, cost.passes, stored]);
  await parts.storage.commit([{ type: 'put', key: slotKey, value }], 'strict');
  return openWith(parts.storage, dataKey, passphrase !== null);
}

/** Opens an unprotected vault; null when a passphrase guards it or there is none. */
export async function openUnprotectedVault(parts: VaultParts): Promise<OpenVault | null> {
  const slot = await readSlot(parts.storage);
  return slot && !slot.protected ? openWith(parts.storage, slot.dataKey, false) : null;
}

/**
 * Opens a protected vault. A wrong passphrase makes the next try wait 1, 2, 4 … 60 seconds, also
 * over a restart.
 */
export async function unlockVault(
  parts: VaultParts,
  passphrase: string
): Promise<Result<OpenVault, VaultFailure>> {
  const slot = await readSlot(parts.storage);
  if (!slot) return err({ type: 'no-vault' });
  const tries = await readTries(parts.storage);
  const early = tries.waitUntil - parts.clock.now();
  // A clock set back must not lock a person out for longer than the longest wait.
  if (early > 0 && early <= longestWait) return err({ type: 'wait', waitMs: early });

  const dataKey = await openSlot(slot, passphrase);
  if (!dataKey) {
    const waitMs = Math.min(longestWait, 1000 * 2 ** Math.min(tries.failed, 6));
    await writeTries(parts.storage, tries.failed + 1, parts.clock.now() + waitMs);
    return err({ type: 'wrong-passphrase', waitMs });
  }
  if (tries.failed > 0) await writeTries(parts.storage, 0, 0);
  return ok(await openWith(parts.storage, dataKey, true));
}

const longestWait = 60_000;

/** Null for a wrong passphrase, and for a slot that would make guessing cheap: none of ours is. */
async function openSlot(slot: Slot, passphrase: string): Promise<Bytes | null> {
  const { salt, cost, dataKey } = slot;
  if (!isCostEnough(cost)) return null;
  const key = await importSealKey(await keyFromPassphrase(passphrase, salt, cost));
  const opened = await openRandomly(key, dataKey, slotBinding(salt, cost));
  return opened.ok ? opened.value : null;
}

async function openWith(
  storage: StorageAdapter,
  dataKey: Bytes,
  isProtected: boolean
): Promise<OpenVault> {
  const secret = await importSecret(dataKey);
  const wrappingBytes = await derive(secret, 'cairn/1/device-keys', 32);
  const wrappingKey = await crypto.subtle.importKey('raw', wrappingBytes, 'AES-GCM', false, [
    'wrapKey',
    'unwrapKey'
  ]);
  return {
    storage: isProtected ? await EncryptedStorage.over(storage, secret) : storage,
    wrappingKey,
    protected: isProtected
  };
}

const slotBinding = (salt: Bytes, cost: PassphraseCost): Bytes =>
  encodePlain(['cairn/1/slot', salt, cost.memory, cost.passes]);

interface Slot {
  protected: boolean;
  salt: Bytes;
  cost: PassphraseCost;
  /** Wrapped; bare where the vault is unprotected. */
  dataKey: Bytes;
}

async function readSlot(storage: StorageAdapter): Promise<Slot | null> {
  const bytes = await storage.get(slotKey);
  const decoded = bytes && decodePlain(bytes);
  const slot = decoded?.ok ? slotShape(decoded.value) : undefined;
  if (!slot) return null;
  const [, type, salt, memory, passes, dataKey] = slot;
  return { protected: type === slotTypes.passphrase, salt, cost: { memory, passes }, dataKey };
}

async function readTries(storage: StorageAdapter): Promise<{ failed: number; waitUntil: number }> {
  const bytes = await storage.get(triesKey);
  const decoded = bytes && decodePlain(bytes);
  const [failed, waitUntil] = (decoded?.ok && triesShape(decoded.value)) || [0, 0];
  return { failed, waitUntil };
}

async function writeTries(storage: StorageAdapter, failed: number, waitUntil: number) {
  const value = encodePlain([failed, waitUntil]);
  await storage.commit([{ type: 'put', key: triesKey, value }], 'strict');
}
