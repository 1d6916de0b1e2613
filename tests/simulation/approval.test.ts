import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryStorage } from '#lib/core/storage/index.ts';
import type { SpaceKind, VaultEvent } from '#lib/core/workspace/index.ts';
import { Device, until } from '../support/device.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { FakeNetwork } from '../support/fake-network.ts';
import { HostileStorage } from '../support/hostile-storage.ts';
import { comeUnproved } from '../support/unproved-guest.ts';

type Shared = Exclude<SpaceKind, 'private'>;

const names = {
  ben: { name: 'Ben Tarrant', organisation: 'Northgate Hospitals' },
  chloe: { name: 'Chloe Byrne', organisation: 'Westbrook Clinics' },
  dora: { name: 'Dora Lindqvist', organisation: 'Northgate Hospitals' }
};

let network: FakeNetwork;
let clock: FakeClock;
let aminasDisk: HostileStorage;
let amina: Device;
let localId: string;

beforeEach(async () => {
  network = new FakeNetwork();
  clock = new FakeClock();
  aminasDisk = new HostileStorage(new MemoryStorage());
  amina = new Device(network, aminasDisk, clock);
  await amina.vault.create(null);
});

async function start(kind: Shared): Promise<void> {
  const started = await amina.workspace.startCommunity({
    community: 'Wrong lens, May',
    name: 'Amina Okafor',
    organisation: 'Harbour Eye & Surgical',
    kind
  });
  if (!started.ok) throw new Error('no space');
  localId = started.value.localId;
}

async function newDevice(): Promise<Device> {
  const device = new Device(network, new MemoryStorage(), clock);
  await device.vault.create(null);
  return device;
}

async function invite(approval?: boolean, by = amina, space = localId): Promise<string> {
  const invited = await by.workspace.invite({
    spaceLocalId: space,
    organisation: 'Northgate Hospitals',
    days: 7,
    ...(approval !== undefined && { approval })
  });
  if (!invited.ok || !invited.value.link) throw new Error('no invitation');
  return new URL(invited.value.link).hash;
}

const hostOf = (device: Device, space = sharedIn(device)) => {
  const host = device.workspace.host(space);
  if (!host) throw new Error('no such space');
  return host;
};

const sharedIn = (device: Device): string =>
  device.workspace.spaces().find(({ kind }) => kind !== 'private')?.localId ?? '';

const isIn = (device: Device): boolean => sharedIn(device) !== '';

const receptionOf = (device: Device) => hostOf(device).inviting.reception;

const request = async (device: Device) => (await device.workspace.arrivals.list(null))[0];

/** Waits until both devices show one code, and gives the request as it stands at the inviting one. */
async function compared(host: Device, guest: Device) {
  await until('both show the same code', async () => {
    const here = receptionOf(host).requests()[0]?.code;
    const there = (await request(guest))?.askedOf.map(({ code }) => code);
    return typeof here === 'string' && there?.includes(here) === true;
  });
  const [asking] = receptionOf(host).requests();
  if (!asking) throw new Error('nobody asks');
  return asking;
}

/** Makes somebody a member without being asked, in a role. */
async function welcome(
  device: Device,
  who: { name: string; organisation: string },
  role: 'admin' | 'editor'
) {
  expect((await device.workspace.acceptInvitation(await invite(false), who)).ok).toBe(true);
  const { space, governing } = hostOf(amina);
  const memberId = space.membership.devices.get(hostOf(device).space.deviceId)?.memberId ?? '';
  if (role === 'admin') expect((await governing.setRole(memberId, 'admin')).ok).toBe(true);
  await until(`${who.name} knows their role`, () => hostOf(device).space.member?.role === role);
  return memberId;
}

/** How many invitations a device could wait with. */
const heldBy = async (device: Device): Promise<number> =>
  (await device.storage.list(['invitation'])).length;

