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
import type { SpaceCard, SpaceKind } from './types.ts';

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
  /** Left out of rail and search until asked for. */
  hidden: boolean;
}

const spaceKinds: readonly SpaceKind[] = ['private', 'community', 'sub-group', 'investigation'];

const recordShape = shape.tuple(
  shape.bytes(16),
  shape.uint(spaceKinds.length - 1),
  shape.bytes(1, 1000),
  shape.uint(),
  shape.flag
);

export const newLocalId = (random: Random): Id => idFromBytes(random.bytes(16));

export const putSpaceRecord = (record: SpaceRecord): StorageChange => ({
  type: 'put',
  key: ['space', record.localId],
  value: encodePlain([
    record.spaceId,
    spaceKinds.indexOf(record.kind),
    record.keys,
    record.addedAt,
    record.hidden
  ])
});

const cardShape = shape.tuple(shape.text(200), shape.text(200), shape.nullable(shape.uint(255)));
const foundedKey = (spaceId: Bytes) => ['founded', idFromBytes(spaceId)];
const short = (text: string): string => text.normalize('NFC').slice(0, 200);

/** What its founder calls a space: kept with the founding, for its card is written only later. */
export const putFoundedCard = (spaceId: Bytes, card: SpaceCard): StorageChange => ({
  type: 'put',
  key: foundedKey(spaceId),
  value: encodePlain([short(card.name), short(card.purpose), card.colour])
});

/** Null for a space that was founded elsewhere. */
export async function readFoundedCard(
  storage: StorageAdapter,
  spaceId: Bytes
): Promise<SpaceCard | null> {
  const bytes = await storage.get(foundedKey(spaceId));
  const decoded = bytes && decodePlain(bytes);
  const parts = decoded?.ok ? cardShape(decoded.value) : undefined;
  return parts ? { name: parts[0], purpose: parts[1], colour: parts[2] } : null;
}

/** All spaces of this device, the oldest first. */
export async function readSpaceRecords(storage: StorageAdapter): Promise<SpaceRecord[]> {
  const records: SpaceRecord[] = [];
  for (const { key, value } of await storage.list(['space'])) {
    const decoded = decodePlain(value);
    const parts = decoded.ok ? recordShape(decoded.value) : undefined;
    const kind = parts && spaceKinds[parts[1]];
    if (!parts || !kind) throw new Error('a space record is damaged');
    const [spaceId, , keys, addedAt, hidden] = parts;
    records.push({ localId: String(key[1]), spaceId, kind, keys, addedAt, hidden });
  }
  return records.sort((a, b) => a.addedAt - b.addedAt);
}
