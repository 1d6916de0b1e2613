import {
  type Bytes,
  concatBytes,
  decodePlain,
  encodePlain,
  type Plain,
  shape,
  uintToBytes
} from '#lib/core/base/index.ts';
import {
  hashId,
  isAdmissibleAgreementKey,
  isAdmissibleSigningKey,
  sign
} from '#lib/core/crypto/index.ts';

/** A device as one space knows it: two public keys that nothing links to its other spaces. */
export interface DeviceDescription {
  /** 16 bytes, the hash of the two keys. */
  deviceId: Bytes;
  signingKey: Bytes;
  agreementKey: Bytes;
}

/** This device in one space. The private halves can be used, never read. */
export interface DeviceKeys extends DeviceDescription {
  sign: CryptoKey;
  agreement: CryptoKeyPair;
}

const descriptionShape = shape.tuple(shape.exactly(1), shape.bytes(32), shape.bytes(32));
const storedShape = shape.tuple(
  shape.bytes(32),
  shape.bytes(32),
  shape.bytes(1, 200),
  shape.bytes(1, 200)
);

/** How a description is hashed and carried: [1, signing key, agreement key]. */
export const describeDevice = (device: DeviceDescription): Plain => [
  1,
  device.signingKey,
  device.agreementKey
];

/** Reads a description from a peer; undefined when a key must never be used. */
export async function readDevice(value: Plain): Promise<DeviceDescription | undefined> {
  const parts = descriptionShape(value);
  if (!parts) return undefined;
  const [, signingKey, agreementKey] = parts;
  if (!isAdmissibleSigningKey(signingKey)) return undefined;
  if (!(await isAdmissibleAgreementKey(agreementKey))) return undefined;
  return { deviceId: await deviceIdOf(signingKey, agreementKey), signingKey, agreementKey };
}

const deviceIdOf = (signingKey: Bytes, agreementKey: Bytes): Promise<Bytes> =>
  hashId('cairn/1/device', encodePlain([1, signingKey, agreementKey]));

/**
 * Fresh keys for one space, and the form in which they are kept: private halves wrapped by the
 * vault before anybody could have read them.
 */
export async function newDeviceKeys(
  wrappingKey: CryptoKey
): Promise<{ keys: DeviceKeys; stored: Bytes }> {
  const signing = await generatePair('Ed25519', ['sign', 'verify']);
  const agreement = await generatePair('X25519', ['deriveBits']);
  const signingKey = await rawPublicKey(signing);
  const agreementKey = await rawPublicKey(agreement);
  const stored = encodePlain([
    signingKey,
    agreementKey,
    await wrapPrivate(signing.privateKey, wrappingKey),
    await wrapPrivate(agreement.privateKey, wrappingKey)
  ]);
  return { keys: await loadDeviceKeys(stored, wrappingKey), stored };
}

/** The reverse of keeping; throws when the record is not what this vault wrote. */
export async function loadDeviceKeys(stored: Bytes, wrappingKey: CryptoKey): Promise<DeviceKeys> {
  const decoded = decodePlain(stored);
  const parts = decoded.ok ? storedShape(decoded.value) : undefined;
  if (!parts) throw new Error('device keys are damaged');
  const [signingKey, agreementKey, wrappedSigning, wrappedAgreement] = parts;
  return {
    deviceId: await deviceIdOf(signingKey, agreementKey),
    signingKey,
    agreementKey,
    sign: await unwrapPrivate(wrappedSigning, 'Ed25519', ['sign'], wrappingKey),
    agreement: {
      privateKey: await unwrapPrivate(wrappedAgreement, 'X25519', ['deriveBits'], wrappingKey),
      publicKey: await crypto.subtle.importKey('raw', agreementKey, 'X25519', true, [])
    }
  };
}

/** What a device enters with, so that nobody can enrol another's keys: the kind of op is bound in. */
export const provePossession = (
  keys: DeviceKeys,
  spaceId: Bytes,
  entersBy: Bytes,
  opKind: number
): Promise<Bytes> =>
  sign(keys.sign, 'cairn/1/pop', possessionMessage(keys, spaceId, entersBy, opKind));

/** What `provePossession` signs, for the one who verifies it. */
export const possessionMessage = (
  device: DeviceDescription,
  spaceId: Bytes,
  entersBy: Bytes,
  opKind: number
): Bytes =>
  concatBytes(spaceId, entersBy, uintToBytes(opKind, 1), encodePlain(describeDevice(device)));

async function generatePair(name: string, usages: KeyUsage[]): Promise<CryptoKeyPair> {
  const pair = await crypto.subtle.generateKey({ name }, true, usages);
  if (!('privateKey' in pair)) throw new Error(`${name} gave no pair`);
  return pair;
}

const rawPublicKey = async (pair: CryptoKeyPair): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));

async function wrapPrivate(key: CryptoKey, wrappingKey: CryptoKey): Promise<Bytes> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const algorithm = { name: 'AES-GCM', iv };
  return concatBytes(
    iv,
    new Uint8Array(await crypto.subtle.wrapKey('pkcs8', key, wrappingKey, algorithm))
  );
}

function unwrapPrivate(
  wrapped: Bytes,
  name: string,
  usages: KeyUsage[],
  wrappingKey: CryptoKey
): Promise<CryptoKey> {
  const algorithm = { name: 'AES-GCM', iv: wrapped.slice(0, 12) };
  const bytes = wrapped.slice(12);
  return crypto.subtle.unwrapKey('pkcs8', bytes, wrappingKey, algorithm, { name }, false, usages);
}