describe('[J6] an invitation with approval', () => {
  it.each<[Shared, boolean]>([
    ['community', false],
    ['sub-group', true],
    ['investigation', true]
  ])('is what a %s begins with: %s', async (kind, approval) => {
    await start(kind);
    await invite();
    expect(await amina.workspace.invitations(localId)).toMatchObject([{ approval }]);
  });

  it('lets nobody in before a person has compared the code', async () => {
    await start('investigation');
    const ben = await newDevice();
    const fragment = await invite();
    expect(await ben.workspace.inspectInvitation(fragment)).toMatchObject({
      value: { approval: true, answeredBy: 'Amina Okafor' }
    });
    const joining = ben.workspace.acceptInvitation(fragment, names.ben);
    const asking = await compared(amina, ben);
    expect(asking).toMatchObject({ name: 'Ben Tarrant', here: true, role: 'editor' });
    expect(isIn(ben)).toBe(false);
    expect(await request(ben)).toMatchObject({
      community: 'Wrong lens, May',
      standing: { type: 'asked' },
      askedOf: [{ name: 'Amina Okafor', here: true, code: asking.code }]
    });
    expect((await receptionOf(amina).letIn(asking.requestId)).ok).toBe(true);
    expect((await joining).ok).toBe(true);
    expect(isIn(ben)).toBe(true);
    expect(receptionOf(amina).requests()).toEqual([]);
    expect(await ben.storage.list(['asking'])).toEqual([]);
  });

  it('turned down is said so, and the link is good for nobody any more', async () => {
    await start('investigation');
    const ben = await newDevice();
    const fragment = await invite();
    const joining = ben.workspace.acceptInvitation(fragment, names.ben);
    const { requestId } = await compared(amina, ben);
    expect((await receptionOf(amina).turnDown(requestId)).ok).toBe(true);
    expect(await joining).toEqual({ ok: false, error: { type: 'turned-down' } });
    expect(await amina.workspace.invitations(localId)).toMatchObject([{ state: 'revoked' }]);
    const chloe = await newDevice();
    expect(await chloe.workspace.inspectInvitation(fragment)).toEqual({
      ok: false,
      error: { type: 'revoked-link' }
    });
  });

  it('shows two who hold one link apart, each with a code of their own', async () => {
    await start('investigation');
    const [ben, eve] = [await newDevice(), await newDevice()];
    const fragment = await invite();
    const joining = ben.workspace.acceptInvitation(fragment, names.ben);
    const stealing = eve.workspace.acceptInvitation(fragment, names.ben);
    await until('Amina sees both', () => {
      const codes = receptionOf(amina).requests();
      return codes.length === 2 && codes.every(({ code }) => code !== null);
    });
    const bens = (await request(ben))?.askedOf[0]?.code;
    const [genuine, ...others] = receptionOf(amina)
      .requests()
      .toSorted((a) => (a.code === bens ? -1 : 1));
    expect(others.map(({ code }) => code)).not.toContain(bens);
    expect((await receptionOf(amina).letIn(genuine?.requestId ?? '')).ok).toBe(true);
    expect((await joining).ok).toBe(true);
    expect(await stealing).toEqual({ ok: false, error: { type: 'used-link' } });
    expect(isIn(eve)).toBe(false);
  });

  it('can be completed while the one who asked is away, and reaches them later', async () => {
    await start('investigation');
    const ben = await newDevice();
    const joining = ben.workspace.acceptInvitation(await invite(), names.ben);
    const { requestId, code } = await compared(amina, ben);
    ben.plug.pull();
    await until('Amina sees that he is away', () =>
      receptionOf(amina)
        .requests()
        .every(({ here }) => !here)
    );
    // What his screen said is still what is to be compared.
    expect((await request(ben))?.askedOf).toMatchObject([{ here: false, code }]);
    expect((await receptionOf(amina).letIn(requestId)).ok).toBe(true);
    ben.plug.pushIn();
    expect((await joining).ok).toBe(true);
  });
});

