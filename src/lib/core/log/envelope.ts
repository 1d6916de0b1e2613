import {
  type Bytes,
  concatBytes,
  equalBytes,
  err,
  type Id,
  idFromBytes,
  idToBytes,
  ok,
  type Result,
  uintToBytes,
  utf8
} from '#lib/core/base/index.ts';
import {
  derive,
  hash,
  importSealKey,
  importSecret,
  open,
  seal,
  sha256,
  sign,
  tagLength,
  verify
} from '#lib/core/crypto/index.ts';
import type { DeviceKeys } from '#lib/core/identity/index.ts';
import { type EpochKey, type OpId, opIdToBytes } from '#lib/core/membership/index.ts';
import { packBody, unpackBody } from './body.ts';
import { decodeMeta, encodeMeta, type Meta } from './meta.ts';

/*
 * One signed, sealed change. Header of 216 bytes, big-endian:
 *   0 magic "CRN1"   4 suite   5 kind   6 flags   8 spaceId   24 deviceId   40 seq   48 prev
 *   80 epochId   96 ledgerRef   128 salt   144 metaLength   148 bodyLength   152 metaHash   184 bodyHash
 * then 64 bytes of signature, sealed META, sealed body.
 */
const headerLength = 216;
const boundLength = 152;
const fixedLength = headerLength + 64;
/** Nothing shorter is an envelope. */
export const leastEnvelope = fixedLength;
const magic = utf8('CRN1');
const suite = 1;
const changeKind = 1;
const deflatedFlag = 1;
const maxMeta = 65_536;
const maxBody = 1_048_576 + 131_072;

/** The parts of a header that others act on. */
export interface EnvelopeHeader {
  spaceId: Bytes;
  deviceId: Id;
  seq: number;
  /** The hash of the device's entry before; zeros for its first. */
  prev: Bytes;
  epochId: Id;
  ledgerRef: Bytes;
}

export interface ParsedEnvelope extends EnvelopeHeader {
  bytes: Bytes;
  header: Bytes;
  signature: Bytes;
  deflated: boolean;
  metaHash: Bytes;
  bodyHash: Bytes;
  sealedMeta: Bytes;
  sealedBody: Bytes;
}

export interface OpenedEnvelope extends EnvelopeHeader {
  bytes: Bytes;
  hash: Bytes;
  meta: Meta;
  /** Null when the author sealed what META does not promise: the entry stands, without effect. */
  body: Bytes | null;
}

export interface EnvelopeDraft {
  spaceId: Bytes;
  seq: number;
  prev: Bytes;
  meta: Omit<Meta, 'rawLength'>;
  body: Bytes;
}

/** Seals and signs one change; `salt` is 16 fresh random bytes, so no key is ever used twice. */
export async function sealEnvelope(
  draft: EnvelopeDraft,
  author: DeviceKeys,
  epoch: EpochKey,
  salt: Bytes
): Promise<OpenedEnvelope> {
  const meta: Meta = { ...draft.meta, rawLength: draft.body.length };
  const plainMeta = encodeMeta(meta);
  const metaLength = plainMeta.length + tagLength;
  const { plain, deflated } = await packBody(draft.body, metaLength);
  const deviceId = idFromBytes(author.deviceId);
  const ledgerRef = await ledgerRefOf(meta.ledgerHeads);
  const bound = concatBytes(
    magic,
    Uint8Array.of(suite, changeKind, 0, deflated ? deflatedFlag : 0),
    draft.spaceId,
    author.deviceId,
    uintToBytes(draft.seq, 8),
    draft.prev,
    idToBytes(epoch.epochId),
    ledgerRef,
    salt,
    uintToBytes(metaLength, 4),
    uintToBytes(plain.length + tagLength, 4)
  );
  const keys = await envelopeKeys(epoch, bound);
  const sealedMeta = await seal(keys.meta, keys.metaNonce, plainMeta, bound);
  const metaHash = await sha256(sealedMeta);
  const sealedBody = await seal(keys.body, keys.bodyNonce, plain, concatBytes(bound, metaHash));
  const header = concatBytes(bound, metaHash, await sha256(sealedBody));
  const signature = await sign(author.sign, 'cairn/1/env', header);
  return {
    spaceId: draft.spaceId,
    deviceId,
    seq: draft.seq,
    prev: draft.prev,
    epochId: epoch.epochId,
    ledgerRef,
    bytes: concatBytes(header, signature, sealedMeta, sealedBody),
    hash: await hash('cairn/1/env', header, signature),
    meta,
    body: draft.body
  };
}

