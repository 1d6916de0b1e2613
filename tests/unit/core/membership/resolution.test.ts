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
    members: sorted([...state.members.values()].map((m) => `${m.memberId} ${m.role} ${m.orgId}`)),
    devices: sorted([...state.devices].map(([id, { memberId }]) => `${id} ${memberId}`)),
    recoveries: sorted([...state.recoveries.keys()].map((id) => `${id} ${recoveryId(id)}`)),
    organisations: sorted(state.organisations),
    usedBy: sorted([...state.invitations].map(([id, { usedBy }]) => `${id} ${usedBy}`)),
    erased: sorted(state.erased),
    updateNeeded: state.updateNeeded
  };
}

function fromReference(facts: readonly Fact[]) {
  const known = reference(facts);
  return {
    counted: sorted(known.counted),
    members: sorted(known.members.map(({ id, role, org }) => `${id} ${role} ${org}`)),
    devices: sorted([...known.devices].map(([id, member]) => `${id} ${member}`)),
    recoveries: sorted([...known.recoveries].map(([member, id]) => `${member} ${id}`)),
    organisations: sorted(known.organisations),
    usedBy: sorted([...known.invitations].map(([id, { usedBy }]) => `${id} ${usedBy}`)),
    erased: sorted(known.erased),
    updateNeeded: known.updateNeeded || known.minVersion > 1
  };
}

/** Seeds that once told the two apart stay. */
const seeds = Array.from({ length: 1_500 }, (_, i) => i + 1);

describe('[R3] who belongs to a space, after removals, demotions and whatever bad hands sign', () => {
  it('is what a second reading of the rules makes of it', () => {
    let [removed, members] = [0, 0];
    for (const seed of seeds) {
      const { placed, facts } = randomLedger(seed, 20 + (seed % 30));
      const resolution = resolveAll(placed);
      expect(fromResolution(placed, resolution), `seed ${seed}`).toEqual(fromReference(facts));
      removed += resolution.settled.length;
      members += stateOf(resolution).members.size;
    }
    // Histories in which nothing counts would agree on nothing.
    expect(removed / seeds.length).toBeGreaterThan(2);
    expect(members / seeds.length).toBeGreaterThan(2);
  });

  it('is the same in whatever order it came, and step by step as at once', () => {
    for (const seed of seeds.slice(0, 300)) {
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
  });

  it('is the same for a part of it as if there were no more', () => {
    for (const seed of seeds.slice(0, 300)) {
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
  });
});
