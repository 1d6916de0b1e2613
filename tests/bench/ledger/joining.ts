import { Device, until } from '../../support/device.ts';
import { FakeNetwork } from '../../support/fake-network.ts';

/** Amina's community, whose ledger has at least so many operations. */
export async function longCommunity(operations: number) {
  const network = new FakeNetwork();
  const amina = new Device(network);
  await amina.vault.create(null);
  const started = await amina.workspace.startCommunity({
    community: 'Eye surgery circle',
    name: 'Amina Okafor',
    organisation: 'Harbour Eye'
  });
  if (!started.ok) throw new Error('no community');
  const { localId } = started.value;
  const size = () => amina.workspace.space(localId).space.ledger.chronicle.length;
  // An organisation and an invitation each.
  while (size() < operations) await invite(amina, localId, `Hospital ${size()}`);
  return { network, amina, localId, size };
}

/** Milliseconds from somebody's yes to an invitation to a membership of their own, verified. */
export async function join({
  network,
  amina,
  localId
}: Awaited<ReturnType<typeof longCommunity>>): Promise<number> {
  const ben = new Device(network);
  await ben.vault.create(null);
  const fragment = await invite(amina, localId, 'Northgate');
  const start = performance.now();
  const joined = await ben.workspace.acceptInvitation(fragment, {
    name: 'Ben Tarrant',
    organisation: 'Northgate'
  });
  if (!joined.ok) throw new Error(joined.error.type);
  const { space } = ben.workspace.space(joined.value.localId);
  await until('Ben is a member', () => space.member !== null);
  const ms = performance.now() - start;
  ben.plug.pull();
  return ms;
}

async function invite(amina: Device, spaceLocalId: string, organisation: string): Promise<string> {
  const invited = await amina.workspace.invite({ spaceLocalId, organisation, days: 7 });
  if (!invited.ok || !invited.value.link) throw new Error('no invitation');
  return new URL(invited.value.link).hash;
}
