import {
  type Bytes,
  decodePlain,
  encodePlain,
  type Id,
  idFromBytes,
  type Random,
  shape
} from '#lib/core/base/index.ts';
import type { StorageAdapter, StorageChange } from '#lib/core/storage/index.ts';
import type { SpaceKind } from './types.ts';

/** What a device keeps of a space beside the space's own data. */
export interface SpaceRecord {
  /** Opaque, of this device alone: what addresses show. */
  localId: Id;
  spaceId: Bytes;
  kind: SpaceKind;
  /** This device's keys in the space, wrapped. */
  keys: Bytes;
  /** Milliseconds since 1970; gives the order of the list. */
  addedAt: number;
}

const kinds: readonly SpaceKind[] = ['private', 'community'];

const recordShape = shape.tuple(
  shape.bytes(16),
  shape.uint(kinds.length - 1),
  shape.bytes(1, 1000),
  shape.uint()
);

export const newLocalId = (random: Random): Id => idFromBytes(random.bytes(16));

export const putSpaceRecord = (record: SpaceRecord): StorageChange => ({
  type: 'put',
  key: ['space', record.localId],
  value: encodePlain([record.spaceId, kinds.indexOf(record.kind), record.keys, record.addedAt])
});

const nameShape = shape.tuple(shape.text(200));
const foundedKey = (spaceId: Bytes) => ['founded', idFromBytes(spaceId)];

/** What its founder calls a space: kept with the founding, for its card is written only later. */
export const putFoundedName = (spaceId: Bytes, name: string): StorageChange => ({
  type: 'put',
  key: foundedKey(spaceId),
  value: encodePlain([name.normalize('NFC').slice(0, 200)])
});

/** Null for a space that was founded elsewhere. */
export async function readFoundedName(
  storage: StorageAdapter,
  spaceId: Bytes
): Promise<string | null> {
  const bytes = await storage.get(foundedKey(spaceId));
  const decoded = bytes && decodePlain(bytes);
  return (decoded?.ok && nameShape(decoded.value)?.[0]) || null;
}

/** All spaces of this device, the oldest first. */
export async function readSpaceRecords(storage: StorageAdapter): Promise<SpaceRecord[]> {
  const records: SpaceRecord[] = [];
  for (const { key, value } of await storage.list(['space'])) {
    const decoded = decodePlain(value);
    const parts = decoded.ok ? recordShape(decoded.value) : undefined;
    const kind = parts && kinds[parts[1]];
    if (!parts || !kind) throw new Error('a space record is damaged');
    const [spaceId, , keys, addedAt] = parts;
    records.push({ localId: String(key[1]), spaceId, kind, keys, addedAt });
  }
  return records.sort((a, b) => a.addedAt - b.addedAt);
}
