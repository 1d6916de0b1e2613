import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { Ledger, type MembershipState } from '#lib/core/membership/index.ts';
import type { Operation } from '#lib/core/membership/operation.ts';
import { MemoryStorage } from '#lib/core/storage/index.ts';
import { newPerson, type Person, stateOf } from '../../../support/community.ts';
import { RandomHistory, seeded } from '../../../support/random-history.ts';

let people: Person[];
beforeAll(async () => {
  const names = ['Amina', 'Ben', 'Cleo', 'Dev', 'Eve', 'Fay', 'Gil', 'Hana'];
  people = await Promise.all(names.map(newPerson));
});

const historyLength = 24;

/** The same form for what a ledger says and what the reference says. */
function fromState(state: MembershipState) {
  return {
    members: [...state.members.values()]
      .map((m) => `${m.memberId} ${m.role} ${m.orgId ?? ''}`)
      .sort(),
    devices: [...state.devices].map(([id, { memberId }]) => `${id} ${memberId}`).sort(),
    organisations: [...state.organisations].sort(),
    invitations: [...state.invitations.values()]
      .map((i) => `${i.inviteId} ${i.usedBy ?? ''}`)
      .sort(),
    epochs: state.epochs.map(({ epochId, wraps }) => [epochId, ...[...wraps.keys()].sort()]),
    updateNeeded: state.updateNeeded
  };
}

function fromReference(history: RandomHistory, operations: readonly Operation[]) {
  const known = history.reference(operations);
  return {
    members: known.members.map((m) => `${m.id} ${m.role} ${m.org ?? ''}`).sort(),
    devices: [...known.devices].map(([id, member]) => `${id} ${member}`).sort(),
    organisations: [...known.organisations].sort(),
    invitations: [...known.invitations].map(([id, i]) => `${id} ${i.usedBy ?? ''}`).sort(),
    epochs: known.epochs.map(({ epoch, recipients }) => [epoch, ...[...recipients].sort()]),
    updateNeeded: known.updateNeeded
  };
}

const newLedger = (history: RandomHistory) => Ledger.load(new MemoryStorage(), history.spaceId);

describe('[R3] the state of a ledger', () => {
  it('is what a second reading of the rules makes of it, whole and at every view of it', async () => {
    let members = 0;
    await fc.assert(
      fc.asyncProperty(fc.nat(2 ** 31), async (seed) => {
        const history = await RandomHistory.of(seed, people, historyLength);
        const ledger = await newLedger(history);
        for (const { record } of history.operations) {
          // A history may hold one operation twice, and the second time it is known.
          expect(await ledger.add(record)).toMatchObject({ ok: true });
        }
        expect(fromState(ledger.state)).toEqual(fromReference(history, history.operations));
        members += ledger.state.members.size;
        const pick = seeded(seed);
        for (let i = 0; i < 6; i++) {
          const view = [0, 1].map(
            () => history.operations[pick(history.operations.length)]?.id ?? ''
          );
          const state = ledger.stateAt(view);
          if (!state) throw new Error('a view of what is here');
          expect(fromState(state)).toEqual(fromReference(history, history.closure(view)));
        }
      }),
      { numRuns: 16 }
    );
    // Histories in which nothing counts would agree on nothing.
    expect(members).toBeGreaterThan(30);
  });

  it('[L6] does not depend on the order, the repetitions or the company in which it came', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(2 ** 31), fc.nat(1_000), async (seed, order) => {
        const history = await RandomHistory.of(seed, people, historyLength);
        const [one, two] = [await newLedger(history), await newLedger(history)];
        for (const { record } of history.operations) await one.add(record);

        // The other device hears everything in any order, again and again, until nothing waits.
        const pick = seeded(order);
        let left = [...history.operations].sort(() => pick(3) - 1);
        while (left.length > 0) {
          const waiting: Operation[] = [];
          for (const op of left) {
            const added = await two.add(op.record);
            if (!added.ok) {
              expect(added.error).toBe('missing-parents');
              waiting.push(op);
            } else if (pick(4) === 0)
              expect(await two.add(op.record)).toEqual({ ok: true, value: false });
          }
          expect(waiting.length).toBeLessThan(left.length);
          left = waiting;
        }
        expect(stateOf(two)).toEqual(stateOf(one));
        expect([...one.heads].sort()).toEqual(one.heads);
      }),
      { numRuns: 8 }
    );
  });

  it('[L6] is carried on whole by what one device sends another, from wherever that one is', async () => {
    const history = await RandomHistory.of(4, people, historyLength);
    const full = await newLedger(history);
    for (const { record } of history.operations) await full.add(record);
    const pick = seeded(9);
    for (let i = 0; i < 8; i++) {
      const other = await newLedger(history);
      const start = history.closure([history.operations[pick(historyLength)]?.id ?? '']);
      for (const { record } of start) await other.add(record);
      const unknown = 'ab'.repeat(32);
      for (const { record } of full.operationsAfter([...other.heads, unknown])) {
        expect(await other.add(record)).toEqual({ ok: true, value: true });
      }
      expect(stateOf(other)).toEqual(stateOf(full));
    }
  });
});
