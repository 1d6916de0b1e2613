import {
  type Bytes,
  concatBytes,
  decodePlain,
  encodePlain,
  type Id,
  idFromBytes,
  idToBytes,
  type Random,
  shape
} from '#lib/core/base/index.ts';
import {
  derive,
  hashId,
  importSealKey,
  openRandomly,
  sealRandomly,
  unwrap,
  wrap
} from '#lib/core/crypto/index.ts';
import type { DeviceDescription, DeviceKeys } from '#lib/core/identity/index.ts';
import type { DeviceWrap, OperationBody } from './body.ts';
import type { EpochState, MembershipState } from './state.ts';

/** One generation of a space's content key. */
export interface EpochKey {
  epochId: Id;
  /** 32 bytes. */
  key: Bytes;
}

const previousShape = shape.list(shape.bytes(32), 1024);

/** Devices and recovery identities that belong to the space: whom a content key is wrapped for. */
export const recipientsOf = (state: MembershipState): DeviceDescription[] => [
  ...new Map(
    [...state.devices.values(), ...state.recoveries.values()].map((one) => [
      idFromBytes(one.deviceId),
      one
    ])
  ).values()
];

/** A fresh content key, wrapped for everybody, with all earlier ones sealed under it. */
export async function newEpoch(
  spaceId: Bytes,
  state: MembershipState,
  earlier: readonly EpochKey[],
  random: Random
): Promise<{ body: Extract<OperationBody, { kind: 'epoch' }>; epoch: EpochKey }> {
  const key = random.bytes(32);
  const epoch = { epochId: await epochIdOf(spaceId, key), key };
  const sealing = await previousSealKey(key);
  const plain = encodePlain(earlier.map((one) => one.key));
  return {
    epoch,
    body: {
      kind: 'epoch',
      epochId: epoch.epochId,
      wraps: await wrapFor(spaceId, epoch, recipientsOf(state)),
      previousKeys: await sealRandomly(sealing, plain, idToBytes(epoch.epochId))
    }
  };
}

/** The content key of an epoch for devices that lack it. */
export const wrapFor = (
  spaceId: Bytes,
  epoch: EpochKey,
  devices: readonly DeviceDescription[]
): Promise<DeviceWrap[]> =>
  Promise.all(
    devices.map(async (device) => ({
      deviceId: idFromBytes(device.deviceId),
      ...(await wrap(epoch.key, device.agreementKey, wrapBinding(spaceId, epoch.epochId, device)))
    }))
  );

/**
 * Every content key this device can reach in a state: those wrapped for it, and those sealed
 * under them. Each is checked against its id, so that all members provably hold the same.
 */
export async function openEpochs(
  spaceId: Bytes,
  state: MembershipState,
  keys: DeviceKeys
): Promise<EpochKey[]> {
  const found = new Map<Id, EpochKey>();
  for (const epoch of [...state.epochs].reverse()) {
    if (found.has(epoch.epochId)) continue;
    const key = await unwrapOwn(spaceId, epoch, keys);
    if (!key) continue;
    found.set(epoch.epochId, { epochId: epoch.epochId, key });
    for (const earlier of await openPrevious(epoch, key)) {
      const epochId = await epochIdOf(spaceId, earlier);
      found.set(epochId, { epochId, key: earlier });
    }
  }
  return [...found.values()];
}

/** Whether nobody who is not, or no longer, of the space was given the key of an epoch. */
export function isClean({ wraps }: EpochState, state: MembershipState): boolean {
  const allowed = new Set(recipientsOf(state).map(({ deviceId }) => idFromBytes(deviceId)));
  return [...wraps.keys()].every((id) => allowed.has(id));
}

/**
 * The epoch to seal under: the last clean one whose key is held here. An epoch that opens for
 * nobody, or not for this device, keeps nobody from writing.
 */
export const sendingEpoch = (
  state: MembershipState,
  keys: ReadonlyMap<Id, EpochKey>
): EpochState | undefined =>
  state.epochs.findLast((epoch) => keys.has(epoch.epochId) && isClean(epoch, state));

async function unwrapOwn(
  spaceId: Bytes,
  epoch: EpochState,
  keys: DeviceKeys
): Promise<Bytes | null> {
  for (const own of epoch.wraps.get(idFromBytes(keys.deviceId)) ?? []) {
    const key = await unwrap(own, keys.agreement, wrapBinding(spaceId, epoch.epochId, keys));
    if (key.ok && (await epochIdOf(spaceId, key.value)) === epoch.epochId) return key.value;
  }
  return null;
}

async function openPrevious(epoch: EpochState, key: Bytes): Promise<Bytes[]> {
  const sealing = await previousSealKey(key);
  const found: Bytes[] = [];
  for (const sealed of epoch.previousKeys) {
    const opened = await openRandomly(sealing, sealed, idToBytes(epoch.epochId));
    const decoded = opened.ok ? decodePlain(opened.value) : opened;
    found.push(...((decoded.ok && previousShape(decoded.value)) || []));
  }
  return found;
}

const epochIdOf = async (spaceId: Bytes, key: Bytes): Promise<Id> =>
  idFromBytes(await hashId('cairn/1/epoch', spaceId, key));

const previousSealKey = async (key: Bytes): Promise<CryptoKey> =>
  importSealKey(await derive(key, 'cairn/1/prev', 32));

const wrapBinding = (spaceId: Bytes, epochId: Id, device: DeviceDescription): Bytes =>
  concatBytes(spaceId, idToBytes(epochId), device.deviceId);
