import { systemRandom } from '#lib/core/base/index.ts';
import { sign } from '#lib/core/crypto/index.ts';
import { deriveInvitationKeys, readLink } from '#lib/core/membership/index.ts';
import { dailyPlaces, Rendezvous } from '#lib/core/sync/index.ts';
import { newPerson } from './community.ts';
import type { FakeClock } from './fake-clock.ts';
import type { FakeNetwork } from './fake-network.ts';

/**
 * Somebody who has the link and cannot prove it comes once. Resolves to whether they have been
 * turned away yet.
 */
export async function comeUnproved(
  network: FakeNetwork,
  clock: FakeClock,
  fragment: string
): Promise<() => boolean> {
  const link = await readLink(fragment);
  if (!link.ok) throw new Error('no link');
  const keys = await deriveInvitationKeys(link.value.secret);
  const { id: deviceId } = await newPerson('Eve');
  const { channels, signalling, connector } = network.plug();
  const rendezvous = new Rendezvous(
    {
      spaceId: link.value.spaceId,
      deviceId,
      places: (now) => dailyPlaces(keys.rendezvous, now),
      signHello: (message) => sign(keys.sign, 'cairn/1/hello', message),
      checkHello: async () => true,
      prove: async () => systemRandom.bytes(192),
      check: async () => true,
      // Whoever is asked to prove themselves closes, or the proof would not be judged.
      met: () => undefined
    },
    { signalling, connector, clock, random: systemRandom }
  );
  rendezvous.start();
  return () => {
    const isTurnedAway = [...channels].some(({ isOpen }) => !isOpen);
    if (isTurnedAway) rendezvous.close();
    return isTurnedAway;
  };
}
