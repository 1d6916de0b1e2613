import { beforeEach, describe, expect, it } from 'vitest';
import { type Bytes, idFromBytes, systemRandom } from '#lib/core/base/index.ts';
import { sign } from '#lib/core/crypto/index.ts';
import {
  deriveInvitationKeys,
  type InvitationKeys,
  readLink,
  writeLink
} from '#lib/core/membership/index.ts';
import { MemoryStorage } from '#lib/core/storage/index.ts';
import {
  decodeMessage,
  encodeMessage,
  type Message,
  Rendezvous,
  type Session,
  dailyPlaces
} from '#lib/core/sync/index.ts';
import { Community, newPerson, noon, type Person } from '../support/community.ts';
import { Device, until } from '../support/device.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { FakeNetwork } from '../support/fake-network.ts';
import { HostileStorage } from '../support/hostile-storage.ts';

const who = { name: 'Ben Tarrant', organisation: 'Northgate Hospitals' };

let network: FakeNetwork;
let clock: FakeClock;
let aminasDisk: HostileStorage;
let amina: Device;
let ben: Device;
let localId: string;

beforeEach(async () => {
  network = new FakeNetwork();
  clock = new FakeClock();
  aminasDisk = new HostileStorage(new MemoryStorage());
  amina = new Device(network, aminasDisk, clock);
  ben = new Device(network, new MemoryStorage(), clock);
  for (const { vault } of [amina, ben]) await vault.create(null);
  const started = await amina.workspace.startCommunity({
    community: 'Eye surgery circle',
    name: 'Amina Okafor',
    organisation: 'Harbour Eye & Surgical'
  });
  if (!started.ok) throw new Error('no community');
  localId = started.value.localId;
});

async function invite(organisation = 'Northgate Hospitals'): Promise<string> {
  const invited = await amina.workspace.invite({ spaceLocalId: localId, organisation, days: 7 });
  if (!invited.ok || !invited.value.link) throw new Error('no invitation');
  return new URL(invited.value.link).hash;
}

const communitiesOf = (device: Device) =>
  device.workspace.spaces().filter(({ kind }) => kind === 'community').length;

/** Somebody else who has the link, and says in its meeting place what they like. */
async function stranger(
  fragment: string,
  says: (session: Session, invite: InvitationKeys) => Promise<void>,
  person?: Person
): Promise<Rendezvous> {
  const link = await readLink(fragment);
  if (!link.ok) throw new Error('no link');
  const keys = await deriveInvitationKeys(link.value.secret);
  const { keys: own, id: deviceId } = person ?? (await newPerson('Eve'));
  const { signalling, connector } = network.plug();
  const rendezvous = new Rendezvous(
    {
      spaceId: link.value.spaceId,
      deviceId,
      places: (now) => dailyPlaces(keys.rendezvous, now),
      signHello: (message) => sign(own.sign, 'cairn/1/hello', message),
      checkHello: async () => true,
      prove: (transcript) => sign(own.sign, 'cairn/1/auth', transcript),
      check: async () => true,
      met: (session) => void says(session, keys)
    },
    { signalling, connector, clock, random: systemRandom }
  );
  rendezvous.start();
  return rendezvous;
}

const say = (session: Session, message: Message) => session.send(encodeMessage(message));

