import { type Bytes, concatBytes, type Id, idFromBytes } from '#lib/core/base/index.ts';
import { importVerifyKey, sign, verify } from '#lib/core/crypto/index.ts';
import { readDevice } from '#lib/core/identity/index.ts';

/** An invited device's proof: the invitation's signature, its own, and the keys it will enter with. */
export async function proveInvited(
  invite: CryptoKey,
  device: { sign: CryptoKey; signingKey: Bytes; agreementKey: Bytes },
  transcript: Bytes
): Promise<Bytes> {
  return concatBytes(
    await sign(invite, 'cairn/1/auth', transcript),
    await sign(device.sign, 'cairn/1/auth', transcript),
    device.signingKey,
    device.agreementKey
  );
}

/** Whether a proof holds: the peer has the link, and the keys whose id it goes by. */
export async function checkInvited(
  inviteKey: CryptoKey,
  from: Id,
  proof: Bytes,
  transcript: Bytes
): Promise<boolean> {
  if (proof.length !== 192) return false;
  const device = await readDevice([1, proof.slice(128, 160), proof.slice(160, 192)]);
  if (!device || idFromBytes(device.deviceId) !== from) return false;
  const deviceKey = await importVerifyKey(device.signingKey);
  return (
    (await verify(inviteKey, proof.slice(0, 64), 'cairn/1/auth', transcript)) &&
    (await verify(deviceKey, proof.slice(64, 128), 'cairn/1/auth', transcript))
  );
}
