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
import { mostHeads, type OpId, opIdToBytes } from '#lib/core/membership/index.ts';
import { type Domain, domains } from './domain.ts';

/**
 * How far one log of a device is known here, and what its last entry claimed to know. An honest
 * device has one; each branch of one that was forked is a log of its own.
 */
export interface Author {
  /** The device's id; of another branch the first 16 bytes of its first entry's hash. */
  log: Id;
  deviceId: Id;
  /** The entry behind which a branch leaves another log of the device. */
  stem: Stem | null;
  seq: number;
  hash: Bytes;
  ledgerHeads: OpId[];
  domains: Map<Domain, AuthorDomain>;
}

export interface Stem {
  log: Id;
  seq: number;
}

export interface AuthorDomain {
  /** The device's last consistent entry of the domain; seq 0: none yet. */
  headSeq: number;
  headHash16: Bytes;
  /** An entry was not consistent, so none that stands on it can be. */
  stopped: boolean;
  /** Of every other log: the last entry this author says it had accepted. */
  frontier: Map<Id, number>;
}

export const newAuthor = (deviceId: Id): Author => ({
  log: deviceId,
  deviceId,
  stem: null,
  seq: 0,
  hash: new Uint8Array(32),
  ledgerHeads: [],
  domains: new Map()
});

export function domainOfAuthor(author: Author, domain: Domain): AuthorDomain {
  const known = author.domains.get(domain);
  if (known) return known;
  const fresh = {
    headSeq: 0,
    headHash16: new Uint8Array(16),
    stopped: false,
    frontier: new Map<Id, number>()
  };
  author.domains.set(domain, fresh);
  return fresh;
}

const parts = [
  shape.uint(),
  shape.bytes(32),
  shape.list(shape.bytes(32), mostHeads),
  shape.list(
    shape.tuple(
      shape.uint(domains.length - 1),
      shape.uint(),
      shape.bytes(16),
      shape.flag,
      shape.list(shape.tuple(shape.bytes(16), shape.uint()), 4096)
    ),
    domains.length
  )
] as const;
const authorShape = shape.tuple(...parts);
const branchShape = shape.tuple(...parts, shape.bytes(16), shape.bytes(16), shape.uint());

export const encodeAuthor = (author: Author): Bytes =>
  encodePlain([
    author.seq,
    author.hash,
    author.ledgerHeads.map(opIdToBytes),
    [...author.domains].map(([domain, { headSeq, headHash16, stopped, frontier }]) => [
      domains.indexOf(domain),
      headSeq,
      headHash16,
      stopped,
      [...frontier].map(([log, seq]) => [idToBytes(log), seq])
    ]),
    ...(author.stem
      ? [idToBytes(author.deviceId), idToBytes(author.stem.log), author.stem.seq]
      : [])
  ]);

/** Throws on a record that this vault did not write. */
export function decodeAuthor(log: Id, bytes: Bytes): Author {
  const decoded = decodePlain(bytes);
  const plain = decoded.ok ? authorShape(decoded.value) : undefined;
  const branch = decoded.ok && !plain ? branchShape(decoded.value) : undefined;
  const read = plain ?? branch;
  if (!read) throw new Error('a log head is damaged');
  const [seq, hash, heads, entries] = read;
  const author: Author = {
    log,
    deviceId: branch ? idFromBytes(branch[4]) : log,
    stem: branch ? { log: idFromBytes(branch[5]), seq: branch[6] } : null,
    seq,
    hash,
    ledgerHeads: heads.map((head) => toHex(head)),
    domains: new Map()
  };
  for (const [number, headSeq, headHash16, stopped, frontier] of entries) {
    const domain = domains[number];
    if (!domain) continue;
    const known = new Map(frontier.map(([id, at]) => [idFromBytes(id), at]));
    author.domains.set(domain, { headSeq, headHash16, stopped, frontier: known });
  }
  return author;
}
