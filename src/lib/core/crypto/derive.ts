import { type Bytes, concatBytes, utf8 } from '#lib/core/base/index.ts';
import type { Purpose } from './hash.ts';

/** HKDF-SHA256: `length` bytes from `secret` for one purpose; `context` binds it further. */
export async function derive(
  secret: Bytes | CryptoKey,
  purpose: Purpose,
  length: number,
  { salt = new Uint8Array(0), context = [] }: { salt?: Bytes; context?: Uint8Array[] } = {}
): Promise<Bytes> {
  const key = secret instanceof Uint8Array ? await importSecret(secret) : secret;
  const info = concatBytes(utf8(purpose), ...context);
  const algorithm = { name: 'HKDF', hash: 'SHA-256', salt, info };
  return new Uint8Array(await crypto.subtle.deriveBits(algorithm, key, length * 8));
}

/** A secret that can only be derived from, never read back. */
export const importSecret = (secret: Bytes): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
