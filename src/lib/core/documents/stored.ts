import {
  type Bytes,
  decodePlain,
  encodePlain,
  type Id,
  idFromBytes,
  idToBytes,
  shape
} from '#lib/core/base/index.ts';
import type { Client } from './clients.ts';

/** A document folded up to a point of the log: who wrote how far, and the merged Yjs state. */
export interface StoredSnapshot {
  clients: Client[];
  /** Of every device: its last entry in this document. */
  lastSeqs: Map<Id, number>;
  changedAt: number;
  changedBy: Id;
  createdAt: number;
  createdBy: Id;
  state: Bytes;
}

/** One accepted entry that came after the snapshot. */
export interface StoredEntry {
  deviceId: Id;
  seq: number;
  slot: number;
  clockTo: number;
  at: number;
  /** Null for an entry whose body has no effect. */
  body: Bytes | null;
}

const snapshotShape = shape.tuple(
  shape.list(
    shape.tuple(
      shape.uint(),
      shape.bytes(16),
      shape.uint(255),
      shape.flag,
      shape.list(shape.tuple(shape.uint(), shape.uint()), 1_000_000)
    ),
    100_000
  ),
  shape.list(shape.tuple(shape.bytes(16), shape.uint()), 100_000),
  shape.uint(),
  shape.bytes(16),
  shape.uint(),
  shape.bytes(16),
  shape.bytes(0, Number.MAX_SAFE_INTEGER)
);

const entryShape = shape.tuple(
  shape.bytes(16),
  shape.uint(),
  shape.uint(255),
  shape.uint(),
  shape.uint(),
  shape.nullable(shape.bytes(0, 4_194_304))
);

export const encodeSnapshot = (snapshot: StoredSnapshot): Bytes =>
  encodePlain([
    snapshot.clients.map(({ client, deviceId, slot, stopped, marks }) => [
      client,
      idToBytes(deviceId),
      slot,
      stopped,
      marks
    ]),
    [...snapshot.lastSeqs].map(([deviceId, seq]) => [idToBytes(deviceId), seq]),
    snapshot.changedAt,
    idToBytes(snapshot.changedBy),
    snapshot.createdAt,
    idToBytes(snapshot.createdBy),
    snapshot.state
  ]);

/** Throws on a record that this vault did not write. */
export function decodeSnapshot(bytes: Bytes): StoredSnapshot {
  const decoded = decodePlain(bytes);
  const parts = decoded.ok ? snapshotShape(decoded.value) : undefined;
  if (!parts) throw new Error('a document snapshot is damaged');
  const [clients, lastSeqs, changedAt, changedBy, createdAt, createdBy, state] = parts;
  return {
    clients: clients.map(([client, deviceId, slot, stopped, marks]) => ({
      client,
      deviceId: idFromBytes(deviceId),
      slot,
      stopped,
      marks
    })),
    lastSeqs: new Map(lastSeqs.map(([deviceId, seq]) => [idFromBytes(deviceId), seq])),
    changedAt,
    changedBy: idFromBytes(changedBy),
    createdAt,
    createdBy: idFromBytes(createdBy),
    state
  };
}

export const encodeEntry = (entry: StoredEntry): Bytes =>
  encodePlain([
    idToBytes(entry.deviceId),
    entry.seq,
    entry.slot,
    entry.clockTo,
    entry.at,
    entry.body
  ]);

/** Throws on a record that this vault did not write. */
export function decodeEntry(bytes: Bytes): StoredEntry {
  const decoded = decodePlain(bytes);
  const parts = decoded.ok ? entryShape(decoded.value) : undefined;
  if (!parts) throw new Error('a document entry is damaged');
  const [deviceId, seq, slot, clockTo, at, body] = parts;
  return { deviceId: idFromBytes(deviceId), seq, slot, clockTo, at, body };
}
