import {
  type Bytes,
  concatBytes,
  copyBytes,
  fromUtf8,
  uintToBytes,
  utf8
} from '#lib/core/base/index.ts';
import { type KeyPart, StorageFailure, type StorageKey } from './adapter.ts';

const tags = { text: 1, bytes: 2, number: 3 };

/**
 * A path as one byte string that sorts as the path does. Every part carries its kind and length,
 * so no path is a byte prefix of another unless it leads to it.
 */
export const encodeKey = (key: StorageKey): Bytes => concatBytes(...key.map(encodePart));

function encodePart(part: KeyPart): Bytes {
  if (typeof part === 'number')
    return concatBytes(Uint8Array.of(tags.number), uintToBytes(part, 8));
  const bytes = typeof part === 'string' ? utf8(part) : part;
  if (bytes.length > 255) throw new Error('a key part longer than 255 bytes');
  const tag = typeof part === 'string' ? tags.text : tags.bytes;
  return concatBytes(Uint8Array.of(tag, bytes.length), bytes);
}

export function decodeKey(bytes: Uint8Array): StorageKey {
  const parts: KeyPart[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const tag = bytes[offset];
    const length = tag === tags.number ? 8 : (bytes[offset + 1] ?? 0);
    const start = offset + (tag === tags.number ? 1 : 2);
    if (start + length > bytes.length) throw new StorageFailure('damaged');
    const part = copyBytes(bytes.subarray(start, start + length));
    if (tag === tags.number) parts.push(Number(new DataView(part.buffer).getBigUint64(0)));
    else parts.push(tag === tags.text ? fromUtf8(part) : part);
    offset = start + length;
  }
  return parts;
}

/** The half-open range of encoded keys below a path. */
export function keyRange(
  prefix: StorageKey,
  { from, below }: { from?: number; below?: number } = {}
): { lower: Bytes; upper: Bytes } {
  const start = encodeKey(prefix);
  return {
    lower: from === undefined ? start : concatBytes(start, encodePart(from)),
    // No tag reaches 255, so this is behind everything that begins with the prefix.
    upper: concatBytes(start, below === undefined ? Uint8Array.of(255) : encodePart(below))
  };
}