describe('[J7] an invitation whose maker is away', () => {
  it.each([true, false])('is completed by another admin; with approval: %s', async (approval) => {
    await start('investigation');
    const [ben, chloe] = [await newDevice(), await newDevice()];
    await welcome(ben, names.ben, 'admin');
    const fragment = await invite(approval);
    // The one that let Ben in is his to say "used" with, too.
    await until('Ben knows where to wait', async () => (await heldBy(ben)) === 2);
    amina.plug.pull();
    const joining = chloe.workspace.acceptInvitation(fragment, names.chloe);
    if (approval) {
      const asking = await compared(ben, chloe);
      expect((await request(chloe))?.askedOf).toMatchObject([{ name: 'Ben Tarrant' }]);
      expect((await receptionOf(ben).letIn(asking.requestId)).ok).toBe(true);
    }
    expect((await joining).ok).toBe(true);
    amina.plug.pushIn();
    await until('Amina hears of it', () => hostOf(amina).space.membership.members.size === 3);
    expect(await amina.workspace.invitations(localId)).toMatchObject([
      { state: 'used' },
      { state: 'used' }
    ]);
  });

  it('gives nobody else what they would need to wait, nor anybody the link', async () => {
    await start('investigation');
    const [ben, dora] = [await newDevice(), await newDevice()];
    await welcome(ben, names.ben, 'admin');
    await welcome(dora, names.dora, 'editor');
    await invite();
    await until('Ben knows where to wait', async () => (await heldBy(ben)) === 3);
    expect(await heldBy(dora)).toBe(0);
    const bens = await ben.workspace.invitations(sharedIn(ben));
    expect(bens.map(({ link }) => link)).toEqual([null, null, null]);
  });

  it('is waited for by whoever becomes an admin later, and no more by who was one', async () => {
    await start('investigation');
    const [ben, chloe] = [await newDevice(), await newDevice()];
    const memberId = await welcome(ben, names.ben, 'editor');
    const fragment = await invite(true);
    expect(await heldBy(ben)).toBe(0);
    await hostOf(amina).governing.setRole(memberId, 'admin');
    await until('Ben knows where to wait', async () => (await heldBy(ben)) === 2);
    await hostOf(amina).governing.setRole(memberId, 'editor');
    await until('Ben is an editor again', () => hostOf(ben).space.member?.role === 'editor');
    amina.plug.pull();
    void chloe.workspace.acceptInvitation(fragment, names.chloe);
    await until('Chloe looks', async () => (await request(chloe))?.standing.type === 'looking');
    clock.advance(60_000);
    expect(receptionOf(ben).requests()).toEqual([]);
  });

  it('waits with the one who asks, over restarts, until somebody comes who may', async () => {
    await start('investigation');
    const chloe = await newDevice();
    const fragment = await invite();
    amina.plug.pull();
    expect(chloe.workspace.acceptInvitation(fragment, names.chloe)).toBeInstanceOf(Promise);
    await until('her request is kept', async () => (await request(chloe)) !== undefined);
    clock.advance(3_600_000);
    expect(await request(chloe)).toMatchObject({ standing: { type: 'looking', reachable: true } });
    await chloe.vault.lock();
    chloe.restart();
    await chloe.vault.status();
    expect(await request(chloe)).toMatchObject({ name: 'Chloe Byrne', approval: null });
    amina.plug.pushIn();
    const { requestId } = await compared(amina, chloe);
    expect((await receptionOf(amina).letIn(requestId)).ok).toBe(true);
    await until('Chloe is in', async () => (await request(chloe))?.standing.type === 'joined');
    expect(isIn(chloe)).toBe(true);
  });

  it('takes one person in once, when two admins press at the same moment', async () => {
    await start('investigation');
    const [ben, chloe] = [await newDevice(), await newDevice()];
    await welcome(ben, names.ben, 'admin');
    const fragment = await invite();
    await until('Ben knows where to wait', async () => (await heldBy(ben)) === 2);
    const joining = chloe.workspace.acceptInvitation(fragment, names.chloe);
    const atBen = await compared(ben, chloe);
    const atAmina = await compared(amina, chloe);
    // Each has a session of its own with her, so each a code of its own.
    expect(atBen.code).not.toBe(atAmina.code);
    await Promise.all([
      receptionOf(amina).letIn(atAmina.requestId),
      receptionOf(ben).letIn(atBen.requestId)
    ]);
    expect(await joining).toMatchObject({ ok: true });
    await until('both have each other’s word', () =>
      [amina, ben, chloe].every(({ workspace }) => {
        const host = workspace.spaces().find(({ kind }) => kind === 'investigation');
        return host?.organisations.flatMap(({ people }) => people).length === 3;
      })
    );
    for (const device of [amina, ben]) {
      expect(hostOf(device).space.membership.members.size).toBe(3);
      expect(receptionOf(device).requests()).toEqual([]);
    }
  });

  it('ends by itself when the link expires', async () => {
    await start('investigation');
    const chloe = await newDevice();
    const fragment = await invite();
    amina.plug.pull();
    const joining = chloe.workspace.acceptInvitation(fragment, names.chloe);
    await until('her request is kept', async () => (await request(chloe)) !== undefined);
    clock.set(clock.now() + 8 * 86_400_000);
    await until('her device says so', async () => {
      clock.advance(0);
      return (await request(chloe))?.standing.type === 'failed';
    });
    expect(await joining).toEqual({ ok: false, error: { type: 'expired-link' } });
  });

  it('is forgotten when the one who asks asks no more', async () => {
    await start('investigation');
    const chloe = await newDevice();
    void chloe.workspace.acceptInvitation(await invite(), names.chloe);
    const { requestId } = await compared(amina, chloe);
    expect((await receptionOf(amina).turnDown('nobody')).ok).toBe(false);
    const [own] = await chloe.workspace.arrivals.list(null);
    await chloe.workspace.arrivals.withdraw(own?.requestId ?? '');
    await until('Amina sees that she is away', () =>
      receptionOf(amina)
        .requests()
        .every(({ here, requestId: id }) => !here && id === requestId)
    );
    expect(await chloe.storage.list(['asking'])).toEqual([]);
  });
});