describe('[J3] an invited device', () => {
  it('believes no refusal of somebody who does not prove that they may admit', async () => {
    const fragment = await invite();
    amina.plug.pull();
    let refused = false;
    await stranger(fragment, async (session) => {
      await say(session, { type: 'refused', reason: 'used' });
      refused = true;
    });
    const offer = ben.workspace.inspectInvitation(fragment);
    await until('Eve has refused', () => refused);
    amina.plug.pushIn();
    expect(await offer).toMatchObject({ ok: true, value: { community: 'Eye surgery circle' } });
  });

  it('believes no admission of somebody else, while the inviting device is at it', async () => {
    const fragment = await invite();
    const sessions: Session[] = [];
    await stranger(fragment, async (session) => void sessions.push(session));
    expect((await ben.workspace.inspectInvitation(fragment)).ok).toBe(true);
    await until('Eve is there as well', () => sessions.length > 0);
    aminasDisk.hold();
    const joining = ben.workspace.acceptInvitation(fragment, who);
    for (const session of sessions) await say(session, { type: 'admitted' });
    await until('Ben has heard Eve', () => sessions.every(({ isOpen }) => !isOpen));
    aminasDisk.letGo();
    expect((await joining).ok).toBe(true);
    expect(communitiesOf(ben)).toBe(1);
  });

  it('keeps nothing of a space whose ledger does not name it', async () => {
    const liar = await newPerson('Amina');
    const community = await Community.foundedBy(liar);
    const secret = systemRandom.bytes(16);
    const { inviteId, publicKey: inviteKey } = await deriveInvitationKeys(secret);
    const expiresAt = noon / 1000 + 86_400;
    const open = { orgId: null, role: 'editor', expiresAt, automatic: true } as const;
    await community.does(liar, { kind: 'invite', inviteId, inviteKey, ...open });
    const fragment = `#${await writeLink({ secret, spaceId: community.spaceId, expiresAt })}`;
    const records: Bytes[] = community.operations.map(({ record }) => record);
    const sessions: Session[] = [];
    await stranger(
      fragment,
      async (session) => {
        sessions.push(session);
        session.listen(async (bytes) => {
          if (decodeMessage(bytes)?.type === 'join') await say(session, { type: 'admitted' });
        });
        await say(session, { type: 'operations', records });
        const offer = {
          community: 'C',
          inviterName: 'A',
          inviterOrganisation: 'H',
          answeredBy: 'A'
        };
        const rest = { organisation: 'N', documents: 1, organisations: [] };
        await say(session, {
          type: 'offer',
          offer: {
            kind: 'community',
            ...offer,
            ...rest
          }
        });
      },
      liar
    );
    expect((await ben.workspace.inspectInvitation(fragment)).ok).toBe(true);
    void ben.workspace.acceptInvitation(fragment, who);
    await until('Ben has seen through her', () => sessions.some(({ isOpen }) => !isOpen));
    expect(await ben.workspace.arrivals.list(fragment)).toMatchObject([
      { standing: { type: 'looking' } }
    ]);
    expect(communitiesOf(ben)).toBe(0);
    expect((await ben.storage.list(['space'])).length).toBe(1);
  });
});

describe('[J4] the inviting device', () => {
  it('tells the second of two, who use one link at once, that it is used', async () => {
    const fragment = await invite();
    const cleo = new Device(network, new MemoryStorage(), clock);
    await cleo.vault.create(null);
    const both = [ben, cleo];
    for (const { workspace } of both) {
      expect((await workspace.inspectInvitation(fragment)).ok).toBe(true);
    }
    const outcomes = await Promise.all(
      both.map(({ workspace }) => workspace.acceptInvitation(fragment, who))
    );
    const failures = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.error.type]));
    expect(failures).toEqual(['used-link']);
    expect(communitiesOf(ben) + communitiesOf(cleo)).toBe(1);
  });

  it('refuses later ones too, who can be sure of it', async () => {
    const fragment = await invite();
    expect((await ben.workspace.acceptInvitation(fragment, who)).ok).toBe(true);
    const cleo = new Device(network, new MemoryStorage(), clock);
    await cleo.vault.create(null);
    expect(await cleo.workspace.inspectInvitation(fragment)).toEqual({
      ok: false,
      error: { type: 'used-link' }
    });
  });

  it('lets people in, however much anybody has signed', async () => {
    const space = amina.workspace.host(localId)?.space;
    if (!space) throw new Error('no space');
    for (let i = 0; i < 40; i++) {
      const epochId = idFromBytes(systemRandom.bytes(16));
      const previousKeys = systemRandom.bytes(60_000);
      await space.operate({ kind: 'epoch', epochId, wraps: [], previousKeys });
    }
    const fragment = await invite();
    expect((await ben.workspace.acceptInvitation(fragment, who)).ok).toBe(true);
    expect(communitiesOf(ben)).toBe(1);
  });
});
