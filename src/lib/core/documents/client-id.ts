import {
  type Bytes,
  concatBytes,
  type Id,
  idToBytes,
  uintToBytes,
  utf8
} from '#lib/core/base/index.ts';

const iterations = 65_536;

/** The slot of the vault itself: skeletons of new documents, imports, cards. Tabs have 1 … 255. */
export const vaultSlot = 0;
export const lastSlot = 255;

/**
 * The Yjs client of a device's slot in a space: 53 bits that anybody can recompute, so that a
 * change cannot speak for another device. The iterations make a collision unaffordable.
 */
export async function clientIdOf(spaceId: Bytes, deviceId: Id, slot: number): Promise<number> {
  const secret = concatBytes(idToBytes(deviceId), uintToBytes(slot, 1));
  const key = await crypto.subtle.importKey('raw', secret, 'PBKDF2', false, ['deriveBits']);
  const salt = concatBytes(utf8('cairn/1/yclient\0'), spaceId);
  const algorithm = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations };
  const bits = new DataView(await crypto.subtle.deriveBits(algorithm, key, 64));
  return Number(bits.getBigUint64(0) >> 11n);
}
