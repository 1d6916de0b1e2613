import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';
import { type Bytes, copyBytes, err, ok, type Result, utf8 } from '#lib/core/base/index.ts';

/** A secret wrapped for one device by HPKE (RFC 9180, base mode). */
export interface Wrap {
  /** 32 bytes: the encapsulated key. */
  encapsulated: Bytes;
  /** The secret's length plus 16. */
  sealed: Bytes;
}

const suite = new CipherSuite({
  kem: new DhkemX25519HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm()
});

const info = utf8('cairn/1/wrap');

/** Wraps `secret` so that only the holder of `recipient`'s private half can read it. */
export async function wrap(secret: Bytes, recipient: Bytes, bound: Bytes): Promise<Wrap> {
  const recipientPublicKey = await suite.kem.importKey('raw', copyBytes(recipient).buffer, true);
  const sender = await suite.createSenderContext({ recipientPublicKey, info });
  const sealed = await sender.seal(secret, bound);
  return { encapsulated: new Uint8Array(sender.enc), sealed: new Uint8Array(sealed) };
}

/** The reverse of `wrap`, with a private key that may be unreadable to us. */
export async function unwrap(
  { encapsulated, sealed }: Wrap,
  recipientKey: CryptoKeyPair,
  bound: Bytes
): Promise<Result<Bytes, 'unreadable'>> {
  try {
    const context = await suite.createRecipientContext({ recipientKey, enc: encapsulated, info });
    return ok(new Uint8Array(await context.open(sealed, bound)));
  } catch {
    return err('unreadable');
  }
}
