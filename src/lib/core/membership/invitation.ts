import {
  type Bytes,
  concatBytes,
  encodePlain,
  equalBytes,
  err,
  fromBase64Url,
  type Id,
  idToBytes,
  ok,
  type Result,
  toBase64Url,
  uintToBytes
} from '#lib/core/base/index.ts';
import { derive, hash, sign, signingKeyFromSeed } from '#lib/core/crypto/index.ts';
import {
  describeDevice,
  type DeviceDescription,
  type DeviceKeys,
  provePossession
} from '#lib/core/identity/index.ts';
import { inviteIdOf, kindNumbers } from './body.ts';

/** What the fragment of an invitation's link carries. It holds no key to any content. */
export interface InvitationLink {
  /** 16 bytes. */
  secret: Bytes;
  spaceId: Bytes;
  /** Seconds since 1970. */
  expiresAt: number;
}

/** What both sides of an invitation compute from its secret. */
export interface InvitationKeys {
  inviteId: Id;
  sign: CryptoKey;
  publicKey: Bytes;
  /** 32 bytes; rendezvous derives topics and sealing keys from it. */
  rendezvous: Bytes;
}

const linkPrefix = 'j1.';
const linkLength = 1 + 1 + 16 + 16 + 4 + 2;

/** The fragment, without its `#`: "j1." and base64url of version, flags, secret, space, expiry, check. */
export async function writeLink({ secret, spaceId, expiresAt }: InvitationLink): Promise<string> {
  const content = concatBytes(Uint8Array.of(1, 0), secret, spaceId, uintToBytes(expiresAt, 4));
  return linkPrefix + toBase64Url(concatBytes(content, await checkOf(content)));
}

/** Reads a fragment; a letter lost on the way is noticed by the two check bytes. */
export async function readLink(fragment: string): Promise<Result<InvitationLink, 'damaged'>> {
  const text = fragment.replace(/^#/, '').trim();
  const bytes = text.startsWith(linkPrefix) ? fromBase64Url(text.slice(linkPrefix.length)) : null;
  // Version 1 has no flags: whoever sets one means something that this version cannot do.
  if (!bytes || bytes.length !== linkLength || bytes[0] !== 1 || bytes[1] !== 0) {
    return err('damaged');
  }
  const content = bytes.slice(0, linkLength - 2);
  if (!equalBytes(await checkOf(content), bytes.slice(linkLength - 2))) return err('damaged');
  return ok({
    secret: bytes.slice(2, 18),
    spaceId: bytes.slice(18, 34),
    expiresAt: new DataView(bytes.buffer).getUint32(34)
  });
}

const checkOf = async (content: Bytes): Promise<Bytes> =>
  (await hash('cairn/1/link', content)).slice(0, 2);

export async function deriveInvitationKeys(secret: Bytes): Promise<InvitationKeys> {
  const { key, publicKey } = await signingKeyFromSeed(
    await derive(secret, 'cairn/1/invite-key', 32)
  );
  return {
    inviteId: await inviteIdOf(publicKey),
    sign: key,
    publicKey,
    rendezvous: await derive(secret, 'cairn/1/invite-rv', 32)
  };
}

/** What an invited device shows to be admitted: that it holds the secret, and its own keys. */
export async function proveInvitation(
  keys: InvitationKeys,
  spaceId: Bytes,
  device: DeviceKeys
): Promise<{ proof: Bytes; possession: Bytes }> {
  const { message, inviteId } = await joinMessage(spaceId, keys.inviteId, device);
  return {
    proof: await sign(keys.sign, 'cairn/1/join', message),
    possession: await provePossession(device, spaceId, inviteId, kindNumbers.admit)
  };
}

/** What the invitation's key signs for one device. */
export async function joinMessage(
  spaceId: Bytes,
  inviteId: Id,
  device: DeviceDescription,
  recovery: DeviceDescription | null = null
): Promise<{ message: Bytes; inviteId: Bytes }> {
  const id = idToBytes(inviteId);
  const description = [describeDevice(device), recovery && describeDevice(recovery)];
  const entering = await hash('cairn/1/entering', encodePlain(description));
  return { message: concatBytes(spaceId, id, entering), inviteId: id };
}
