import { type Bytes, concatBytes, fromHex } from '#lib/core/base/index.ts';
import { type Purpose, purposePrefix } from './hash.ts';

export const signatureLength = 64;

// An Ed25519 or X25519 seed becomes a PKCS#8 key by these fixed bytes in front (RFC 8410).
const pkcs8Prefix = {
  Ed25519: '302e020100300506032b657004220420',
  X25519: '302e020100300506032b656e04220420'
};

/** Ed25519 over the purpose and the parts. */
export async function sign(
  key: CryptoKey,
  purpose: Purpose,
  ...parts: Uint8Array[]
): Promise<Bytes> {
  const message = concatBytes(purposePrefix(purpose), ...parts);
  return new Uint8Array(await crypto.subtle.sign('Ed25519', key, message));
}

/** True when `signature` is `key`'s over the purpose and the parts; `key` passed `admitKey` before. */
export async function verify(
  key: CryptoKey,
  signature: Bytes,
  purpose: Purpose,
  ...parts: Uint8Array[]
): Promise<boolean> {
  const message = concatBytes(purposePrefix(purpose), ...parts);
  return crypto.subtle.verify('Ed25519', key, signature, message);
}

/** A public key as `verify` wants it, from its 32 bytes. */
export const importVerifyKey = (bytes: Bytes): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', bytes, 'Ed25519', false, ['verify']);

/** The signing key whose 32-byte seed is `seed`, and its public half. */
export async function signingKeyFromSeed(
  seed: Bytes
): Promise<{ key: CryptoKey; publicKey: Bytes }> {
  const pkcs8 = concatBytes(fromHex(pkcs8Prefix.Ed25519), seed);
  const readable = await crypto.subtle.importKey('pkcs8', pkcs8, 'Ed25519', true, ['sign']);
  const { x } = await crypto.subtle.exportKey('jwk', readable);
  if (x === undefined) throw new Error('an Ed25519 key without a public half');
  const publicKey = Uint8Array.from(atob(x.replaceAll('-', '+').replaceAll('_', '/')), (c) =>
    c.charCodeAt(0)
  );
  const key = await crypto.subtle.importKey('pkcs8', pkcs8, 'Ed25519', false, ['sign']);
  return { key, publicKey };
}
