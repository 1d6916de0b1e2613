// @vitest-environment jsdom
import { flushSync } from 'svelte';
import { describe, expect, it } from 'vitest';
import { People, Vault } from '#lib/state/index.ts';
import { device, member, organisation } from '../../support/fake-people.ts';
import { FakeConnection } from '../../support/fake-workspace.ts';
import { settled } from './settled.ts';

const northgate = { orgId: 'northgate', organisation: 'Northgate Hospitals Group' };
const amina = member({ memberId: 'amina', name: 'Amina Okafor', role: 'admin', me: true });
const zoe = member({ memberId: 'zoe', name: 'Zoe Lind' });
const dilip = member({ memberId: 'dilip', name: 'Dilip Rao' });
const ben = member({
  memberId: 'ben',
  name: 'Ben Tarrant',
  ...northgate,
  devices: [device({ deviceId: 'tablet' }), device({ deviceId: 'desk' })]
});

async function open() {
  const connection = new FakeConnection();
  connection.fake.peopleOfSpace = {
    ...connection.fake.peopleOfSpace,
    members: [zoe, ben, dilip, amina],
    organisations: [
      organisation({ orgId: 'northgate', name: northgate.organisation }),
      organisation({ own: true, people: 3 })
    ]
  };
  const people = new People(new Vault(connection), 'circle');
  const close = $effect.root(() => {
    $effect(() => void people.groups);
  });
  flushSync();
  await settled();
  const names = () => people.groups.map((group) => group.members.map((one) => one.name));
  return { connection, people, names, close };
}

describe('Amina looks at the people of her community', () => {
  it('sees her own organisation first, herself first in it, and the rest by name', async () => {
    const { people, names, close } = await open();
    expect(people.groups.map((group) => group.organisation?.orgId)).toEqual([
      'harbour',
      'northgate'
    ]);
    expect(names()).toEqual([['Amina Okafor', 'Dilip Rao', 'Zoe Lind'], ['Ben Tarrant']]);
    close();
  });

  it('sees people of no known organisation last', async () => {
    const { connection, people, close } = await open();
    const carys = member({ memberId: 'carys', name: 'Carys Pugh', orgId: null });
    const { peopleOfSpace } = connection.fake;
    const members = [carys, ...peopleOfSpace.members];
    connection.fake.peopleOfSpace = { ...peopleOfSpace, members };
    connection.emit({ type: 'spaces-changed' });
    await settled();
    expect(people.groups.at(-1)).toEqual({ organisation: null, members: [carys] });
    close();
  });

  it('finds an organisation gone whose people have all gone, unless she may invite to it', async () => {
    const { people, close } = await open();
    await people.removeOrganisation('northgate', 'role-ended');
    expect(people.groups.map((group) => group.organisation?.orgId)).toEqual(['harbour']);
    close();
  });

  it('knows that nobody else runs the space, until somebody does', async () => {
    const { people, close } = await open();
    expect(people.me).toEqual(amina);
    expect(people.isLastToRunIt).toBe(true);
    await people.setRole('ben', 'admin');
    expect(people.isLastToRunIt).toBe(false);
    close();
  });
});

describe('Amina does something about the people of her community', () => {
  it('removes a person with a reason, and sees them among those who were here', async () => {
    const { connection, people, names, close } = await open();
    expect(await people.removeMember('ben', 'role-ended')).toMatchObject({ ok: true });
    expect(connection.fake.removed).toEqual([{ id: 'ben', reason: 'role-ended' }]);
    expect(names().flat()).not.toContain('Ben Tarrant');
    expect(people.current?.former.map((one) => one.name)).toEqual(['Ben Tarrant']);
    close();
  });

  it('removes one device of a person and leaves the person', async () => {
    const { people, close } = await open();
    await people.removeDevice('tablet', 'lost');
    expect(people.groups[1]?.members[0]?.devices.map((one) => one.deviceId)).toEqual(['desk']);
    close();
  });

  it('gives a device a name', async () => {
    const { people, close } = await open();
    await people.nameDevice('desk', 'Theatre office');
    expect(people.groups[1]?.members[0]?.devices[1]?.name).toBe('Theatre office');
    close();
  });

  it('is told when she may no longer do so, and sees how things are now', async () => {
    const { connection, people, close } = await open();
    connection.fake.refuses = true;
    const members = [{ ...amina, role: 'reader' as const }, ben];
    connection.fake.peopleOfSpace = { ...connection.fake.peopleOfSpace, members };
    const done = await people.setRole('ben', 'reader');
    expect(done).toEqual({ ok: false, error: { type: 'not-entitled' } });
    expect(people.me?.role).toBe('reader');
    close();
  });

  it('sees nothing happen when the vault ends under her hands', async () => {
    const { connection, people, close } = await open();
    connection.fake.removeMember = () => new Promise(() => {});
    const asked = people.removeMember('ben', 'unsaid');
    connection.end();
    expect(await asked).toBeUndefined();
    close();
  });
});
