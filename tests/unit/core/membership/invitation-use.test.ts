import { beforeEach, describe, expect, it } from 'vitest';
import type { Operation } from '#lib/core/membership/operation.ts';
import {
  Community,
  memberOf,
  newPerson,
  noon,
  type OpenInvitation,
  organisationOf,
  type Person,
  stateOf
} from '../../../support/community.ts';

let space: Community;
let amina: Person;
let cleo: Person;
let ben: Person;
let eve: Person;

/** A community with two admins, Amina and Cleo, and nobody else. */
beforeEach(async () => {
  [amina, cleo, ben, eve] = (await Promise.all(['Amina', 'Cleo', 'Ben', 'Eve'].map(newPerson))) as [
    Person,
    Person,
    Person,
    Person
  ];
  space = await Community.foundedBy(amina);
  await space.welcomes(cleo, 'admin');
});

const isMember = async (person: Person, operations: readonly Operation[] = space.operations) =>
  (await space.ledger(operations)).state.devices.has(person.id);
const usedBy = async ({ keys }: OpenInvitation) =>
  (await space.ledger()).state.invitations.get(keys.inviteId)?.usedBy;

describe('[R6] an admission on an invitation', () => {
  it('makes a member, once', async () => {
    const invitation = await space.invites(amina, null);
    expect(await usedBy(invitation)).toBeNull();
    const first = await space.admits(amina, invitation, ben);
    expect(await usedBy(invitation)).toBe(memberOf(first));
    await space.admits(amina, invitation, eve);
    expect([await isMember(ben), await isMember(eve)]).toEqual([true, false]);
  });

  it('needs the invitation in its past', async () => {
    const invitation = await space.invitation(null);
    await space.admits(amina, invitation, ben);
    expect(await isMember(ben)).toBe(false);
    const heads = space.heads;
    await space.does(amina, invitation.body, { after: heads });
    await space.admits(amina, invitation, eve, { after: heads });
    expect(await isMember(eve)).toBe(false);
  });

  it('needs the invitation’s secret and the device’s own key', async () => {
    const invitation = await space.invites(amina, null);
    const other = await space.invitation(null);
    const guessed = { ...other.keys, inviteId: invitation.keys.inviteId };
    const after = space.heads;
    await space.admits(amina, { keys: guessed, body: invitation.body }, ben, { after });
    expect(await isMember(ben)).toBe(false);
  });

  it('holds for the device that was shown, and for no other', async () => {
    const invitation = await space.invites(amina, null);
    const after = space.heads;
    const bens = await space.admits(amina, invitation, ben, { after });
    space.operations.splice(space.operations.indexOf(bens), 1);
    const { body } = bens;
    if (body.kind !== 'admit') throw new Error('no admission');
    // Eve shows what Ben signed, once with her own device and once with half of his.
    await space.does(amina, { ...body, device: eve.keys }, { after });
    const mixed = { ...ben.keys, agreementKey: eve.keys.agreementKey };
    await space.does(amina, { ...body, device: mixed }, { after });
    await space.does(amina, { ...body, possession: body.proof }, { after });
    expect((await space.ledger()).state.members.size).toBe(2);
    await space.does(amina, body, { after });
    expect(await isMember(ben)).toBe(true);
  });

  it('must not be later than the invitation allows, to the second', async () => {
    const expiresAt = noon / 1000;
    const admittedAt = async (at: number) => {
      const invitation = await space.invitation(null, 'editor', expiresAt);
      await space.does(amina, invitation.body);
      const guest = await newPerson('Ben');
      await space.admits(amina, invitation, guest, { at });
      return isMember(guest);
    };
    expect(await admittedAt(noon)).toBe(true);
    expect(await admittedAt(noon + 1)).toBe(false);
    expect(await admittedAt(0)).toBe(true);
  });
});

describe('[R7] two admissions on one invitation at once', () => {
  it('make exactly one member, the same wherever they arrive first', async () => {
    const invitation = await space.invites(amina, null);
    const after = space.heads;
    const by = [
      await space.admits(amina, invitation, ben, { after }),
      await space.admits(cleo, invitation, eve, { after })
    ] as const;
    const before = space.operations.slice(0, -2);
    const [one, two] = await Promise.all([
      space.ledger([...before, by[0], by[1]]),
      space.ledger([...before, by[1], by[0]])
    ]);
    expect(stateOf(one)).toEqual(stateOf(two));
    // Amina has been an admin for longer.
    expect(one.state.devices.has(ben.id)).toBe(true);
    expect(one.state.devices.has(eve.id)).toBe(false);
    expect(await usedBy(invitation)).toBe(memberOf(by[0]));
  });

  it('are won by the higher role first, even against seniority', async () => {
    const invitation = await space.invites(amina, null, 'editor');
    const after = space.heads;
    await space.admits(amina, invitation, ben, { after, role: 'reader' });
    await space.admits(cleo, invitation, eve, { after, role: 'editor' });
    expect([await isMember(ben), await isMember(eve)]).toEqual([false, true]);
  });

  it('by one admin are won by the earlier in order, alone', async () => {
    const invitation = await space.invites(amina, null);
    const after = space.heads;
    const pair = [
      await space.admits(amina, invitation, ben, { after }),
      await space.admits(amina, invitation, eve, { after })
    ];
    const first = pair.sort((a, b) => (a.id < b.id ? -1 : 1))[0];
    const { members } = (await space.ledger()).state;
    expect(pair.map((op) => members.has(memberOf(op)))).toEqual(pair.map((op) => op === first));
  });

  it('a void one takes nothing from the other, however early it stands', async () => {
    const invitation = await space.invites(amina, null, 'editor');
    await space.welcomes(eve, 'editor');
    const early = space.heads;
    await space.addOrganisation(amina);
    await space.admits(amina, invitation, ben);
    expect(await isMember(ben)).toBe(true);
    // Eve is an editor and admits nobody; her operation stands before Amina’s in every order.
    await space.admits(eve, invitation, await newPerson('Sock'), { after: early });
    expect(await isMember(ben)).toBe(true);
    expect(await usedBy(invitation)).not.toBeNull();
  });
});

