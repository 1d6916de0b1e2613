import { decode, encode } from 'cborg';
import { type Bytes, copyBytes, equalBytes } from './bytes.ts';
import { err, ok, type Result } from './result.ts';

/** The only values that cross a wire or are signed: no maps, floats, tags or negative numbers. */
export type Plain = number | string | boolean | null | Uint8Array | readonly Plain[];

const maxDepth = 8;

const options = {
  strict: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowNaN: false,
  allowInfinity: false,
  allowBigInt: false
};

/** Deterministic CBOR of a plain value; text is brought to NFC first. */
export function encodePlain(value: Plain): Bytes {
  return copyBytes(encode(normalised(value)));
}

function normalised(value: Plain): Plain {
  if (typeof value === 'string') return value.normalize('NFC');
  if (Array.isArray(value)) return (value as readonly Plain[]).map(normalised);
  return value;
}

/**
 * Decodes what `encodePlain` could have written, and nothing else: a scan without recursion
 * bounds depth and lengths before anything is allocated, and the value must encode back to the
 * same bytes.
 */
export function decodePlain(bytes: Uint8Array): Result<Plain, 'malformed'> {
  if (!isWithinProfile(bytes)) return err('malformed');
  try {
    const value = decode(bytes, options) as Plain;
    return equalBytes(encodePlain(value), bytes) ? ok(value) : err('malformed');
  } catch {
    return err('malformed');
  }
}

/** One walk over the item heads: known major types, honest lengths, bounded depth, no rest. */
function isWithinProfile(bytes: Uint8Array): boolean {
  const open: number[] = [];
  let offset = 0;
  do {
    const head = bytes[offset++];
    if (head === undefined) return false;
    const major = head >> 5;
    const info = head & 31;
    if (major === 7) {
      if (info < 20 || info > 22) return false;
    } else {
      const argument = readArgument(bytes, offset, info);
      if (argument === null) return false;
      offset = argument.next;
      const rest = bytes.length - offset;
      if (major === 2 || major === 3) {
        if (argument.value > rest) return false;
        offset += argument.value;
      } else if (major === 4) {
        if (argument.value > rest || open.length >= maxDepth) return false;
        open.push(argument.value + 1);
      } else if (major !== 0) return false;
    }
    while (open.length > 0) {
      const left = (open[open.length - 1] ?? 0) - 1;
      open[open.length - 1] = left;
      if (left > 0) break;
      open.pop();
    }
  } while (open.length > 0);
  return offset === bytes.length;
}

function readArgument(bytes: Uint8Array, at: number, info: number) {
  if (info < 24) return { value: info, next: at };
  if (info > 27) return null;
  const width = 1 << (info - 24);
  if (at + width > bytes.length) return null;
  let value = 0;
  for (let i = 0; i < width; i++) value = value * 256 + (bytes[at + i] ?? 0);
  return Number.isSafeInteger(value) ? { value, next: at + width } : null;
}
