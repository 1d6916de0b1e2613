import { beforeAll, expect, it } from 'vitest';
import type { Bytes } from '#lib/core/base/index.ts';
import { takeOperations } from '#lib/core/workspace/take-operations.ts';
import { Community, newPerson, type Person } from '../../../support/community.ts';
import { readOperation } from '#lib/core/membership/operation.ts';

let eve: Person;
let space: Community;
let flood: Bytes[];

/** A reader signs two hundred and twenty operations beside each other. */
beforeAll(async () => {
  [eve] = [await newPerson('Eve')];
  space = await Community.foundedBy(await newPerson('Amina'));
  await space.welcomes(eve, 'reader');
  const after = space.heads;
  flood = [];
  for (let i = 0; i < 220; i++) flood.push(await space.doesRaw(eve, 200, [i], { after }));
});

it('[L12] of a reader two hundred operations are kept, and of others everything', async () => {
  const ledger = await space.ledger();
  const added: Bytes[] = [];
  expect(await takeOperations(ledger, flood, added)).toBe('added');
  expect([added.length, ledger.countOf(eve.id)]).toEqual([200, 200]);
  // An admin works on all the same.
  const before = space.operations.length;
  await space.addOrganisation(space.founder);
  const own = space.operations.slice(before).map(({ record }) => record);
  expect(await takeOperations(ledger, own, added)).toBe('added');
  expect(ledger.state.organisations.size).toBe(2);
});

it('[L12] what somebody else stands on is kept, however much there is', async () => {
  const ledger = await space.ledger(space.operations.slice(0, 3));
  const last = await readOperation(flood.at(-1) as Bytes);
  if (!last.ok) throw new Error('malformed');
  const after = [last.value];
  const onTop = await space.addOrganisation(space.founder, { after });
  const added: Bytes[] = [];
  expect(await takeOperations(ledger, [...flood, onTop.record], added)).toBe('added');
  expect([ledger.has(onTop.id), added.length]).toEqual([true, 221]);
});
