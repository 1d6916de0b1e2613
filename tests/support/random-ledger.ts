import type { Id } from '#lib/core/base/index.ts';
import type { PlacedOperation } from '#lib/core/membership/history.ts';
import type { Dice } from './dice.ts';
import { type Deed, LedgerStory, noon } from './ledger-story.ts';
import { type Kind, type Moment, named, RandomActs } from './random-acts.ts';
import { makeTrouble } from './random-trouble.ts';
import {
  type Fact,
  FactBook,
  type FactOf,
  levelOf,
  type ReferenceRole
} from './reference-facts.ts';
import { referenceState, Views } from './reference-ledger.ts';
import { signerIn } from './reference-powers.ts';

export { shuffled } from './ledger-story.ts';
export { referenceState as reference };

export interface RandomLedger {
  /** In a causal order. */
  placed: PlacedOperation[];
  facts: Fact[];
}

/** A history as many hands and some bad ones might write it, the same for the same seed. */
export function randomLedger(seed: number, length: number): RandomLedger {
  const writer = new RandomWriter(seed);
  writer.settle(Math.floor(length / 2));
  writer.goOn(length);
  const { placed, facts } = writer.story;
  return { placed, facts };
}

/** What some members of a ledger see: these facts and everything they stand on. */
export function seenFrom({ placed, facts }: RandomLedger, heads: readonly string[]): RandomLedger {
  const wanted = new Set(heads);
  for (const { id, parents } of [...facts].reverse()) {
    if (wanted.has(id)) for (const parent of parents) wanted.add(parent);
  }
  return {
    placed: placed.filter(({ id }) => wanted.has(id)),
    facts: facts.filter(({ id }) => wanted.has(id))
  };
}

const habits: [weight: number, kind: Kind][] = [
  [3, 'invite'],
  [5, 'admit'],
  [2, 'revoke'],
  [3, 'add-device'],
  [3, 'remove-device'],
  [4, 'remove-member'],
  [5, 'set-role'],
  [2, 'epoch'],
  [1, 'rewrap'],
  [1, 'adopt'],
  [1, 'erase'],
  [1, 'min-version'],
  [1, 'add-organisation'],
  [2, 'set-recovery'],
  [1, 'unknown']
];
const kinds = habits.flatMap(([weight, kind]) => Array.from({ length: weight }, () => kind));
const careKinds = ['add-device', 'remove-device', 'remove-device', 'set-recovery'] as const;
const newcomers: ReferenceRole[] = ['admin', 'admin', 'steward', 'editor', 'steward', 'reader'];

/** People who write in a few circles at once, each seeing its own part of the whole. */
export class RandomWriter {
  readonly story: LedgerStory;
  readonly acts: RandomActs;
  readonly dice: Dice;
  /** What would count if nothing had happened beside it. */
  readonly #plausible = new Set<string>();
  /** What each circle stands on. */
  #circles: Fact[][] = [];

  constructor(seed: number) {
    this.story = new LedgerStory(seed);
    this.dice = this.story.dice;
    this.acts = new RandomActs(this.story);
  }

  /** A founding and some people of every role, mostly at two organisations. */
  settle(length: number): void {
    const founder = this.story.newIdentity();
    const recovery = this.chance(2) ? this.story.newIdentity() : null;
    const org = this.story.newName();
    const founding = this.story.signs(founder, (member) => ({
      ...{ kind: 'found', member, org, device: founder, recovery, version: 1 }
    }));
    this.#plausible.add(founding.id);
    const second = this.write(this.at(), founder, (own) => ({
      kind: 'add-organisation',
      org: own
    }));
    const homes = [org, org, ...('org' in second.act ? [second.act.org] : []), null];
    for (let i = 0; this.story.facts.length < length; i++) {
      const role = newcomers[i % newcomers.length] ?? 'editor';
      this.welcome(this.at(), founder, role, this.dice.pick(homes));
    }
    const heads = this.story.heads;
    this.#circles = [heads, heads, heads];
  }

