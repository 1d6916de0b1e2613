import { sha256 as sha256Here } from '@noble/hashes/sha2.js';
import { type Bytes, concatBytes, copyBytes, utf8 } from '#lib/core/base/index.ts';

/** What is hashed, signed or derived says first what it is for: "cairn/1/<purpose>" and a zero byte. */
export type Purpose = `cairn/1/${string}`;

const prefixes = new Map<Purpose, Bytes>();

/** `purpose` as the prefix of everything that is hashed or signed under it. */
export function purposePrefix(purpose: Purpose): Bytes {
  const prefix = prefixes.get(purpose) ?? utf8(`${purpose}\0`);
  prefixes.set(purpose, prefix);
  return prefix;
}

/** SHA-256 over the purpose and the parts, 32 bytes. */
export async function hash(purpose: Purpose, ...parts: Uint8Array[]): Promise<Bytes> {
  return sha256(concatBytes(purposePrefix(purpose), ...parts));
}

/** Up to here hashing takes less time than the way to the browser's hash and back. */
const mostHere = 2_048;

/** SHA-256 without a purpose: for the fingerprints of ciphertext that a header carries. */
export async function sha256(bytes: Bytes): Promise<Bytes> {
  if (bytes.length <= mostHere) return copyBytes(sha256Here(bytes));
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

/** The first 16 bytes of `hash`: the form of every id. */
export async function hashId(purpose: Purpose, ...parts: Uint8Array[]): Promise<Bytes> {
  return (await hash(purpose, ...parts)).slice(0, 16);
}