describe('[R10] what a mere member signs takes nothing from anybody', () => {
  beforeEach(() => space.welcomes(eve, 'reader'));

  it('nobody can sign an invitation under the name of another: it is the hash of its key', async () => {
    const { inviteId } = (await space.invitation(null)).keys;
    const forged = { ...(await space.invitation(null)).body, inviteId };
    const { record } = await space.does(amina, forged);
    expect(await (await space.ledger(space.operations.slice(0, -1))).add(record)).toEqual({
      ok: false,
      error: 'malformed'
    });
  });

  it('a copy of an invitation neither closes the true one nor widens it', async () => {
    const steward = await newPerson('Steward');
    const orgId = organisationOf(await space.addOrganisation(amina));
    await space.welcomes(steward, 'steward', orgId);
    const early = space.heads;
    const invitation = await space.invites(amina, null, 'reader');
    await space.does(steward, { ...invitation.body, orgId }, { after: early });
    await space.does(steward, { kind: 'revoke-invitation', inviteId: invitation.keys.inviteId });
    await space.admits(amina, invitation, ben);
    expect(await isMember(ben)).toBe(true);
  });

  it('an invitation under theirs with the true key does not either', async () => {
    const early = space.heads;
    await space.addOrganisation(amina);
    const invitation = await space.invites(amina, null);
    await space.admits(amina, invitation, ben);
    await space.does(eve, { ...invitation.body, role: 'reader' }, { after: early });
    expect(await isMember(ben)).toBe(true);
    const state = (await space.ledger()).state.invitations.get(invitation.keys.inviteId);
    expect(state).toMatchObject({ role: 'editor' });
  });

  it('an admission of somebody else’s device does not put them out', async () => {
    const early = space.heads;
    await space.addOrganisation(amina);
    const admitted = await space.welcomes(ben);
    const sock = await space.invitation(null);
    await space.admits(eve, sock, ben, { after: early });
    const { devices } = (await space.ledger()).state;
    expect(devices.get(ben.id)?.memberId).toBe(memberOf(admitted));
    // And what Ben signs is heard wherever the two have arrived.
    const bens = await space.addOrganisation(ben);
    const operations = space.operations.filter((op) => op !== bens);
    for (const order of [operations, [...operations].sort((a, b) => a.lamport - b.lamport)]) {
      expect((await space.ledger(order)).has(bens.id)).toBe(false);
      await space.ledger([...order, bens]);
    }
  });
});

describe('[R11] a device that two admins admit at once', () => {
  it('is one member, and what it signs is heard whichever admission came first', async () => {
    const [first, second] = [await space.invites(amina, null), await space.invites(cleo, null)];
    const after = space.heads;
    const byAmina = await space.admits(amina, first, ben, { after });
    const byCleo = await space.admits(cleo, second, ben, { after });
    const before = space.operations.slice(0, -2);
    // Ben has heard of one of them only when he signs.
    const bens = await space.addOrganisation(ben, { after: [byCleo] });
    const one = await space.ledger([...before, byAmina, byCleo, bens]);
    const two = await space.ledger([...before, byCleo, bens, byAmina]);
    expect(stateOf(one)).toEqual(stateOf(two));
    const winner = [byAmina, byCleo].sort((a, b) => (a.id < b.id ? -1 : 1))[0];
    expect(one.state.devices.get(ben.id)?.memberId).toBe(winner && memberOf(winner));
    const bensMembers = [byAmina, byCleo].filter((op) => one.state.members.has(memberOf(op)));
    expect(bensMembers.length).toBe(1);
  });

  it('on one invitation is a member too, whoever of them is more senior', async () => {
    // By order either may come first, while Amina is the senior one.
    for (let times = 0; times < 8; times++) {
      const guest = await newPerson('Ben');
      const invitation = await space.invites(amina, null);
      const after = space.heads;
      const both = [
        await space.admits(amina, invitation, guest, { after }),
        await space.admits(cleo, invitation, guest, { after })
      ];
      const [first] = both.toSorted((a, b) => (a.id < b.id ? -1 : 1));
      expect(await isMember(guest)).toBe(true);
      expect(await usedBy(invitation)).toBe(first && memberOf(first));
    }
  });
});
