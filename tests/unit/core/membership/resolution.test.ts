import { describe, expect, it } from 'vitest';
import { History, type PlacedOperation } from '#lib/core/membership/history.ts';
import { OpSet } from '#lib/core/membership/op-set.ts';
import { resolve, type Resolution } from '#lib/core/membership/resolve.ts';
import { stateOf } from '#lib/core/membership/state.ts';
import { seeded } from '../../../support/random-history.ts';
import { randomLedger, reference, seenFrom, shuffled } from '../../../support/random-ledger.ts';
import type { Fact } from '../../../support/reference-facts.ts';

const sorted = <Value>(values: Iterable<Value>): Value[] => [...values].sort();

/** Resolved at once, as somebody would who hears of everything together. */
function resolveAll(placed: readonly PlacedOperation[]): Resolution {
  const history = new History();
  for (const op of placed) history.add(op);
  return resolve(history, viewOf(placed));
}

const viewOf = (placed: readonly PlacedOperation[]): OpSet =>
  OpSet.of(
    placed.map(({ arrival }) => arrival),
    placed.length
  );

/** The same form for what the ledger says and what the reference says. */
function fromResolution(placed: readonly PlacedOperation[], resolution: Resolution) {
  const state = stateOf(resolution);
  const recoveryId = (memberId: string) => resolution.standing.recoveryOf(memberId)?.recoveryId;
  return {
    counted: sorted(placed.filter(resolution.standing.has).map(({ id }) => id)),
    members: sorted(
      [...state.members.values()].map((m) => `${m.memberId} ${m.role} ${m.orgId ?? ''}`)
    ),
    devices: sorted([...state.devices].map(([id, { memberId }]) => `${id} ${memberId}`)),
    recoveries: sorted([...state.recoveries.keys()].map((id) => `${id} ${recoveryId(id) ?? ''}`)),
    organisations: sorted(state.organisations),
    usedBy: sorted([...state.invitations].map(([id, { usedBy }]) => `${id} ${usedBy ?? ''}`)),
    erased: sorted(state.erased),
    updateNeeded: state.updateNeeded
  };
}

function fromReference(facts: readonly Fact[]) {
  const known = reference(facts);
  return {
    counted: sorted(known.counted),
    members: sorted(known.members.map(({ id, role, org }) => `${id} ${role} ${org ?? ''}`)),
    devices: sorted([...known.devices].map(([id, member]) => `${id} ${member}`)),
    recoveries: sorted([...known.recoveries].map(([member, id]) => `${member} ${id}`)),
    organisations: sorted(known.organisations),
    usedBy: sorted([...known.invitations].map(([id, { usedBy }]) => `${id} ${usedBy ?? ''}`)),
    erased: sorted(known.erased),
    updateNeeded: known.updateNeeded || known.minVersion > 1
  };
}

const seeds = Array.from({ length: 2_000 }, (_, i) => i + 1);
const atOnce = 250;
/** So that no single test has too long a breath on a busy machine. */
const blocks = Array.from({ length: seeds.length / atOnce }, (_, i) => ({ from: i * atOnce }));
const patienceMs = 90_000;

describe('[R3] who belongs to a space, after removals, demotions and whatever bad hands sign', () => {
  it.each(blocks)(
    'is what a second reading of the rules makes of it (from $from)',
    ({ from }) => {
      let [removed, members] = [0, 0];
      for (const seed of seeds.slice(from, from + atOnce)) {
        const { placed, facts } = randomLedger(seed, 20 + (seed % 30));
        const resolution = resolveAll(placed);
        expect(fromResolution(placed, resolution), `seed ${seed}`).toEqual(fromReference(facts));
        removed += resolution.settled.length;
        members += stateOf(resolution).members.size;
      }
      // Histories in which nothing counts would agree on nothing.
      expect(removed / atOnce).toBeGreaterThan(2);
      expect(members / atOnce).toBeGreaterThan(2);
    },
    patienceMs
  );

  // Two members who conspire named one recovery identity, and the readings differed.
  it.each([7117])(
    'is what that reading makes of a history that once told them apart (%i)',
    (seed) => {
      const { placed, facts } = randomLedger(seed, 20 + (seed % 30));
      expect(fromResolution(placed, resolveAll(placed))).toEqual(fromReference(facts));
    }
  );

  it(
    'is the same in whatever order it came, and step by step as at once',
    () => {
      for (const seed of [...seeds.slice(0, 120), 7117]) {
        const { placed } = randomLedger(seed, 40);
        const whole = fromResolution(placed, resolveAll(placed));
        const order = shuffled(placed, seed);
        const history = new History();
        let known: Resolution | undefined;
        for (const [i, op] of order.entries()) {
          history.add(op);
          known = resolve(history, viewOf(order.slice(0, i + 1)), known);
        }
        if (!known) throw new Error('an empty history');
        expect(fromResolution(placed, { ...known }), `seed ${seed}`).toEqual(
          fromResolution(placed, resolveAll(order))
        );
        expect(fromResolution(order, resolveAll(order)), `seed ${seed}`).toEqual(whole);
      }
    },
    patienceMs
  );

  it(
    'is the same for a part of it as if there were no more',
    () => {
      for (const seed of seeds.slice(0, 120)) {
        const ledger = randomLedger(seed, 40);
        const pick = seeded(seed);
        const heads = [0, 1].flatMap(() => ledger.facts[pick(ledger.facts.length)]?.id ?? []);
        const seen = seenFrom(ledger, heads);
        const history = new History();
        for (const op of ledger.placed) history.add(op);
        const view = OpSet.of(
          seen.placed.map(({ arrival }) => arrival),
          ledger.placed.length
        );
        expect(fromResolution(seen.placed, resolve(history, view)), `seed ${seed}`).toEqual(
          fromReference(seen.facts)
        );
      }
    },
    patienceMs
  );
});
