import { beforeEach, expect, it } from 'vitest';
import { MemoryStorage } from '#lib/core/storage/index.ts';
import type { VaultEvent } from '#lib/core/workspace/types.ts';
import { Device, until } from '../support/device.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { FakeNetwork } from '../support/fake-network.ts';
import { HostileStorage } from '../support/hostile-storage.ts';

let network: FakeNetwork;
let clock: FakeClock;
let amina: Device;
let ben: Device;
let bensDisk: HostileStorage;
let localId: string;

beforeEach(async () => {
  network = new FakeNetwork();
  clock = new FakeClock();
  bensDisk = new HostileStorage(new MemoryStorage());
  amina = new Device(network, new MemoryStorage(), clock);
  ben = new Device(network, bensDisk, clock);
  for (const { vault } of [amina, ben]) await vault.create(null);
  const started = await amina.workspace.startCommunity({
    community: 'Eye surgery circle',
    name: 'Amina Okafor',
    organisation: 'Harbour Eye & Surgical'
  });
  if (!started.ok) throw new Error('no community');
  localId = started.value.localId;
  const to = { spaceLocalId: localId, organisation: 'Northgate Hospitals', days: 7 };
  const invited = await amina.workspace.invite(to);
  if (!invited.ok || !invited.value.link) throw new Error('no invitation');
  const fragment = new URL(invited.value.link).hash;
  const who = { name: 'Ben Tarrant', organisation: 'Northgate Hospitals' };
  const joined = await ben.workspace.acceptInvitation(fragment, who);
  if (!joined.ok) throw new Error(joined.error.type);
  await until('both have everything', hasAll);
});

async function write(title: string): Promise<void> {
  const made = await amina.workspace.createDocument({ spaceLocalId: localId, kind: 'page', title });
  if (!made.ok) throw new Error('no document');
}

/** By the log: the library takes its time. */
function hasAll(): boolean {
  const shared = ben.workspace.spaces().find(({ kind }) => kind === 'community');
  const [hers, his] = [
    amina.workspace.host(localId)?.space.log.length,
    ben.workspace.host(shared?.localId ?? '')?.space.log.length
  ];
  return hers !== undefined && hers === his;
}

const heldBy = (title: string) =>
  amina.workspace.catalogue(null).find((row) => row.title === title)?.heldBy ?? [];

it('[X5] a receipt that was signed out of touch is told when there is touch again', async () => {
  await write('Wrong lens implanted');
  await until('Ben has it', () => hasAll());
  // The second before Ben's device says so, the network goes.
  ben.plug.pull();
  clock.advance(1_000);
  await until('the receipt is kept', async () => {
    return (await ben.storage.list(['receipt-counter'])).length > 0;
  });
  expect(heldBy('Wrong lens implanted')).toEqual([]);
  ben.plug.pushIn();
  await until('Amina knows', () => heldBy('Wrong lens implanted').length > 0);
  expect(heldBy('Wrong lens implanted')).toEqual(['Northgate Hospitals']);
});

it('[X5] what an earlier life took in and did not say is said by the next', async () => {
  await write('Wrong lens implanted');
  await until('Ben has it', () => hasAll());
  await ben.vault.lock();
  ben.restart();
  await ben.vault.status();
  clock.advance(1_000);
  await until('Amina knows', () => heldBy('Wrong lens implanted').length > 0);
});

it('[X4] a disk that is full takes what others write once there is room, and Ben is told', async () => {
  const faults: VaultEvent[] = [];
  ben.vault.events.add((event) => void (event.type === 'storage-fault' && faults.push(event)));
  bensDisk.fate = () => 'failed';
  for (let number = 0; number < 10; number++) await write(`Case ${number}`);
  await until('Ben has been told', () => faults.length > 0);
  expect(faults[0]).toMatchObject({ sentence: expect.stringContaining('Make room on it') });
  bensDisk.fate = () => 'kept';
  await until('all is there', () => {
    clock.advance(1_000);
    return hasAll();
  });
});
