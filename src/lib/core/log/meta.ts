import {
  type Bytes,
  concatBytes,
  decodePlain,
  encodePlain,
  type Id,
  idFromBytes,
  idToBytes,
  shape,
  toHex,
  uintToBytes
} from '#lib/core/base/index.ts';
import { hash } from '#lib/core/crypto/index.ts';
import { mostHeads, type OpId, opIdToBytes } from '#lib/core/membership/index.ts';
import { type DocKind, docKindFromNumber, docKinds } from './domain.ts';

/** A place in another device's log: its entry `seq`, named by the first 16 bytes of its hash. */
export interface Position {
  deviceId: Id;
  seq: number;
  hash16: Bytes;
}

/** What an envelope says of its body; it stays readable when the body is erased. */
export interface Meta {
  docKind: DocKind;
  docId: Id;
  /** Which of the device's Yjs clients wrote it, 0 … 255. */
  slot: number;
  /** What the author knew of the ledger. */
  ledgerHeads: OpId[];
  /** What the author had accepted since its previous entry of the same domain. */
  deps: Position[];
  /** The Yjs clocks of the slot in this document: first of the body, and the one after its last. */
  clockFrom: number;
  clockTo: number;
  /** The body's length before compression. */
  rawLength: number;
  /** Milliseconds since 1970, for showing only. */
  at: number;
}

export const positionShape = shape.tuple(shape.bytes(16), shape.uint(), shape.bytes(16));

const metaShape = shape.tuple(
  shape.uint(255),
  shape.bytes(16),
  shape.uint(255),
  shape.list(shape.bytes(32), mostHeads, 1),
  shape.list(positionShape, 512),
  shape.uint(),
  shape.uint(),
  shape.uint(4_194_304),
  shape.uint(),
  shape.exactlyNull
);

export const encodeMeta = (meta: Meta): Bytes =>
  encodePlain([
    docKinds[meta.docKind],
    idToBytes(meta.docId),
    meta.slot,
    meta.ledgerHeads.map(opIdToBytes),
    meta.deps.map(encodePosition),
    meta.clockFrom,
    meta.clockTo,
    meta.rawLength,
    meta.at,
    null
  ]);

/** Undefined for anything that `encodeMeta` of this version would not have written. */
export function decodeMeta(bytes: Bytes): Meta | undefined {
  const decoded = decodePlain(bytes);
  const parts = decoded.ok ? metaShape(decoded.value) : undefined;
  if (!parts) return undefined;
  const [number, docId, slot, heads, deps, clockFrom, clockTo, rawLength, at] = parts;
  const docKind = docKindFromNumber(number);
  if (!docKind || clockTo < clockFrom) return undefined;
  return {
    docKind,
    docId: idFromBytes(docId),
    slot,
    ledgerHeads: heads.map((head) => toHex(head)),
    deps: deps.map(positionFrom),
    clockFrom,
    clockTo,
    rawLength,
    at
  };
}

const nameOf = ({ deviceId, hash16 }: Position): string => `${deviceId} ${toHex(hash16)}`;

/** One hash for all log heads of a space: equal iff two devices hold the same entries. */
export const hashHeads = (heads: readonly Position[]): Promise<Bytes> =>
  hash(
    'cairn/1/logs',
    ...[...heads]
      .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
      .map(({ deviceId, seq, hash16 }) =>
        concatBytes(idToBytes(deviceId), uintToBytes(seq, 8), hash16)
      )
  );

export const encodePosition = ({ deviceId, seq, hash16 }: Position): [Bytes, number, Bytes] => [
  idToBytes(deviceId),
  seq,
  hash16
];

export const positionFrom = ([deviceId, seq, hash16]: [Bytes, number, Bytes]): Position => ({
  deviceId: idFromBytes(deviceId),
  seq,
  hash16
});
