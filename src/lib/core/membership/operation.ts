import {
  type Bytes,
  decodePlain,
  encodePlain,
  err,
  fromHex,
  type Id,
  idFromBytes,
  ok,
  type Result,
  shape,
  toHex
} from '#lib/core/base/index.ts';
import { hash, sign } from '#lib/core/crypto/index.ts';
import type { DeviceKeys } from '#lib/core/identity/index.ts';
import {
  anything,
  encodeBody,
  type KnownBody,
  kindNumbers,
  type OperationBody,
  readBody
} from './body.ts';

/** An operation's hash in hexadecimal. */
export type OpId = string;

/** One signed, hash-linked entry of a space's ledger. Its id leaves the signature out. */
export interface Operation {
  id: OpId;
  idBytes: Bytes;
  spaceId: Bytes;
  lamport: number;
  parents: OpId[];
  deviceId: Id;
  /** Milliseconds since 1970 as the author's device claimed; decides nothing but what is shown. */
  at: number;
  body: OperationBody;
  /** As it was received and is passed on. */
  record: Bytes;
  signed: Bytes;
  signature: Bytes;
}

const zeros = new Uint8Array(16);
const maxRecord = 65_536;
const maxEpochRecord = 262_144;

const recordShape = shape.tuple(shape.bytes(1, maxEpochRecord), shape.bytes(64));
const signedShape = shape.tuple(
  shape.exactly(1),
  shape.bytes(16),
  shape.uint(255),
  shape.uint(),
  shape.list(shape.bytes(32), 16),
  shape.bytes(16),
  shape.uint(),
  anything
);

export interface Draft {
  spaceId: Bytes | null;
  lamport: number;
  parents: OpId[];
  at: number;
  body: KnownBody;
}

/** Signs a draft with this device's key. `spaceId` null: the operation founds its space. */
export async function signOperation(draft: Draft, keys: DeviceKeys): Promise<Operation> {
  const parents = [...draft.parents].sort();
  const signed = encodePlain([
    1,
    draft.spaceId ?? zeros,
    kindNumbers[draft.body.kind],
    draft.lamport,
    parents.map(opIdToBytes),
    keys.deviceId,
    draft.at,
    encodeBody(draft.body)
  ]);
  const signature = await sign(keys.sign, 'cairn/1/op', signed);
  const record = encodePlain([signed, signature]);
  const idBytes = await hash('cairn/1/op', signed);
  return {
    id: toHex(idBytes),
    idBytes,
    spaceId: draft.spaceId ?? idBytes.slice(0, 16),
    lamport: draft.lamport,
    parents,
    deviceId: idFromBytes(keys.deviceId),
    at: draft.at,
    body: draft.body,
    record,
    signed,
    signature
  };
}

/**
 * Reads a record from a peer or the disk: form only. Signature, parents and powers are the
 * ledger's to judge.
 */
export async function readOperation(record: Bytes): Promise<Result<Operation, 'malformed'>> {
  const outer = decodePlain(record);
  const parts = outer.ok ? recordShape(outer.value) : undefined;
  if (!parts) return err('malformed');
  const [signed, signature] = parts;
  const inner = decodePlain(signed);
  const fields = inner.ok ? signedShape(inner.value) : undefined;
  if (!fields) return err('malformed');
  const [, space, number, lamport, parentBytes, device, at, content] = fields;
  if (record.length > (number === kindNumbers.epoch ? maxEpochRecord : maxRecord)) {
    return err('malformed');
  }

  const body = await readBody(number, content);
  const parents = parentBytes.map((bytes) => toHex(bytes));
  const inOrder = parents.every((parent, i) => i === 0 || (parents[i - 1] ?? '') < parent);
  if (!body || !inOrder || lamport < 1) return err('malformed');
  if ((body.kind === 'genesis') !== (parents.length === 0)) return err('malformed');
  if (body.kind === 'genesis' && space.some((byte) => byte !== 0)) return err('malformed');

  const idBytes = await hash('cairn/1/op', signed);
  return ok({
    id: toHex(idBytes),
    idBytes,
    spaceId: body.kind === 'genesis' ? idBytes.slice(0, 16) : space,
    lamport,
    parents,
    deviceId: idFromBytes(device),
    at,
    body,
    record,
    signed,
    signature
  });
}

export const opIdToBytes = (id: OpId): Bytes => fromHex(id);
