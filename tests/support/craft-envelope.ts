import {
  type Bytes,
  concatBytes,
  encodePlain,
  type Plain,
  uintToBytes,
  utf8
} from '#lib/core/base/index.ts';
import { derive, hash, importSealKey, seal, sha256, sign } from '#lib/core/crypto/index.ts';
import type { DeviceKeys } from '#lib/core/identity/index.ts';

/** Everything an envelope is made of, each part as somebody honest or not would choose it. */
export interface EnvelopeParts {
  spaceId: Bytes;
  author: DeviceKeys;
  /** 16 and 32 bytes. */
  epochId: Bytes;
  epochKey: Bytes;
  seq: number;
  prev: Bytes;
  /** Ledger heads, 32 bytes each, as META names them. */
  heads: Bytes[];
  meta: Plain;
  /** The body's plaintext: length, body, padding. */
  body: Bytes;
  flags?: number;
  ledgerRef?: Bytes;
  bodyHash?: Bytes;
}

/**
 * An envelope put together by the table in docs/protocol.md, with nothing of the codec under
 * test: it shows that the table is enough to write one, and can write what the codec never would.
 */
export async function craftEnvelope(parts: EnvelopeParts): Promise<Bytes> {
  const { spaceId, author, epochId, seq, prev, heads, flags = 0 } = parts;
  const salt = new Uint8Array(16).fill(seq & 255);
  const context = [spaceId, epochId, author.deviceId, uintToBytes(seq, 8)];
  const keys = await derive(parts.epochKey, 'cairn/1/envkeys', 88, { salt, context });
  const [metaKey, bodyKey] = [keys.slice(0, 32), keys.slice(44, 76)];
  const meta = encodePlain(parts.meta);
  const sorted = [...heads].sort((a, b) => Buffer.compare(a, b));
  const bound = concatBytes(
    ...[utf8('CRN1'), Uint8Array.of(1, 1), uintToBytes(flags, 2), spaceId, author.deviceId],
    ...[uintToBytes(seq, 8), prev, epochId],
    ...[parts.ledgerRef ?? (await hash('cairn/1/heads', ...sorted)), salt],
    ...[uintToBytes(meta.length + 16, 4), uintToBytes(parts.body.length + 16, 4)]
  );
  const sealedMeta = await seal(await importSealKey(metaKey), keys.slice(32, 44), meta, bound);
  const metaHash = await sha256(sealedMeta);
  const bodyBound = concatBytes(bound, metaHash);
  const sealedBody = await seal(
    await importSealKey(bodyKey),
    keys.slice(76, 88),
    parts.body,
    bodyBound
  );
  const header = concatBytes(bound, metaHash, parts.bodyHash ?? (await sha256(sealedBody)));
  const signature = await sign(author.sign, 'cairn/1/env', header);
  return concatBytes(header, signature, sealedMeta, sealedBody);
}

/** A body as it lies in an envelope: its length, itself, zeros. */
export const padded = (body: Bytes, zeros = 20): Bytes =>
  concatBytes(uintToBytes(body.length, 4), body, new Uint8Array(zeros));
