import {
  type Bytes,
  type Id,
  idFromBytes,
  idToBytes,
  type Plain,
  shape
} from '#lib/core/base/index.ts';
import { hashId, isAdmissibleSigningKey, type Wrap } from '#lib/core/crypto/index.ts';
import { describeDevice, type DeviceDescription, readDevice } from '#lib/core/identity/index.ts';
import { levelOf, type Role, roleOfLevel } from './roles.ts';

export interface DeviceWrap extends Wrap {
  deviceId: Id;
}

/** How far in one device's log the author of an operation had accepted: entry `seq`, by its hash. */
export interface Cut {
  deviceId: Id;
  seq: number;
  /** 32 bytes. */
  hash: Bytes;
}

/** What an operation says it does; what it is worth is for the resolution to say. */
export type OperationBody =
  | {
      kind: 'genesis';
      nonce: Bytes;
      device: DeviceDescription;
      recovery: DeviceDescription | null;
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
  | { kind: 'revoke-invitation'; inviteId: Id }
  | {
      kind: 'admit';
      inviteId: Id;
      orgId: Id | null;
      role: Role;
      device: DeviceDescription;
      recovery: DeviceDescription | null;
      proof: Bytes;
      possession: Bytes;
    }
  | { kind: 'add-device'; memberId: Id; device: DeviceDescription; possession: Bytes }
  | { kind: 'remove-device'; deviceId: Id; cut: Cut | null; reason: RemovalReason }
  | { kind: 'remove-member'; memberId: Id; cuts: Cut[]; reason: RemovalReason }
  /** `cuts` matter where a power is taken. */
  | { kind: 'set-role'; memberId: Id; role: Role; cuts: Cut[] }
  | { kind: 'epoch'; epochId: Id; wraps: DeviceWrap[]; previousKeys: Bytes }
  | { kind: 'rewrap'; epochId: Id; wraps: DeviceWrap[] }
  /** Counts everything of a device up to `cut`, although it came late. */
  | { kind: 'adopt'; cut: Cut }
  | { kind: 'erase'; docKind: number; docId: Id; reason: RemovalReason }
  | { kind: 'min-version'; version: number }
  | { kind: 'add-organisation'; nonce: Bytes }
  | { kind: 'set-recovery'; memberId: Id; recovery: DeviceDescription; possession: Bytes }
  /** From a newer version: 128 and above are carried and ignored, below "update needed". */
  | { kind: 'unknown'; number: number; content: Plain };

export type OperationKind = OperationBody['kind'];
export type KnownBody = Exclude<OperationBody, { kind: 'unknown' }>;

/** The numbers of docs/protocol.md, "Membership ledger"; gaps belong to kinds that come later. */
export const kindNumbers = {
  genesis: 0,
  invite: 1,
  'revoke-invitation': 2,
  admit: 3,
  'add-device': 4,
  'remove-device': 5,
  'remove-member': 6,
  'set-role': 7,
  epoch: 8,
  rewrap: 9,
  adopt: 10,
  erase: 11,
  'min-version': 12,
  'add-organisation': 13,
  'set-recovery': 15
} as const satisfies Record<KnownBody['kind'], number>;

/** Why somebody or something goes; the number on the wire is the place in this list. */
export const removalReasons = ['unsaid', 'left', 'lost', 'role-ended', 'concern'] as const;
export type RemovalReason = (typeof removalReasons)[number];

export const anything: shape.Shape<Plain> = (value) => value;

const id = shape.bytes(16);
const reason = shape.uint(255);
const cut = shape.tuple(id, shape.uint(), shape.bytes(32));
const cuts = shape.list(cut, 512);
const wraps = shape.list(shape.tuple(id, shape.bytes(32), shape.bytes(48)), 1024);
const signature = shape.bytes(64);

const shapes = {
  genesis: shape.tuple(shape.bytes(32), anything, anything, shape.bytes(16), shape.uint(65_535)),
  invite: shape.tuple(
    id,
    shape.bytes(32),
    shape.nullable(id),
    shape.uint(5),
    shape.uint(0xffff_ffff),
    shape.uint(1)
  ),
  revoke: shape.tuple(id),
  admit: shape.tuple(
    id,
    shape.nullable(id),
    shape.uint(5),
    anything,
    anything,
    signature,
    signature
  ),
  addDevice: shape.tuple(id, anything, signature),
  removeDevice: shape.tuple(id, shape.nullable(cut), reason),
  removeMember: shape.tuple(id, cuts, reason),
  setRole: shape.tuple(id, shape.uint(5), cuts),
  epoch: shape.tuple(id, wraps, shape.bytes(0, 65_536)),
  rewrap: shape.tuple(id, wraps),
  adopt: shape.tuple(cut),
  erase: shape.tuple(shape.uint(255), id, reason),
  minVersion: shape.tuple(shape.uint(65_535)),
  organisation: shape.tuple(shape.bytes(16))
};

export function encodeBody(body: KnownBody): Plain {
  switch (body.kind) {
    case 'genesis':
      return [
        body.nonce,
        describeDevice(body.device),
        encodeRecovery(body.recovery),
        body.orgNonce,
        body.minVersion
      ];
    case 'invite':
      return [
        idToBytes(body.inviteId),
        body.inviteKey,
        body.orgId === null ? null : idToBytes(body.orgId),
        levelOf(body.role),
        body.expiresAt,
        body.automatic ? 1 : 0
      ];
    case 'revoke-invitation':
      return [idToBytes(body.inviteId)];
    case 'admit':
      return [
        idToBytes(body.inviteId),
        body.orgId === null ? null : idToBytes(body.orgId),
        levelOf(body.role),
        describeDevice(body.device),
        encodeRecovery(body.recovery),
        body.proof,
        body.possession
      ];
    case 'add-device':
      return [idToBytes(body.memberId), describeDevice(body.device), body.possession];
    case 'remove-device': {
      const known = body.cut && encodeCut(body.cut);
      return [idToBytes(body.deviceId), known, removalReasons.indexOf(body.reason)];
    }
    case 'remove-member': {
      const known = body.cuts.map(encodeCut);
      return [idToBytes(body.memberId), known, removalReasons.indexOf(body.reason)];
    }
    case 'set-role':
      return [idToBytes(body.memberId), levelOf(body.role), body.cuts.map(encodeCut)];
    case 'epoch':
      return [idToBytes(body.epochId), body.wraps.map(encodeWrap), body.previousKeys];
    case 'rewrap':
      return [idToBytes(body.epochId), body.wraps.map(encodeWrap)];
    case 'adopt':
      return [encodeCut(body.cut)];
    case 'erase':
      return [body.docKind, idToBytes(body.docId), removalReasons.indexOf(body.reason)];
    case 'min-version':
      return [body.version];
    case 'add-organisation':
      return [body.nonce];
    case 'set-recovery':
      return [idToBytes(body.memberId), describeDevice(body.recovery), body.possession];
  }
}

/** Undefined for anything that `encodeBody` would not have written, keys that must not be used included. */
export async function readBody(number: number, content: Plain): Promise<OperationBody | undefined> {
  switch (number) {
    case kindNumbers.genesis:
      return readGenesis(content);
    case kindNumbers.invite:
      return readInvite(content);
    case kindNumbers['revoke-invitation']: {
      const parts = shapes.revoke(content);
      return parts && { kind: 'revoke-invitation', inviteId: idFromBytes(parts[0]) };
    }
    case kindNumbers.admit:
      return readAdmit(content);
    case kindNumbers['add-device']: {
      const parts = shapes.addDevice(content);
      const device = parts && (await readDevice(parts[1]));
      if (!device) return undefined;
      const [memberId, , possession] = parts;
      return { kind: 'add-device', memberId: idFromBytes(memberId), device, possession };
    }
    case kindNumbers['remove-device']: {
      const parts = shapes.removeDevice(content);
      if (!parts) return undefined;
      const [deviceId, known, why] = parts;
      return {
        kind: 'remove-device',
        deviceId: idFromBytes(deviceId),
        cut: known && cutFrom(known),
        reason: reasonFrom(why)
      };
    }
    case kindNumbers['remove-member']: {
      const parts = shapes.removeMember(content);
      if (!parts) return undefined;
      const [memberId, known, why] = parts;
      return {
        kind: 'remove-member',
        memberId: idFromBytes(memberId),
        cuts: known.map(cutFrom),
        reason: reasonFrom(why)
      };
    }
    case kindNumbers['set-role']: {
      const parts = shapes.setRole(content);
      const role = parts && roleOfLevel(parts[1]);
      if (!parts || !role) return undefined;
      const [memberId, , known] = parts;
      return { kind: 'set-role', memberId: idFromBytes(memberId), role, cuts: known.map(cutFrom) };
    }
    case kindNumbers.epoch: {
      const parts = shapes.epoch(content);
      if (!parts) return undefined;
      const [epochId, list, previousKeys] = parts;
      const known = list.map(wrapFrom);
      return { kind: 'epoch', epochId: idFromBytes(epochId), wraps: known, previousKeys };
    }
    case kindNumbers.rewrap: {
      const parts = shapes.rewrap(content);
      if (!parts) return undefined;
      return { kind: 'rewrap', epochId: idFromBytes(parts[0]), wraps: parts[1].map(wrapFrom) };
    }
    case kindNumbers.adopt: {
      const parts = shapes.adopt(content);
      return parts && { kind: 'adopt', cut: cutFrom(parts[0]) };
    }
    case kindNumbers.erase: {
      const parts = shapes.erase(content);
      if (!parts) return undefined;
      const [docKind, docId, why] = parts;
      return { kind: 'erase', docKind, docId: idFromBytes(docId), reason: reasonFrom(why) };
    }
    case kindNumbers['min-version']: {
      const parts = shapes.minVersion(content);
      return parts && { kind: 'min-version', version: parts[0] };
    }
    case kindNumbers['add-organisation']: {
      const parts = shapes.organisation(content);
      return parts && { kind: 'add-organisation', nonce: parts[0] };
    }
    case kindNumbers['set-recovery']: {
      const parts = shapes.addDevice(content);
      const recovery = parts && (await readDevice(parts[1]));
      if (!recovery) return undefined;
      const [memberId, , possession] = parts;
      return { kind: 'set-recovery', memberId: idFromBytes(memberId), recovery, possession };
    }
    default:
      return { kind: 'unknown', number, content };
  }
}

async function readGenesis(content: Plain): Promise<OperationBody | undefined> {
  const parts = shapes.genesis(content);
  const device = parts && (await readDevice(parts[1]));
  const recovery = parts && (await readRecovery(parts[2]));
  if (!device || recovery === undefined) return undefined;
  const [nonce, , , orgNonce, minVersion] = parts;
  return { kind: 'genesis', nonce, device, recovery, orgNonce, minVersion };
}

async function readInvite(content: Plain): Promise<OperationBody | undefined> {
  const parts = shapes.invite(content);
  const role = parts && roleOfLevel(parts[3]);
  if (!parts || !role || !isAdmissibleSigningKey(parts[1])) return undefined;
  const [name, inviteKey, orgId, , expiresAt, mode] = parts;
  const inviteId = idFromBytes(name);
  if (inviteId !== (await inviteIdOf(inviteKey))) return undefined;
  return {
    kind: 'invite',
    inviteId,
    inviteKey,
    orgId: orgId && idFromBytes(orgId),
    role,
    expiresAt,
    automatic: mode === 1
  };
}

async function readAdmit(content: Plain): Promise<OperationBody | undefined> {
  const parts = shapes.admit(content);
  const role = parts && roleOfLevel(parts[2]);
  const device = parts && (await readDevice(parts[3]));
  const recovery = parts && (await readRecovery(parts[4]));
  if (!parts || !role || !device || recovery === undefined) return undefined;
  const [inviteId, orgId, , , , proof, possession] = parts;
  return {
    kind: 'admit',
    inviteId: idFromBytes(inviteId),
    orgId: orgId && idFromBytes(orgId),
    role,
    device,
    recovery,
    proof,
    possession
  };
}

/** An invitation is named by its key, so that nobody can sign another under its name. */
export const inviteIdOf = async (inviteKey: Bytes): Promise<Id> =>
  idFromBytes(await hashId('cairn/1/invite', inviteKey));

const readRecovery = async (value: Plain): Promise<DeviceDescription | null | undefined> =>
  value === null ? null : readDevice(value);

const encodeRecovery = (recovery: DeviceDescription | null): Plain =>
  recovery && describeDevice(recovery);

const encodeCut = ({ deviceId, seq, hash }: Cut): Plain => [idToBytes(deviceId), seq, hash];

const cutFrom = ([deviceId, seq, hash]: [Bytes, number, Bytes]): Cut => ({
  deviceId: idFromBytes(deviceId),
  seq,
  hash
});

const encodeWrap = (wrap: DeviceWrap): Plain => [
  idToBytes(wrap.deviceId),
  wrap.encapsulated,
  wrap.sealed
];

const wrapFrom = ([deviceId, encapsulated, sealed]: [Bytes, Bytes, Bytes]): DeviceWrap => ({
  deviceId: idFromBytes(deviceId),
  encapsulated,
  sealed
});

/** A reason that a newer version knows is shown as none. */
const reasonFrom = (number: number): RemovalReason => removalReasons[number] ?? 'unsaid';
