import { expect, it } from 'vitest';
import { MemoryStorage, type StorageChange } from '#lib/core/storage/index.ts';
import { Device, until } from '../support/device.ts';
import { FakeNetwork } from '../support/fake-network.ts';
import { HostileStorage } from '../support/hostile-storage.ts';

const community = {
  community: 'Eye surgery circle',
  name: 'Amina Okafor',
  organisation: 'Harbour Eye & Surgical'
};

const putsSpace = (changes: readonly StorageChange[]) =>
  changes.some((change) => change.type === 'put' && change.key[0] === 'space');

it('[D4] a community is founded with all its names or not at all, whenever the vault is killed', async () => {
  for (let kill = 0, whole = false; !whole; kill++) {
    const disk = new MemoryStorage();
    const storage = new HostileStorage(disk);
    const first = new Device(new FakeNetwork(), storage);
    await first.vault.create(null);
    const before = storage.commits;
    storage.fate = (commit) => (commit < before + kill ? 'kept' : 'failed');
    const started = await first.workspace.startCommunity(community).catch(() => null);
    whole = started?.ok ?? false;
    storage.fate = () => 'failed';

    const again = new Device(new FakeNetwork(), disk);
    await again.vault.status();
    const founded = again.workspace.spaces().find(({ kind }) => kind === 'community');
    if (!founded) {
      expect(whole).toBe(false);
      continue;
    }
    const { name, organisation } = community;
    expect(founded).toMatchObject({ name: community.community, me: { name, organisation } });
    expect(founded.organisations).toEqual([{ name: organisation, people: [name] }]);
  }
});

it('[D4] “Only me” is called so, whenever the vault is killed', async () => {
  for (let kill = 0, whole = false; !whole; kill++) {
    const disk = new MemoryStorage();
    const storage = new HostileStorage(disk);
    storage.fate = (commit) => (commit < kill ? 'kept' : 'failed');
    const created = await new Device(new FakeNetwork(), storage).vault
      .create(null)
      .catch(() => null);
    whole = created?.ok ?? false;
    storage.fate = () => 'failed';

    const again = new Device(new FakeNetwork(), disk);
    if ((await again.vault.status()).state === 'new') continue;
    expect(again.workspace.spaces().map(({ name, kind }) => [name, kind])).toEqual([
      ['Only me', 'private']
    ]);
  }
});

it('[D4] whoever has joined is known by name, though the vault was killed right after', async () => {
  const network = new FakeNetwork();
  const amina = new Device(network);
  await amina.vault.create(null);
  const started = await amina.workspace.startCommunity(community);
  if (!started.ok) throw new Error('no community');
  const invited = await amina.workspace.invite({
    spaceLocalId: started.value.localId,
    organisation: 'Northgate Hospitals',
    days: 7
  });
  if (!invited.ok || !invited.value.link) throw new Error('no invitation');

  const disk = new MemoryStorage();
  const storage = new HostileStorage(disk);
  const ben = new Device(network, storage);
  await ben.vault.create(null);
  let joined = false;
  storage.fate = (_, changes) => {
    const fate = joined ? 'failed' : 'kept';
    joined ||= putsSpace(changes);
    return fate;
  };
  const who = { name: 'Ben Tarrant', organisation: 'Northgate Hospitals' };
  await ben.workspace
    .acceptInvitation(new URL(invited.value.link).hash, who)
    .catch(() => undefined);
  expect(joined).toBe(true);
  ben.plug.pull();

  const again = new Device(network, disk);
  await again.vault.status();
  const space = again.workspace.spaces().find(({ kind }) => kind === 'community');
  expect(space?.me?.name).toBe('Ben Tarrant');
  await until('Amina knows Ben by name', () =>
    amina.workspace.spaces().some(({ here }) => here.some(({ name }) => name === 'Ben Tarrant'))
  );
});
