import { beforeAll, describe, expect, it } from 'vitest';
import type { Ledger } from '#lib/core/membership/index.ts';
import type { Operation } from '#lib/core/membership/operation.ts';
import type { Role } from '#lib/core/membership/roles.ts';
import {
  Community,
  founderOrganisation,
  memberOf,
  newPerson,
  type OpenInvitation,
  organisationOf,
  type Person
} from '../../../support/community.ts';

const roles: readonly Role[] = ['reader', 'commenter', 'editor', 'steward', 'admin'];

let space: Community;
let ledger: Ledger;
let harbour: string;
let northgate: string;
let guest: Person;
const staff = new Map<Role, Person>();

const person = (role: Role): Person => {
  const found = staff.get(role);
  if (!found) throw new Error(`no ${role}`);
  return found;
};

/** One person of every role, all but the founder at Northgate. */
beforeAll(async () => {
  space = await Community.foundedBy(await newPerson('Amina'));
  staff.set('admin', space.founder);
  harbour = await founderOrganisation(space);
  northgate = organisationOf(await space.addOrganisation(space.founder));
  for (const role of roles.slice(0, 4)) {
    staff.set(role, await newPerson(role));
    await space.welcomes(person(role), role, northgate);
  }
  guest = await newPerson('Ben');
  ledger = await space.ledger();
});

/** Whether an operation changes anything; the ledger takes it in either way. */
async function counts(make: () => Promise<Operation>): Promise<boolean> {
  const operation = await make();
  expect(await ledger.add(operation.record)).toEqual({ ok: true, value: true });
  const [before, after] = [ledger.stateAt(operation.parents), ledger.stateAt([operation.id])];
  // The next one stands beside it, not on it.
  space.operations.splice(space.operations.indexOf(operation), 1);
  return (['members', 'organisations', 'invitations'] as const).some(
    (part) => before?.[part].size !== after?.[part].size
  );
}

/** An invitation by the founder that all that follows may stand on. */
async function invited(orgId: string | null, role: Role): Promise<OpenInvitation> {
  const invitation = await space.invites(space.founder, orgId, role);
  const operation = space.operations.at(-1);
  if (operation) await ledger.add(operation.record);
  return invitation;
}

describe('[R1] who may invite', () => {
  const cases = roles.flatMap((author) =>
    roles.flatMap((role) =>
      (['own', 'other', 'none', 'unknown'] as const).map((org) => ({ author, role, org }))
    )
  );

  it.each(cases)('a $author as $role, organisation: $org', async ({ author, role, org }) => {
    const own = author === 'admin' ? harbour : northgate;
    const other = author === 'admin' ? northgate : harbour;
    const orgId = { own, other, none: null, unknown: 'a'.repeat(26) }[org];
    const { body } = await space.invitation(orgId, role);
    const mayAsAdmin = author === 'admin' && org !== 'unknown';
    const atMostEditor = roles.indexOf(role) <= roles.indexOf('editor');
    const mayAsSteward = author === 'steward' && org === 'own' && atMostEditor;
    expect(await counts(() => space.does(person(author), body))).toBe(mayAsAdmin || mayAsSteward);
  });
});

describe('[R6] who may admit on an invitation', () => {
  it.each(roles)('to Northgate as editor: a %s', async (author) => {
    const invitation = await invited(northgate, 'editor');
    const admitted = await counts(() => space.admits(person(author), invitation, guest));
    expect(admitted).toBe(author === 'admin' || author === 'steward');
  });

  it('to another organisation: an admin, no steward', async () => {
    const invitation = await invited(harbour, 'editor');
    const steward = person('steward');
    expect(await counts(() => space.admits(steward, invitation, guest))).toBe(false);
    expect(await counts(() => space.admits(space.founder, invitation, guest))).toBe(true);
  });

  it('as steward: an admin, no steward', async () => {
    const invitation = await invited(northgate, 'steward');
    const steward = person('steward');
    expect(await counts(() => space.admits(steward, invitation, guest))).toBe(false);
    expect(await counts(() => space.admits(space.founder, invitation, guest))).toBe(true);
  });

  it('nobody above the role that it names, or into another organisation', async () => {
    const invitation = await invited(northgate, 'editor');
    const admits = (as: { role?: Role; orgId?: string | null }) =>
      counts(() => space.admits(space.founder, invitation, guest, as));
    expect(await admits({ role: 'steward' })).toBe(false);
    expect(await admits({ role: 'admin' })).toBe(false);
    expect(await admits({ orgId: harbour })).toBe(false);
    expect(await admits({ orgId: null })).toBe(false);
    expect(await admits({ role: 'reader' })).toBe(true);
    expect(await admits({ role: 'editor' })).toBe(true);
  });
});

describe('[R4] other operations', () => {
  it.each(roles)('organisations are added by admins: a %s', async (author) => {
    expect(await counts(() => space.addOrganisation(person(author)))).toBe(author === 'admin');
  });

  it('the founder is an admin of the first organisation, and nobody else is by founding', async () => {
    const { members, founder } = (await space.ledger(space.operations.slice(0, 10))).state;
    const founding = members.get(memberOf(space.genesis));
    expect(founder).toBe(memberOf(space.genesis));
    expect(founding).toMatchObject({ role: 'admin', orgId: harbour });
    expect([...members.values()].filter(({ role }) => role === 'admin').length).toBe(1);
    expect(members.size).toBe(5);
  });

  it('power begins with the operation that gives it: not for what was signed beside it', async () => {
    const second = await invited(null, 'admin');
    const before = space.heads;
    const promoted = await space.admits(space.founder, second, guest);
    await ledger.add(promoted.record);
    expect(ledger.stateAt([promoted.id])?.members.get(memberOf(promoted))?.role).toBe('admin');
    expect(ledger.stateAt(before.map(({ id }) => id))?.members.has(memberOf(promoted))).toBe(false);
    expect(ledger.stateAt(['f'.repeat(64)])).toBeNull();
    space.operations.pop();
  });
});
