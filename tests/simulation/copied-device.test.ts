import { expect, it } from 'vitest';
import { MemoryStorage } from '#lib/core/storage/index.ts';
import { copyOf } from '../support/copy-storage.ts';
import { Device, Tab, until } from '../support/device.ts';
import { FakeNetwork } from '../support/fake-network.ts';

const community = (device: Device) => {
  const space = device.workspace.spaces().find(({ kind }) => kind === 'community');
  if (!space) throw new Error('no community here');
  return device.workspace.space(space.localId);
};
const has = (device: Device, title: string) =>
  device.workspace.catalogue(null).some((row) => row.title === title);

async function newCase(device: Device, title: string): Promise<string> {
  const spaceLocalId = community(device).space.record.localId;
  const made = await device.workspace.createDocument({ spaceLocalId, kind: 'page', title });
  if (!made.ok) throw new Error('no document');
  return made.value.docId;
}

async function circle() {
  const network = new FakeNetwork();
  const names = ['Amina', 'Ben', 'Cleo'];
  const devices = names.map(() => new Device(network, new MemoryStorage()));
  const [amina, ben, cleo] = devices as [Device, Device, Device];
  await amina.vault.create(null);
  await amina.workspace.startCommunity({
    ...{ community: 'Eye surgery circle', name: 'Amina', organisation: 'Harbour' }
  });
  for (const [i, guest] of [ben, cleo].entries()) {
    await guest.vault.create(null);
    const spaceLocalId = community(amina).space.record.localId;
    const invited = await amina.workspace.invite({ spaceLocalId, organisation: 'North', days: 7 });
    if (!invited.ok || !invited.value.link) throw new Error('no invitation');
    const who = { name: names[i + 1] ?? '', organisation: 'North' };
    await guest.workspace.acceptInvitation(new URL(invited.value.link).hash, who);
  }
  await until('everybody knows everybody', () =>
    devices.every((one) =>
      community(one)
        .people()
        .members.every(({ name }) => name !== '')
    )
  );
  await newCase(amina, 'Before');
  await until('all have the case', () => devices.every((one) => has(one, 'Before')));
  return { network, amina, ben, cleo };
}

/** Another device that begins with what this one has on its disk; it comes without a network. */
async function copied(network: FakeNetwork, device: Device): Promise<Device> {
  const copy = new Device(network, await copyOf(device.storage));
  copy.plug.pull();
  await copy.vault.status();
  return copy;
}

it('[G7] a restored backup takes its own newer work back from others, says so, and goes on', async () => {
  const { network, amina, ben, cleo } = await circle();
  const backup = await copyOf(cleo.storage);
  await newCase(cleo, 'After the backup');
  await until('the others have it', () =>
    [amina, ben].every((one) => has(one, 'After the backup'))
  );
  cleo.plug.pull();
  await cleo.vault.lock();

  const restored = new Device(network, backup);
  await restored.vault.status();
  await until('it has its own work again', () => has(restored, 'After the backup'));
  expect(community(restored).summary()).toMatchObject({ readOnly: null, takenBack: 1 });
  await newCase(restored, 'Goes on');
  await until('the others have that too', () => [amina, ben].every((one) => has(one, 'Goes on')));
  expect(community(amina).space.log.forked).toEqual([]);
});

it('[T7] two copies at work at once hear of each other, and neither writes on', async () => {
  const { network, cleo } = await circle();
  const copy = await copied(network, cleo);
  copy.plug.pushIn();
  await until('both know', () =>
    [cleo, copy].every((one) => community(one).summary().readOnly === 'copied')
  );
  const spaceLocalId = community(copy).space.record.localId;
  const made = await copy.workspace.createDocument({ spaceLocalId, kind: 'page', title: 'No' });
  expect(made.ok).toBe(false);
});

it('[G6] what two copies wrote apart is noticed, kept, told, and settled by an administrator', async () => {
  const { network, amina, ben, cleo } = await circle();
  const copy = await copied(network, cleo);
  cleo.plug.pull();
  await newCase(cleo, 'By the first');
  await newCase(copy, 'By the copy');
  await cleo.vault.lock();
  copy.plug.pushIn();
  await until('the copy’s work is with the others', () =>
    [amina, ben].every((one) => has(one, 'By the copy'))
  );
  // Ben reads it and goes on, before anybody knows.
  await newCase(ben, 'Ben’s own');
  await until('Amina has Ben’s', () => has(amina, 'Ben’s own'));
  copy.plug.pull();
  await copy.vault.lock();

  const first = new Device(network, await copyOf(cleo.storage));
  await first.vault.status();
  await until('all know', () =>
    [amina, ben].every((one) => community(one).summary().copies.includes('Cleo'))
  );
  await until('the first knows as well', () => community(first).summary().readOnly === 'copied');
  for (const one of [amina, ben]) {
    expect(['By the copy', 'Ben’s own', 'By the first'].map((title) => has(one, title))).toEqual([
      ...[true, true, false]
    ]);
  }
  const [row, ...more] = await community(amina).lateChanges();
  expect([row?.name, row?.copied, row?.changes, more.length]).toEqual(['Cleo', true, 1, 0]);
  await community(amina).governing.adopt(row?.log ?? '');
  await until('it counts', () => [amina, ben, first].every((one) => has(one, 'By the first')));
  await until('the first may write', () => community(first).summary().readOnly === null);
  await newCase(first, 'Cleo goes on');
  await until('the others have that', () => [amina, ben].every((one) => has(one, 'Cleo goes on')));
  expect(community(amina).summary().copies).toEqual([]);
  const tab = await Tab.open(amina, await newCase(amina, 'And Amina'));
  tab.close();
});
