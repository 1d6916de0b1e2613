import {
  type Bytes,
  decodePlain,
  encodePlain,
  type Id,
  idFromBytes,
  shape
} from '#lib/core/base/index.ts';
import { sign, verify } from '#lib/core/crypto/index.ts';
import type { DeviceKeys } from '#lib/core/identity/index.ts';
import { encodePosition, type Position, positionFrom, positionShape } from './meta.ts';

/** A device's signed word on how far it has every log of a space. */
export interface Receipt {
  deviceId: Id;
  /** Rises with every receipt of the device: only the newest counts. */
  counter: number;
  heads: Map<Id, number>;
  /** Milliseconds since 1970, as the device claims. */
  at: number;
  record: Bytes;
}

const recordShape = shape.tuple(shape.bytes(1, 65_536), shape.bytes(64));
const signedShape = shape.tuple(
  shape.bytes(16),
  shape.bytes(16),
  shape.uint(),
  shape.list(positionShape, 1024),
  shape.uint()
);

export async function writeReceipt(
  spaceId: Bytes,
  keys: DeviceKeys,
  counter: number,
  heads: readonly Position[],
  at: number
): Promise<Receipt> {
  const signed = encodePlain([spaceId, keys.deviceId, counter, heads.map(encodePosition), at]);
  const signature = await sign(keys.sign, 'cairn/1/receipt', signed);
  return {
    deviceId: idFromBytes(keys.deviceId),
    counter,
    heads: seqsOf(heads),
    at,
    record: encodePlain([signed, signature])
  };
}

/** Undefined for a receipt that is malformed, forged, or of another space. */
export async function readReceipt(
  spaceId: Bytes,
  record: Bytes,
  keyOf: (deviceId: Id) => CryptoKey | undefined
): Promise<Receipt | undefined> {
  const outer = decodePlain(record);
  const parts = outer.ok ? recordShape(outer.value) : undefined;
  const inner = parts && decodePlain(parts[0]);
  const fields = inner?.ok ? signedShape(inner.value) : undefined;
  if (!parts || !fields) return undefined;
  const [space, device, counter, positions, at] = fields;
  const deviceId = idFromBytes(device);
  const key = keyOf(deviceId);
  if (!key || idFromBytes(space) !== idFromBytes(spaceId)) return undefined;
  if (!(await verify(key, parts[1], 'cairn/1/receipt', parts[0]))) return undefined;
  return { deviceId, counter, heads: seqsOf(positions.map(positionFrom)), at, record };
}

/** Of a device that was forked, no more than of each of its logs. */
function seqsOf(positions: readonly Position[]): Map<Id, number> {
  const seqs = new Map<Id, number>();
  for (const { deviceId, seq } of positions) {
    seqs.set(deviceId, Math.min(seq, seqs.get(deviceId) ?? seq));
  }
  return seqs;
}