describe('[J8] an invitation is locked', () => {
  it('after five who have the link and cannot prove it', async () => {
    await start('community');
    const fragment = await invite();
    for (let times = 1; times <= 5; times++) {
      expect(await amina.workspace.invitations(localId)).toMatchObject([{ state: 'open' }]);
      await until(`Eve has failed ${times} times`, await comeUnproved(network, clock, fragment));
    }
    await until('it is taken back', async () => {
      const [invitation] = await amina.workspace.invitations(localId);
      return invitation?.state === 'revoked';
    });
  });
});

describe('[J9] an admission that the disk does not take', () => {
  it('is refused clearly, told to the inviter, and works once the disk does', async () => {
    await start('community');
    const told: VaultEvent[] = [];
    amina.vault.events.add((event) => told.push(event));
    const ben = await newDevice();
    const fragment = await invite();
    expect((await ben.workspace.inspectInvitation(fragment)).ok).toBe(true);
    aminasDisk.fate = () => 'failed';
    expect(await ben.workspace.acceptInvitation(fragment, names.ben)).toEqual({
      ok: false,
      error: { type: 'host-unable' }
    });
    expect(told).toContainEqual({
      type: 'storage-fault',
      sentence: expect.stringContaining('nobody can be let in') as string
    });
    aminasDisk.fate = () => 'kept';
    expect((await ben.workspace.acceptInvitation(fragment, names.ben)).ok).toBe(true);
  });

  it('leaves a request that a person decides where it is', async () => {
    await start('investigation');
    const ben = await newDevice();
    const joining = ben.workspace.acceptInvitation(await invite(), names.ben);
    const { requestId } = await compared(amina, ben);
    aminasDisk.fate = () => 'failed';
    expect(await receptionOf(amina).letIn(requestId)).toEqual({
      ok: false,
      error: { type: 'not-kept' }
    });
    aminasDisk.fate = () => 'kept';
    expect((await receptionOf(amina).letIn(requestId)).ok).toBe(true);
    expect((await joining).ok).toBe(true);
  });
});