  goOn(length: number): void {
    for (let tries = 0; this.story.facts.length < length && tries < length * 10; tries++) {
      const circle = this.dice.between(0, this.#circles.length - 1);
      const known = this.story.facts.length;
      const here = this.at(this.#seenBy(circle));
      if (this.chance(3)) makeTrouble(this, here);
      else this.anybodyDoesAnything(here);
      const fresh = this.story.facts.slice(known);
      if (fresh.length === 0) continue;
      this.#circles[circle] = this.chance(2) ? [...here.after, ...fresh] : [this.dice.pick(fresh)];
    }
  }

  /** The moment after some facts, or after all. */
  at(after: readonly Fact[] = this.story.heads): Moment {
    const past = this.story.upTo(after);
    const counting = past.filter(({ id }) => this.#plausible.has(id)).map(({ id }) => id);
    const view = new Views(new FactBook(past)).of(new Set(counting));
    return { after, past, view };
  }

  write(here: Moment, device: Id, deed: Deed): Fact {
    const at = this.chance(20) ? noon + 7_200_000 : noon;
    const fact = this.story.signs(device, deed, { after: here.after, at });
    if (signerIn(here.view, fact)) this.#plausible.add(fact.id);
    return fact;
  }

  /** An invitation and an admission on it: gives the admission, and undefined if it seems void. */
  welcome(here: Moment, by: Id, role: ReferenceRole, org: string | null) {
    const invite = this.story.newName();
    const expiresAt = noon / 1000 + 3600;
    const invited = this.write(here, by, { kind: 'invite', invite, org, role, expiresAt });
    const device = this.story.newIdentity();
    const recovery = this.chance(2) ? this.story.newIdentity() : null;
    const admitted = this.write(this.at([invited]), by, (member) => ({
      ...{ kind: 'admit', member, invite, org, role, device, recovery, proved: true }
    }));
    return this.#plausible.has(admitted.id) ? (admitted as FactOf<'admit'>) : undefined;
  }

  /** Somebody does something that they probably may do. */
  anybodyDoesAnything(here: Moment, device = this.#somebody(here)): Fact | undefined {
    if (device === undefined) return undefined;
    const owner = here.view.activeOwner(device);
    if (owner !== null) return this.tries(here, device, owner, kinds);
    const helped = here.view.members.find(({ act }) => here.view.recovery(act.member) === device);
    return this.tries(here, device, helped?.act.member ?? null, helped ? careKinds : kinds);
  }

  /** Now and then it is signed although it will not count. */
  tries(here: Moment, device: Id, member: Id | null, some: readonly Kind[]): Fact | undefined {
    let deed: Deed | undefined;
    for (let i = 0; i < 6; i++) {
      deed = this.acts.make(this.dice.pick(some), here, member);
      if (deed && this.#seemsFine(here, device, deed)) return this.write(here, device, deed);
    }
    return deed && this.chance(5) ? this.write(here, device, deed) : undefined;
  }

  devicesOf({ view }: Moment, member: Id): Id[] {
    return this.mixed([...view.activeDevices].filter((device) => view.owner(device) === member));
  }

  /** Members with a device, in any order. */
  people(here: Moment, ...some: ReferenceRole[]): { member: Id; device: Id }[] {
    const members = here.view.members.map(({ act }) => act.member);
    const fitting = members.filter((member) => {
      const role = here.view.role(member);
      return some.length === 0 || (role !== null && some.includes(role));
    });
    return this.mixed(fitting).flatMap((member) => {
      const [device] = this.devicesOf(here, member);
      return device === undefined ? [] : [{ member, device }];
    });
  }

  /** True once in so many times. */
  chance(once: number): boolean {
    return this.dice.between(1, once) === 1;
  }

  mixed<Value>(values: readonly Value[]): Value[] {
    const left = [...values];
    return values.flatMap(() => left.splice(this.dice.between(0, left.length - 1), 1));
  }

  #seenBy(circle: number): readonly Fact[] {
    const own = this.#circles[circle] ?? [];
    const kind = this.dice.between(1, 12);
    if (kind <= 2) return this.story.heads;
    if (kind <= 4) return [...own, ...this.dice.pick(this.#circles)];
    if (kind === 5) return [this.dice.pick(this.story.facts)];
    if (kind === 6) return [this.dice.pick(this.story.facts), this.dice.pick(this.story.facts)];
    return own;
  }

  /** Mostly somebody of weight, or little would ever count. */
  #somebody({ view, past }: Moment): Id | undefined {
    const all = past.flatMap(named);
    if (this.chance(14)) return this.dice.pick(all);
    const weighted = [...view.readers].flatMap((device) => {
      const owner = view.activeOwner(device);
      const weight = owner === null ? 1 : Math.max(1, levelOf(view.role(owner)) * 2 - 5);
      return Array.from({ length: weight }, () => device);
    });
    return weighted.length > 0 ? this.dice.pick(weighted) : undefined;
  }

  #seemsFine({ view, after }: Moment, device: Id, deed: Deed): boolean {
    const act = typeof deed === 'function' ? deed('') : deed;
    const parents = after.map(({ id }) => id);
    return signerIn(view, { id: '', lamport: 0, parents, device, at: noon, act }) !== null;
  }
}