/** Reads sizes and header without allocating anything the sender claims. */
export function parseEnvelope(bytes: Bytes): Result<ParsedEnvelope, 'malformed' | 'newer'> {
  if (bytes.length < fixedLength || !equalBytes(bytes.subarray(0, 4), magic)) {
    return err('malformed');
  }
  if (bytes[4] !== suite || bytes[5] !== changeKind) return err('newer');
  const flags = (bytes[6] ?? 0) * 256 + (bytes[7] ?? 0);
  if ((flags & ~deflatedFlag) !== 0) return err('newer');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const metaLength = view.getUint32(144);
  const bodyLength = view.getUint32(148);
  if (metaLength > maxMeta || bodyLength > maxBody) return err('malformed');
  if (bytes.length !== fixedLength + metaLength + bodyLength) return err('malformed');
  const seq = Number(view.getBigUint64(40));
  if (!Number.isSafeInteger(seq) || seq < 1) return err('malformed');
  const bodyStart = fixedLength + metaLength;
  return ok({
    bytes,
    header: bytes.subarray(0, headerLength),
    signature: bytes.subarray(headerLength, fixedLength),
    deflated: flags === deflatedFlag,
    spaceId: bytes.subarray(8, 24),
    deviceId: idFromBytes(bytes.subarray(24, 40)),
    seq,
    prev: bytes.subarray(48, 80),
    epochId: idFromBytes(bytes.subarray(80, 96)),
    ledgerRef: bytes.subarray(96, 128),
    metaHash: bytes.subarray(152, 184),
    bodyHash: bytes.subarray(184, 216),
    sealedMeta: bytes.subarray(fixedLength, bodyStart),
    sealedBody: bytes.subarray(bodyStart)
  });
}

/** Whose entry a well-formed envelope is, without reading the rest. */
export function whoseEnvelope(bytes: Bytes): { deviceId: Id; seq: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return { deviceId: idFromBytes(bytes.subarray(24, 40)), seq: Number(view.getBigUint64(40)) };
}

/** The hash by which others name an envelope, genuine or not. */
export const hashOfEnvelope = (bytes: Bytes): Promise<Bytes> =>
  hash('cairn/1/env', bytes.slice(0, fixedLength));

/** Verifies and opens a parsed envelope: signature, hashes, META, body. Depends on nothing else. */
export async function openEnvelope(
  parsed: ParsedEnvelope,
  author: CryptoKey,
  epoch: EpochKey
): Promise<Result<OpenedEnvelope, 'bad-signature' | 'malformed'>> {
  const { header, signature, sealedMeta, sealedBody } = parsed;
  if (!(await verify(author, signature, 'cairn/1/env', header))) return err('bad-signature');
  if (!equalBytes(await sha256(sealedMeta), parsed.metaHash)) return err('malformed');
  // Not what its author signed: whoever carried it is at fault, and another may carry it whole.
  if (!equalBytes(await sha256(sealedBody), parsed.bodyHash)) return err('malformed');
  const bound = header.subarray(0, boundLength);
  const keys = await envelopeKeys(epoch, bound);
  const plainMeta = await open(keys.meta, keys.metaNonce, sealedMeta, bound);
  const meta = plainMeta.ok ? decodeMeta(plainMeta.value) : undefined;
  if (!meta) return err('malformed');
  if (!equalBytes(await ledgerRefOf(meta.ledgerHeads), parsed.ledgerRef)) return err('malformed');
  const { spaceId, deviceId, seq, prev, epochId, ledgerRef, bytes } = parsed;
  return ok({
    spaceId,
    deviceId,
    seq,
    prev,
    epochId,
    ledgerRef,
    bytes,
    hash: await hash('cairn/1/env', header, signature),
    meta,
    body: await openBody(parsed, keys, concatBytes(bound, parsed.metaHash), meta, sealedBody)
  });
}

async function openBody(
  parsed: ParsedEnvelope,
  keys: EnvelopeKeys,
  bound: Bytes,
  meta: Meta,
  sealedBody: Bytes
): Promise<Bytes | null> {
  const plain = await open(keys.body, keys.bodyNonce, sealedBody, bound);
  if (!plain.ok) return null;
  const packed = { plain: plain.value, deflated: parsed.deflated };
  const body = await unpackBody(packed, meta.rawLength);
  return body.ok ? body.value : null;
}

/** The content key of an epoch as every envelope needs it, imported once. */
const secrets = new WeakMap<EpochKey, Promise<CryptoKey>>();

function secretOf(epoch: EpochKey): Promise<CryptoKey> {
  const known = secrets.get(epoch) ?? importSecret(epoch.key);
  secrets.set(epoch, known);
  return known;
}

interface EnvelopeKeys {
  meta: CryptoKey;
  metaNonce: Bytes;
  body: CryptoKey;
  bodyNonce: Bytes;
}

/** `bound` holds what the keys are bound to: space, device, seq, epoch and salt. */
async function envelopeKeys(epoch: EpochKey, bound: Bytes): Promise<EnvelopeKeys> {
  const bytes = await derive(await secretOf(epoch), 'cairn/1/envkeys', 88, {
    salt: bound.subarray(128, 144),
    context: [bound.subarray(8, 24), bound.subarray(80, 96), bound.subarray(24, 48)]
  });
  const [meta, body] = await Promise.all([
    importSealKey(bytes.subarray(0, 32)),
    importSealKey(bytes.subarray(44, 76))
  ]);
  return { meta, metaNonce: bytes.subarray(32, 44), body, bodyNonce: bytes.subarray(76, 88) };
}

/** The last ones: a run of envelopes names the same heads again and again. */
const ledgerRefs = new Map<string, Bytes>();
const mostLedgerRefs = 64;

async function ledgerRefOf(heads: readonly OpId[]): Promise<Bytes> {
  const sorted = [...heads].sort();
  const name = sorted.join();
  const known = ledgerRefs.get(name);
  if (known) return known;
  const ledgerRef = await hash('cairn/1/heads', ...sorted.map(opIdToBytes));
  if (ledgerRefs.size >= mostLedgerRefs) ledgerRefs.clear();
  ledgerRefs.set(name, ledgerRef);
  return ledgerRef;
}
