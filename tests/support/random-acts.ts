import type { Id } from '#lib/core/base/index.ts';
import type { Dice } from './dice.ts';
import { type Deed, type LedgerStory, noon } from './ledger-story.ts';
import { type Act, type Fact, type FactOf, isKind, ladder } from './reference-facts.ts';
import type { View } from './reference-view.ts';

/** What somebody sees who is about to sign. */
export interface Moment {
  after: readonly Fact[];
  /** Everything that came before, worth something or not. */
  past: readonly Fact[];
  /** What seems to count. */
  view: View;
}

export type Kind = Act['kind'];

/** Acts that somebody might sign at a moment: most of them sensible, a few that nobody should. */
export class RandomActs {
  readonly #story: LedgerStory;
  readonly #dice: Dice;

  constructor(story: LedgerStory) {
    this.#story = story;
    this.#dice = story.dice;
  }

  /** Undefined when there is nothing to do it to. */
  make(kind: Kind, here: Moment, author: Id | null): Deed | undefined {
    switch (kind) {
      case 'found':
        return undefined;
      case 'invite':
        return this.invite(here, author);
      case 'revoke':
        return this.#revoke(here);
      case 'admit':
        return this.#admit(here);
      case 'add-device':
        return this.#addDevice(here, author);
      case 'remove-device':
        return this.#removeDevice(here, author);
      case 'remove-member': {
        const member = this.#whom(here, author);
        return member === undefined ? undefined : { kind: 'remove-member', member };
      }
      case 'set-role': {
        const member = this.#whom(here, author);
        if (member === undefined) return undefined;
        return { kind: 'set-role', member, role: this.#dice.pick(ladder) };
      }
      case 'epoch':
        return { kind: 'epoch', epoch: this.#story.newName(), recipients: this.#readers(here, 6) };
      case 'rewrap':
        return this.#rewrap(here);
      case 'adopt':
        return { kind: 'adopt' };
      case 'erase':
        return { kind: 'erase', documentKind: 1, document: this.#story.newName() };
      case 'min-version':
        return { kind: 'min-version', version: this.#dice.between(0, 3) };
      case 'add-organisation':
        return (org) => ({ kind: 'add-organisation', org });
      case 'set-recovery': {
        const member = this.#rarely(8) ? this.#anybody(here) : author;
        if (member === null || member === undefined) return undefined;
        return { kind: 'set-recovery', member, recovery: this.#recovery() };
      }
      case 'unknown':
        return { kind: 'unknown', number: this.#dice.pick([14, 130]) };
    }
  }

  invite(here: Moment, author: Id | null): Deed {
    const own = author === null ? null : here.view.organisationOf(author);
    const org = this.#dice.pick([own, own, null, ...here.view.organisations]);
    const role = this.#dice.pick([...ladder, 'editor', 'steward', 'admin'] as const);
    const expiresAt = noon / 1000 + (this.#rarely(10) ? -1 : 3600);
    const known = this.#rarely(6)
      ? this.#one(here.past.filter((fact) => isKind(fact, 'invite')))
      : undefined;
    const invite = known?.act.invite ?? this.#story.newName();
    return { kind: 'invite', invite, org, role, expiresAt };
  }

  admitOn({ act }: FactOf<'invite'>, here: Moment): Deed {
    const { invite } = act;
    const role = this.#rarely(6) ? this.#dice.pick(ladder) : act.role;
    const org = this.#rarely(16) ? null : act.org;
    const device = this.guest(here);
    const recovery = this.#rarely(2) ? this.#recovery() : null;
    const proved = !this.#rarely(20);
    return (member) => ({ kind: 'admit', member, invite, org, role, device, recovery, proved });
  }

  /** A device that has not entered as far as is seen here; now and then one that has elsewhere. */
  guest({ past }: Moment): Id {
    if (!this.#rarely(8)) return this.#story.newIdentity();
    const here = new Set(past.flatMap(entering));
    const known = this.#rarely(4) ? this.#identities() : this.#story.facts.flatMap(entering);
    return this.#one(known.filter((one) => !here.has(one))) ?? this.#story.newIdentity();
  }

  #admit(here: Moment): Deed | undefined {
    const seen = here.past.filter((fact) => isKind(fact, 'invite'));
    const open = seen.filter(({ act }) => here.view.admissions(act.invite).length === 0);
    const invitation = this.#one(this.#rarely(8) ? seen : open);
    return invitation && this.admitOn(invitation, here);
  }

  #revoke({ past }: Moment): Deed | undefined {
    const invitation = this.#one(past.filter((fact) => isKind(fact, 'invite')));
    return invitation && { kind: 'revoke', invite: invitation.act.invite };
  }

  #addDevice(here: Moment, author: Id | null): Deed | undefined {
    const member = this.#rarely(10) ? this.#anybody(here) : author;
    if (member === null || member === undefined) return undefined;
    return { kind: 'add-device', member, device: this.guest(here) };
  }

  #removeDevice(here: Moment, author: Id | null): Deed | undefined {
    const all = here.past.flatMap(entering);
    const own = all.filter((device) => here.view.owner(device) === author);
    const device = this.#one(this.#rarely(2) ? own : this.#rarely(8) ? this.#identities() : all);
    return device === undefined ? undefined : { kind: 'remove-device', device };
  }

  #rewrap(here: Moment): Deed | undefined {
    const epoch = this.#one(here.past.filter((fact) => isKind(fact, 'epoch')))?.act.epoch;
    if (epoch === undefined) return undefined;
    return { kind: 'rewrap', epoch, recipients: this.#readers(here, 1) };
  }

  /** Mostly somebody else who is a member. */
  #whom(here: Moment, author: Id | null): Id | undefined {
    if (author !== null && this.#rarely(8)) return author;
    if (this.#rarely(12)) return this.#anybody(here);
    return this.#one(here.view.members.map(({ act }) => act.member));
  }

  #anybody({ past }: Moment): Id | undefined {
    const all = this.#rarely(4) ? this.#story.facts : past;
    return this.#one(all.filter((fact) => isKind(fact, 'found', 'admit')))?.act.member;
  }

  #readers(here: Moment, oddity: number): Id[] {
    const readers = [...here.view.readers];
    if (!this.#rarely(oddity)) return readers;
    const some = readers.filter(() => this.#rarely(2));
    const stranger = this.#rarely(3) ? this.#one(this.#identities()) : undefined;
    return [...new Set([...some, ...(stranger === undefined ? [] : [stranger])])];
  }

  #recovery(): Id {
    const known = this.#rarely(20) ? this.#one(this.#identities()) : undefined;
    return known ?? this.#story.newIdentity();
  }

  #identities(): Id[] {
    return this.#story.facts.flatMap(named);
  }

  #rarely(once: number): boolean {
    return this.#dice.between(1, once) === 1;
  }

  #one<Value>(values: readonly Value[]): Value | undefined {
    return values.length > 0 ? this.#dice.pick(values) : undefined;
  }
}

/** The device that a fact gives to somebody. */
const entering = (fact: Fact): Id[] =>
  isKind(fact, 'found', 'admit', 'add-device') ? [fact.act.device] : [];

/** Whoever may have signed what stands on a fact. */
export const named = (fact: Fact): Id[] => [
  ...entering(fact),
  ...('recovery' in fact.act && fact.act.recovery !== null ? [fact.act.recovery] : [])
];
