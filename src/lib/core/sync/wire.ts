import {
  type Bytes,
  decodePlain,
  encodePlain,
  type Id,
  idFromBytes,
  idToBytes,
  shape,
  toHex
} from '#lib/core/base/index.ts';
import { encodePosition, type Position, positionFrom, positionShape } from '#lib/core/log/index.ts';
import { mostHeads, type OpId, opIdToBytes } from '#lib/core/membership/index.ts';

/** Everything two devices of a space, or an invited one and its host, say inside a session. */
export type Message =
  /** What I know: my ledger's heads, and a hash of all my log heads. */
  | { type: 'heads'; ledger: OpId[]; logs: Bytes }
  | { type: 'want-operations'; have: OpId[] }
  | { type: 'operations'; records: Bytes[] }
  /** How far I have every log. */
  | { type: 'logs'; positions: Position[] }
  /** Send me everything of these devices from `from` on. */
  | { type: 'want'; ranges: { deviceId: Id; from: number }[] }
  | { type: 'envelopes'; envelopes: Bytes[] }
  /** So many bytes of envelopes are committed here: send as many more. */
  | { type: 'credit'; bytes: number }
  | { type: 'receipts'; records: Bytes[] }
  /** Where somebody is; `state` is opaque here, at most 2 KiB. */
  | { type: 'presence'; counter: number; state: Bytes }
  /** Keys of these epochs did not open here: whoever holds them may wrap them for me. */
  | { type: 'lacking'; epochIds: Id[] }
  /** To an invited device: what it is invited to, in words, and the ledger follows. */
  | { type: 'offer'; offer: Offer }
  | { type: 'join'; request: JoinRequest }
  /** The invited device is a member; the operations that prove it were sent before. */
  | { type: 'admitted' }
  | { type: 'refused'; reason: RefusalReason }
  /** The two steps of agreeing on a code that people compare. */
  | { type: 'commitment'; hash: Bytes }
  | { type: 'nonce'; nonce: Bytes }
  /** To a device that may admit too: where to wait for those who hold links that others made. */
  | { type: 'invitations'; invitations: SharedInvitation[] };

export const offeredKinds = ['community', 'sub-group', 'investigation'] as const;

export interface Offer {
  kind: (typeof offeredKinds)[number];
  community: string;
  inviterName: string;
  inviterOrganisation: string;
  /** Whose device this is: the inviter's, or that of somebody else who may admit. */
  answeredBy: string;
  organisation: string;
  documents: number;
  /** The first 64 of them. */
  organisations: string[];
}

export interface JoinRequest {
  /** A device description, as `readDevice` takes it. */
  device: [number, Bytes, Bytes];
  proof: Bytes;
  possession: Bytes;
  name: string;
  organisation: string;
}

/** What a device needs to wait for an invited one: no secret of a link, and no key to content. */
export interface SharedInvitation {
  inviteId: Id;
  /** 32 bytes, from which the topics of the invitation come. */
  meeting: Bytes;
  /** As the inviter called it; may be empty. */
  organisation: string;
}

