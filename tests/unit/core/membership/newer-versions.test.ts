import { beforeEach, describe, expect, it } from 'vitest';
import type { Bytes } from '#lib/core/base/index.ts';
import { Community, newPerson, type Person } from '../../../support/community.ts';

let space: Community;
let ben: Person;
beforeEach(async () => {
  space = await Community.foundedBy(await newPerson('Amina'));
  ben = await newPerson('Ben');
});

async function afterwards(record: Bytes) {
  const ledger = await space.ledger();
  expect(await ledger.add(record)).toEqual({ ok: true, value: true });
  return ledger;
}

describe('[L7] operations of a newer version', () => {
  it.each([128, 200, 255])('of kind %i are carried and ignored', async (kind) => {
    const body = [['anything', 7, [null, true]], new Uint8Array(3)];
    const record = await space.doesRaw(space.founder, kind, body);
    const ledger = await afterwards(record);
    expect(ledger.state.updateNeeded).toBe(false);
    expect(ledger.operationsAfter([space.genesis.id]).map((op) => op.record)).toEqual([record]);
  });

  it.each([14, 16, 127])('of kind %i mean that this version may only read', async (kind) => {
    const record = await space.doesRaw(space.founder, kind, []);
    expect((await afterwards(record)).state.updateNeeded).toBe(true);
  });

  it('from somebody who has no place here mean nothing', async () => {
    const other = await newPerson('Cleo');
    const invitation = await space.invites(space.founder, null);
    const after = space.heads;
    await space.admits(space.founder, invitation, other, { after, role: 'editor' });
    await space.admits(space.founder, invitation, ben, { after, role: 'reader' });
    const record = await space.doesRaw(ben, 16, [], { after: space.heads });
    const ledger = await afterwards(record);
    expect(ledger.state.devices.has(ben.id)).toBe(false);
    expect(ledger.state.updateNeeded).toBe(false);
  });

  it('from anybody but an admin stop nobody', async () => {
    await space.welcomes(ben, 'steward');
    const record = await space.doesRaw(ben, 16, []);
    expect((await afterwards(record)).state.updateNeeded).toBe(false);
  });

  it('are announced by an admin who asks for them', async () => {
    await space.does(space.founder, { kind: 'min-version', version: 2 });
    expect((await space.ledger()).state.updateNeeded).toBe(true);
  });

  it('carry what is built on them', async () => {
    const record = await space.doesRaw(space.founder, 130, 'later');
    const ledger = await afterwards(record);
    const body = { kind: 'add-organisation' as const, nonce: new Uint8Array(16) };
    const next = await ledger.append(body, space.founder.keys, 0);
    expect(next.parents).toHaveLength(1);
    expect(ledger.state.organisations.size).toBe(2);
  });

  it('and a founding that asks for one mean that this version may only read', async () => {
    space = await Community.foundedBy(space.founder, 2);
    expect((await space.ledger()).state.updateNeeded).toBe(true);
  });
});
