import { systemRandom } from '#lib/core/base/index.ts';
import { Ledger, newEpoch } from '#lib/core/membership/index.ts';
import { MemoryStorage } from '#lib/core/storage/index.ts';
import { Community, memberOf, newPerson, noon } from '../../support/community.ts';

/** A community in which one is about to be removed, so that so many devices are left. */
export async function communityOf(devicesLeft: number) {
  const space = await Community.foundedBy(await newPerson('Amina'));
  const victim = await space.welcomes(await newPerson('Mallory'));
  for (let i = 1; i < devicesLeft; i++) await space.welcomes(await newPerson(`Person ${i}`));
  return { space, victimId: memberOf(victim) };
}

/** Milliseconds from the removal to the new key stored, wrapped for everybody who is left. */
export async function removeAndRotate(
  { space, victimId }: Awaited<ReturnType<typeof communityOf>>,
  devicesLeft: number
): Promise<number> {
  const ledger = await Ledger.load(new MemoryStorage(), space.spaceId);
  for (const { record } of space.operations) {
    const added = await ledger.add(record);
    if (!added.ok) throw new Error(`the ledger says ${added.error}`);
  }
  const { keys } = space.founder;
  const known = ledger.state.devices.size;
  const start = performance.now();
  const removal = { kind: 'remove-member' as const, memberId: victimId, cuts: [] };
  await ledger.append({ ...removal, reason: 'lost' }, keys, noon);
  const { body } = await newEpoch(space.spaceId, ledger.state, [], systemRandom);
  await ledger.append(body, keys, noon);
  const ms = performance.now() - start;
  const wraps = ledger.state.epochs.at(-1)?.wraps.size;
  if (known !== devicesLeft + 1 || wraps !== devicesLeft) throw new Error('not the right devices');
  return ms;
}
