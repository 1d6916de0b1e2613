import { type Bytes } from '#lib/core/base/index.ts';

/** An X25519 pair for one session with one device; its private half is never written anywhere. */
export interface AgreementPair {
  publicKey: Bytes;
  privateKey: CryptoKey;
}

export async function newAgreementPair(): Promise<AgreementPair> {
  const pair = await crypto.subtle.generateKey('X25519', false, ['deriveBits']);
  if (!('privateKey' in pair)) throw new Error('X25519 gave no pair');
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  return { publicKey, privateKey: pair.privateKey };
}

/** The secret two devices share, 32 bytes; null when the other's key is of low order. */
export async function agree(mine: CryptoKey, theirs: Bytes): Promise<Bytes | null> {
  try {
    const key = await crypto.subtle.importKey('raw', theirs, 'X25519', false, []);
    const shared = await crypto.subtle.deriveBits({ name: 'X25519', public: key }, mine, 256);
    return new Uint8Array(shared);
  } catch {
    return null;
  }
}
