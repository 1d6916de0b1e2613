import {
  type Bytes,
  decodePlain,
  encodePlain,
  err,
  type Id,
  idFromBytes,
  idToBytes,
  ok,
  type Plain,
  type Result,
  shape,
  toHex
} from '#lib/core/base/index.ts';
import { hash, isAdmissibleSigningKey, sign, type Wrap } from '#lib/core/crypto/index.ts';
import {
  describeDevice,
  type DeviceDescription,
  type DeviceKeys,
  readDevice
} from '#lib/core/identity/index.ts';
import { type Role, roleFromNumber, roleToNumber } from './roles.ts';

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

export interface DeviceWrap extends Wrap {
  deviceId: Id;
}

export type OperationBody =
  | {
      kind: 'genesis';
      nonce: Bytes;
      device: DeviceDescription;
      orgNonce: Bytes;
      minVersion: number;
    }
  | {
      kind: 'invite';
      inviteId: Id;
      inviteKey: Bytes;
      orgId: Id | null;
      role: Role;
      /** Seconds since 1970. */
      expiresAt: number;
      automatic: boolean;
    }
  | {
      kind: 'admit';
      inviteId: Id;
      orgId: Id | null;
      role: Role;
      device: DeviceDescription;
      proof: Bytes;
      possession: Bytes;
    }
  | { kind: 'epoch'; epochId: Id; wraps: DeviceWrap[]; previousKeys: Bytes }
  | { kind: 'rewrap'; epochId: Id; wraps: DeviceWrap[] }
  | { kind: 'add-organisation'; nonce: Bytes }
  /** From a newer version: 128 and above are carried and ignored, below "update needed". */
  | { kind: 'unknown'; number: number; content: Plain };

export type OperationKind = OperationBody['kind'];

/** The numbers of docs/protocol.md, "Membership ledger"; gaps belong to kinds that come later. */
export const kindNumbers = {
  genesis: 0,
  invite: 1,
  admit: 3,
  epoch: 8,
  rewrap: 9,
  'add-organisation': 13
} as const;

const zeros = new Uint8Array(16);
const maxRecord = 65_536;
const maxEpochRecord = 262_144;

const anything: shape.Shape<Plain> = (value) => value;

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

const wrapsShape = shape.list(
  shape.tuple(shape.bytes(16), shape.bytes(32), shape.bytes(48)),
  1024,
  0
);

export interface Draft {
  spaceId: Bytes | null;
  lamport: number;
  parents: OpId[];
  at: number;
  body: Exclude<OperationBody, { kind: 'unknown' }>;
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

export const opIdToBytes = (id: OpId): Bytes =>
  Uint8Array.from(id.match(/../g) ?? [], (pair) => parseInt(pair, 16));

function encodeBody(body: Draft['body']): Plain {
  switch (body.kind) {
    case 'genesis':
      return [body.nonce, describeDevice(body.device), null, body.orgNonce, body.minVersion];
    case 'invite':
      return [
        idToBytes(body.inviteId),
        body.inviteKey,
        body.orgId === null ? null : idToBytes(body.orgId),
        roleToNumber(body.role),
        body.expiresAt,
        body.automatic ? 1 : 0
      ];
    case 'admit':
      return [
        idToBytes(body.inviteId),
        body.orgId === null ? null : idToBytes(body.orgId),
        roleToNumber(body.role),
        describeDevice(body.device),
        null,
        body.proof,
        body.possession
      ];
    case 'epoch':
      return [idToBytes(body.epochId), encodeWraps(body.wraps), body.previousKeys];
    case 'rewrap':
      return [idToBytes(body.epochId), encodeWraps(body.wraps)];
    case 'add-organisation':
      return [body.nonce];
  }
}

const encodeWraps = (wraps: DeviceWrap[]): Plain =>
  wraps.map((wrap) => [idToBytes(wrap.deviceId), wrap.encapsulated, wrap.sealed]);

const genesisShape = shape.tuple(
  shape.bytes(32),
  anything,
  shape.exactlyNull,
  shape.bytes(16),
  shape.uint(65_535)
);
const inviteShape = shape.tuple(
  shape.bytes(16),
  shape.bytes(32),
  shape.nullable(shape.bytes(16)),
  shape.uint(5),
  shape.uint(0xffff_ffff),
  shape.uint(1)
);
const admitShape = shape.tuple(
  shape.bytes(16),
  shape.nullable(shape.bytes(16)),
  shape.uint(5),
  anything,
  shape.exactlyNull,
  shape.bytes(64),
  shape.bytes(64)
);
const epochShape = shape.tuple(shape.bytes(16), wrapsShape, shape.bytes(0, 65_536));
const rewrapShape = shape.tuple(shape.bytes(16), wrapsShape);
const organisationShape = shape.tuple(shape.bytes(16));

async function readBody(number: number, content: Plain): Promise<OperationBody | undefined> {
  switch (number) {
    case kindNumbers.genesis: {
      const parts = genesisShape(content);
      const device = parts && (await readDevice(parts[1]));
      if (!device) return undefined;
      const [nonce, , , orgNonce, minVersion] = parts;
      return { kind: 'genesis', nonce, device, orgNonce, minVersion };
    }
    case kindNumbers.invite: {
      const parts = inviteShape(content);
      const role = parts && roleFromNumber(parts[3]);
      if (!parts || !role || !isAdmissibleSigningKey(parts[1])) return undefined;
      const [inviteId, inviteKey, orgId, , expiresAt, mode] = parts;
      return {
        kind: 'invite',
        inviteId: idFromBytes(inviteId),
        inviteKey,
        orgId: orgId && idFromBytes(orgId),
        role,
        expiresAt,
        automatic: mode === 1
      };
    }
    case kindNumbers.admit: {
      const parts = admitShape(content);
      const role = parts && roleFromNumber(parts[2]);
      const device = parts && (await readDevice(parts[3]));
      if (!parts || !role || !device) return undefined;
      const [inviteId, orgId, , , , proof, possession] = parts;
      return {
        kind: 'admit',
        inviteId: idFromBytes(inviteId),
        orgId: orgId && idFromBytes(orgId),
        role,
        device,
        proof,
        possession
      };
    }
    case kindNumbers.epoch: {
      const parts = epochShape(content);
      if (!parts) return undefined;
      const [epochId, wraps, previousKeys] = parts;
      return {
        kind: 'epoch',
        epochId: idFromBytes(epochId),
        wraps: readWraps(wraps),
        previousKeys
      };
    }
    case kindNumbers.rewrap: {
      const parts = rewrapShape(content);
      return (
        parts && { kind: 'rewrap', epochId: idFromBytes(parts[0]), wraps: readWraps(parts[1]) }
      );
    }
    case kindNumbers['add-organisation']: {
      const parts = organisationShape(content);
      return parts && { kind: 'add-organisation', nonce: parts[0] };
    }
    default:
      return { kind: 'unknown', number, content };
  }
}

const readWraps = (wraps: [Bytes, Bytes, Bytes][]): DeviceWrap[] =>
  wraps.map(([deviceId, encapsulated, sealed]) => ({
    deviceId: idFromBytes(deviceId),
    encapsulated,
    sealed
  }));
