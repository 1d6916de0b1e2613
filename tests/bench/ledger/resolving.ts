import type { Id } from '#lib/core/base/index.ts';
import { History, type PlacedOperation } from '#lib/core/membership/history.ts';
import { OpSet } from '#lib/core/membership/op-set.ts';
import { resolve, type Resolution } from '#lib/core/membership/resolve.ts';
import { type MembershipState, stateOf } from '#lib/core/membership/state.ts';
import { LedgerStory, noon } from '../../support/ledger-story.ts';
import type { Fact, ReferenceRole } from '../../support/reference-facts.ts';
import type { PlannedAct } from './plan.ts';

const roles: readonly ReferenceRole[] = ['reader', 'commenter', 'editor'];

/** The plan as a ledger whose signatures were checked before: each act knows all earlier ones. */
export function ledgerOf(acts: readonly PlannedAct[], seed: number): PlacedOperation[] {
  const writer = new Writer(seed);
  for (const one of acts) writer.does(one);
  return writer.story.placed;
}

/**
 * As hard as it gets: every so often an admin removes another, who signs on beside it, as others
 * do who have not heard of it.
 */
export function contestedLedger(operations: number, people: number, seed: number) {
  const writer = new Writer(seed);
  for (let person = 1; person < people; person++) {
    writer.does({ act: 'admit', person }, person % 2 === 0 ? 'admin' : 'editor');
  }
  const { story } = writer;
  for (let turn = 1; story.placed.length < operations; turn++) {
    const then = story.heads;
    const victim = 2 * turn;
    if (victim < people) writer.does({ act: 'remove', person: victim }, 'editor', then);
    for (let i = 1; i <= 16 && story.placed.length < operations; i++) {
      const by = i % 4 === 0 && victim < people ? victim : 0;
      const person = 1 + 2 * ((turn * 16 + i) % Math.floor(people / 2));
      if (person < people)
        writer.does(
          { act: 'give-role', person, turn: i },
          'editor',
          i % 4 < 2 ? then : story.heads,
          by
        );
    }
  }
  return story.placed;
}

/** Everything at once, read out. */
export function resolveWhole(placed: readonly PlacedOperation[]): {
  history: History;
  resolution: Resolution;
  state: MembershipState;
  ms: number;
} {
  const history = new History();
  for (const op of placed) history.add(op);
  const view = viewOf(placed);
  const start = performance.now();
  const resolution = resolve(history, view);
  const state = stateOf(resolution);
  return { history, resolution, state, ms: performance.now() - start };
}

/** The last operation on top of what all others come to, read out. */
export function resolveLast(placed: readonly PlacedOperation[]): number {
  const { history, resolution } = resolveWhole(placed.slice(0, -1));
  const last = placed.at(-1);
  if (!last) throw new Error('nothing happened');
  history.add(last);
  const start = performance.now();
  stateOf(resolve(history, viewOf(placed), resolution));
  return performance.now() - start;
}

const viewOf = (placed: readonly PlacedOperation[]): OpSet =>
  OpSet.of(
    placed.map(({ arrival }) => arrival),
    placed.length
  );

class Writer {
  readonly story: LedgerStory;
  readonly #people: { device: Id; member: Id }[] = [];

  constructor(seed: number) {
    this.story = new LedgerStory(seed);
    const device = this.story.newIdentity();
    const org = this.story.newName();
    const founding = this.story.signs(device, (member) => ({
      ...{ kind: 'found', member, org, device, recovery: null, version: 1 }
    }));
    this.#people.push({ device, member: memberIn(founding) });
  }

  /** By the founder, unless somebody else is named; knowing of everything, unless told what of. */
  does(
    planned: PlannedAct,
    role: ReferenceRole = 'editor',
    after: readonly Fact[] = this.story.heads,
    by = 0
  ): void {
    const author = this.#person(by).device;
    switch (planned.act) {
      case 'admit':
        return this.#admit(role);
      case 'give-role': {
        const { member } = this.#person(planned.person);
        const given = roles[(planned.turn + planned.person) % roles.length] ?? 'editor';
        this.story.signs(author, { kind: 'set-role', member, role: given }, { after });
        return;
      }
      case 'remove': {
        const { member } = this.#person(planned.person);
        this.story.signs(author, { kind: 'remove-member', member }, { after });
      }
    }
  }

  #admit(role: ReferenceRole): void {
    const [invite, device] = [this.story.newName(), this.story.newIdentity()];
    const founder = this.#person(0).device;
    const expiresAt = noon / 1000 + 3600;
    this.story.signs(founder, { kind: 'invite', invite, org: null, role, expiresAt });
    const admission = this.story.signs(founder, (member) => ({
      ...{ kind: 'admit', member, invite, org: null, role, device, recovery: null, proved: true }
    }));
    this.#people.push({ device, member: memberIn(admission) });
  }

  #person(number: number): { device: Id; member: Id } {
    const person = this.#people[number];
    if (!person) throw new Error(`nobody is number ${number}`);
    return person;
  }
}

function memberIn({ act }: Fact): Id {
  if (!('member' in act)) throw new Error('makes no member');
  return act.member;
}
