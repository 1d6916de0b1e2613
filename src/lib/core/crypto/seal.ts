import { type Bytes, concatBytes, err, ok, type Result } from '#lib/core/base/index.ts';

/** AES-256-GCM. The tag, 16 bytes, follows the ciphertext. */
export const tagLength = 16;

const nonceLength = 12;

export const importSealKey = (key: Bytes): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt', 'decrypt']);

/** Encrypts and authenticates; `nonce` (12 bytes) must never repeat under one key. */
export async function seal(
  key: CryptoKey,
  nonce: Bytes,
  plain: Bytes,
  bound: Bytes = new Uint8Array(0)
): Promise<Bytes> {
  const algorithm = { name: 'AES-GCM', iv: nonce, additionalData: bound };
  return new Uint8Array(await crypto.subtle.encrypt(algorithm, key, plain));
}

/** The reverse of `seal`; fails when key, nonce, bound bytes or a single bit differ. */
export async function open(
  key: CryptoKey,
  nonce: Bytes,
  sealed: Bytes,
  bound: Bytes = new Uint8Array(0)
): Promise<Result<Bytes, 'unreadable'>> {
  if (sealed.length < tagLength) return err('unreadable');
  try {
    const algorithm = { name: 'AES-GCM', iv: nonce, additionalData: bound };
    return ok(new Uint8Array(await crypto.subtle.decrypt(algorithm, key, sealed)));
  } catch {
    return err('unreadable');
  }
}

/** `seal` under a fresh random nonce, which travels in front. */
export async function sealRandomly(key: CryptoKey, plain: Bytes, bound?: Bytes): Promise<Bytes> {
  const nonce = crypto.getRandomValues(new Uint8Array(nonceLength));
  return concatBytes(nonce, await seal(key, nonce, plain, bound));
}

/** The reverse of `sealRandomly`. */
export async function openRandomly(
  key: CryptoKey,
  sealed: Bytes,
  bound?: Bytes
): Promise<Result<Bytes, 'unreadable'>> {
  return open(key, sealed.slice(0, nonceLength), sealed.slice(nonceLength), bound);
}