export const refusalReasons = [
  ...(['used', 'expired', 'not-entitled', 'not-proved', 'revoked'] as const),
  /** A person said no. */
  'turned-down',
  /** The disk of the admitting device failed. */
  'unable'
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

const longestName = 200;
const mostOrganisations = 64;
export const mostShared = 256;

const name = shape.text(longestName);
const hashes = shape.list(shape.bytes(32), mostHeads);
const large = shape.list(shape.bytes(1, 1_300_000), 4096);

const shapes = {
  heads: shape.tuple(shape.exactly(0), hashes, shape.bytes(32)),
  'want-operations': shape.tuple(shape.exactly(1), hashes),
  operations: shape.tuple(shape.exactly(2), large),
  logs: shape.tuple(shape.exactly(3), shape.list(positionShape, 4096)),
  want: shape.tuple(shape.exactly(4), shape.list(shape.tuple(shape.bytes(16), shape.uint()), 4096)),
  envelopes: shape.tuple(shape.exactly(5), large),
  credit: shape.tuple(shape.exactly(6), shape.uint(0xffff_ffff)),
  receipts: shape.tuple(shape.exactly(7), shape.list(shape.bytes(1, 65_536), 512)),
  lacking: shape.tuple(shape.exactly(9), shape.list(shape.bytes(16), 64, 1)),
  presence: shape.tuple(shape.exactly(8), shape.uint(), shape.bytes(0, 2048)),
  offer: shape.tuple(
    shape.exactly(16),
    shape.uint(offeredKinds.length - 1),
    ...([name, name, name, name, name] as const),
    shape.uint(),
    shape.list(name, mostOrganisations)
  ),
  join: shape.tuple(
    shape.exactly(17),
    shape.tuple(shape.uint(1), shape.bytes(32), shape.bytes(32)),
    shape.bytes(64),
    shape.bytes(64),
    name,
    name
  ),
  admitted: shape.tuple(shape.exactly(18)),
  refused: shape.tuple(shape.exactly(19), shape.uint(refusalReasons.length - 1)),
  commitment: shape.tuple(shape.exactly(20), shape.bytes(32)),
  nonce: shape.tuple(shape.exactly(21), shape.bytes(16)),
  invitations: shape.tuple(
    shape.exactly(22),
    shape.list(shape.tuple(shape.bytes(16), shape.bytes(32), name), mostShared, 1)
  )
};

/** Names as long as they may be: what a person calls something must keep nobody from joining. */
const asName = (text: string): string => text.normalize('NFC').slice(0, longestName);

export function encodeMessage(message: Message): Bytes {
  switch (message.type) {
    case 'heads':
      return encodePlain([0, message.ledger.map(opIdToBytes), message.logs]);
    case 'want-operations':
      return encodePlain([1, message.have.map(opIdToBytes)]);
    case 'operations':
      return encodePlain([2, message.records]);
    case 'logs':
      return encodePlain([3, message.positions.map(encodePosition)]);
    case 'want':
      return encodePlain([4, message.ranges.map((r) => [idToBytes(r.deviceId), r.from])]);
    case 'envelopes':
      return encodePlain([5, message.envelopes]);
    case 'credit':
      return encodePlain([6, message.bytes]);
    case 'receipts':
      return encodePlain([7, message.records]);
    case 'presence':
      return encodePlain([8, message.counter, message.state]);
    case 'lacking':
      return encodePlain([9, message.epochIds.map(idToBytes)]);
    case 'offer': {
      const { community, inviterName, inviterOrganisation, answeredBy } = message.offer;
      const { kind, documents, organisation } = message.offer;
      const names = [community, inviterName, inviterOrganisation, answeredBy, organisation].map(
        asName
      );
      const organisations = message.offer.organisations.slice(0, mostOrganisations).map(asName);
      return encodePlain([16, offeredKinds.indexOf(kind), ...names, documents, organisations]);
    }
    case 'join': {
      const { device, proof, possession } = message.request;
      const names = [message.request.name, message.request.organisation].map(asName);
      return encodePlain([17, device, proof, possession, ...names]);
    }
    case 'admitted':
      return encodePlain([18]);
    case 'refused':
      return encodePlain([19, refusalReasons.indexOf(message.reason)]);
    case 'commitment':
      return encodePlain([20, message.hash]);
    case 'nonce':
      return encodePlain([21, message.nonce]);
    case 'invitations':
      return encodePlain([
        22,
        message.invitations.map(({ inviteId, meeting, organisation }) => [
          ...[idToBytes(inviteId), meeting],
          asName(organisation)
        ])
      ]);
  }
}

/** Undefined for anything that no honest device of this version would say. */
export function decodeMessage(bytes: Bytes): Message | undefined {
  const decoded = decodePlain(bytes);
  if (!decoded.ok || !Array.isArray(decoded.value)) return undefined;
  const value = decoded.value;
  switch (value[0]) {
    case 0: {
      const parts = shapes.heads(value);
      return parts && { type: 'heads', ledger: parts[1].map(toHex), logs: parts[2] };
    }
    case 1: {
      const parts = shapes['want-operations'](value);
      return parts && { type: 'want-operations', have: parts[1].map(toHex) };
    }
    case 2: {
      const parts = shapes.operations(value);
      return parts && { type: 'operations', records: parts[1] };
    }
    case 3: {
      const parts = shapes.logs(value);
      return parts && { type: 'logs', positions: parts[1].map(positionFrom) };
    }
    case 4: {
      const ranges = shapes.want(value)?.[1];
      const read = ranges?.map(([id, from]) => ({ deviceId: idFromBytes(id), from }));
      return read && { type: 'want', ranges: read };
    }
    case 5: {
      const parts = shapes.envelopes(value);
      return parts && { type: 'envelopes', envelopes: parts[1] };
    }
    case 6: {
      const parts = shapes.credit(value);
      return parts && { type: 'credit', bytes: parts[1] };
    }
    case 7: {
      const parts = shapes.receipts(value);
      return parts && { type: 'receipts', records: parts[1] };
    }
    case 8: {
      const parts = shapes.presence(value);
      return parts && { type: 'presence', counter: parts[1], state: parts[2] };
    }
    case 9: {
      const ids = shapes.lacking(value)?.[1];
      return ids && { type: 'lacking', epochIds: ids.map(idFromBytes) };
    }
    case 16: {
      const parts = shapes.offer(value);
      if (!parts) return undefined;
      const [, number, community, inviterName, inviterOrganisation, answeredBy] = parts;
      const [, , , , , , organisation, documents, organisations] = parts;
      const kind = offeredKinds[number] ?? 'community';
      const names = { community, inviterName, inviterOrganisation, answeredBy, organisation };
      return { type: 'offer', offer: { kind, ...names, documents, organisations } };
    }
    case 17: {
      const parts = shapes.join(value);
      if (!parts) return undefined;
      const [, device, proof, possession, name, organisation] = parts;
      return { type: 'join', request: { device, proof, possession, name, organisation } };
    }
    case 18:
      return shapes.admitted(value) && { type: 'admitted' };
    case 19: {
      const reason = refusalReasons[shapes.refused(value)?.[1] ?? -1];
      return reason && { type: 'refused', reason };
    }
    case 20: {
      const parts = shapes.commitment(value);
      return parts && { type: 'commitment', hash: parts[1] };
    }
    case 21: {
      const parts = shapes.nonce(value);
      return parts && { type: 'nonce', nonce: parts[1] };
    }
    case 22: {
      const shared = shapes.invitations(value)?.[1].map(([id, meeting, organisation]) => ({
        inviteId: idFromBytes(id),
        meeting,
        organisation
      }));
      return shared && { type: 'invitations', invitations: shared };
    }
    default:
      return undefined;
  }
}
