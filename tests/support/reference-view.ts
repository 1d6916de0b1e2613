import {
  type Creation,
  type Entry,
  type Fact,
  type FactBook,
  type FactOf,
  inOrder,
  isKind,
  ladder,
  levelOf,
  type ReferenceRole
} from './reference-facts.ts';

/** Smaller is more senior, part by part. */
export type Rank = readonly [group: number, lamport: number, id: string];

export const compareRanks = (a: Rank, b: Rank): number =>
  a[0] - b[0] || a[1] - b[1] || (a[2] === b[2] ? 0 : a[2] < b[2] ? -1 : 1);

/** For whom an operation counts, and what they were when they signed it. */
export interface Signer {
  member: string;
  role: ReferenceRole;
  /** By their recovery identity instead of a device. */
  byRecovery: boolean;
}

/** A member who is looked at as if they had at most this role. */
export interface Limit {
  member: string;
  role: ReferenceRole;
}

/** Who is who in a set of facts that count. */
export class View {
  readonly #book: FactBook;
  readonly #seen: ReadonlySet<string>;
  readonly #signerOf: (fact: Fact) => Signer | null;
  readonly #limit: Limit | null;
  readonly #roles = new Map<string, ReferenceRole | null>();

  /** `signerOf` knows the facts of this set. */
  constructor(
    book: FactBook,
    seen: ReadonlySet<string>,
    signerOf: (fact: Fact) => Signer | null,
    limit: Limit | null
  ) {
    this.#book = book;
    this.#seen = seen;
    this.#signerOf = signerOf;
    this.#limit = limit;
  }

  /** The same with nobody held to less than they have. */
  get unlimited(): View {
    return this.#limit ? new View(this.#book, this.#seen, this.#signerOf, null) : this;
  }

  get members(): Creation[] {
    return this.#known(this.#book.ofKind('found', 'admit')).filter(
      ({ act }) => this.role(act.member) !== null
    );
  }

  get activeDevices(): Set<string> {
    const entries = this.#known(this.#book.ofKind('found', 'admit', 'add-device'));
    const devices = entries.map(({ act }) => act.device);
    return new Set(devices.filter((device) => this.activeOwner(device) !== null));
  }

  /** Everybody for whom a key is wrapped. */
  get readers(): Set<string> {
    const recoveries = this.members.flatMap(({ act }) => this.recovery(act.member) ?? []);
    return new Set([...this.activeDevices, ...recoveries]);
  }

  get organisations(): Set<string> {
    const makers = this.#known(this.#book.ofKind('found', 'add-organisation'));
    return new Set(makers.map(({ act }) => act.org));
  }

  organisationOf(member: string): string | null {
    return this.#book.creationOf(member)?.act.org ?? null;
  }

  role(member: string): ReferenceRole | null {
    const known = this.#roles.get(member);
    if (known !== undefined) return known;
    const role = this.#judgeRole(member);
    this.#roles.set(member, role);
    return role;
  }

  isAdmin = (member: string): boolean => this.role(member) === 'admin';

  /** R10. Removed devices keep their owner. */
  owner(device: string): string | null {
    return this.firstEntry(device)?.act.member ?? null;
  }

  firstEntry(device: string): Entry | undefined {
    const naming = this.#known(this.#book.naming(device, 'found', 'admit', 'add-device'));
    return naming.find(({ act }) => act.device === device);
  }

  activeOwner(device: string): string | null {
    const owner = this.owner(device);
    if (owner === null || this.role(owner) === null) return null;
    const removals = this.#book.naming(device, 'remove-device');
    return this.#known(removals).length > 0 ? null : owner;
  }

  /** The recovery identity that may act for a member now. */
  recovery(member: string): string | null {
    if (this.role(member) === null) return null;
    const naming = this.#known(this.#book.naming(member, 'found', 'admit', 'set-recovery'));
    const last = naming.findLast(({ act }) => {
      return act.member === member && this.#whoseRecovery(act.recovery) === member;
    });
    return last?.act.recovery ?? null;
  }

  /** R9. */
  isActiveAdmin(member: string): boolean {
    if (!this.isAdmin(member)) return false;
    const devices = [...this.activeDevices];
    return (
      this.recovery(member) !== null || devices.some((device) => this.owner(device) === member)
    );
  }

  /** Seniority by the highest office that somebody ever came to. */
  rank(member: string): Rank {
    const giving = this.#givingRole(member);
    for (const [group, office] of (['admin', 'steward'] as const).entries()) {
      const first = giving.find((fact) => roleGivenBy(fact) === office);
      if (first) return [group, first.lamport, first.id];
    }
    const [entry] = giving;
    return entry ? [2, entry.lamport, entry.id] : [3, 0, ''];
  }

  invitations(invite: string): FactOf<'invite'>[] {
    return this.#known(this.#book.naming(invite, 'invite'));
  }

  admissions(invite: string): FactOf<'admit'>[] {
    return this.#known(this.#book.naming(invite, 'admit'));
  }

  signedByAdmin(fact: Fact): boolean {
    return this.#signerOf(fact)?.role === 'admin';
  }

  issuer(invitation: FactOf<'invite'>): string | null {
    return this.#signerOf(invitation)?.member ?? null;
  }

  /** An admin closes what is there, anybody else only what they opened themselves. */
  isRevoked(invitation: FactOf<'invite'>): boolean {
    return this.#known(this.#book.naming(invitation.act.invite, 'revoke')).some((revocation) => {
      if (!this.#book.past(revocation.id).has(invitation.id)) return false;
      const author = this.#signerOf(revocation)?.member;
      return author === this.issuer(invitation) || this.signedByAdmin(revocation);
    });
  }

  /** R7: who came in on an invitation, for good, whatever became of them. */
  placeOn(invite: string): FactOf<'admit'> | undefined {
    const all = this.admissions(invite);
    const withDevice = all.filter(({ act }) => this.owner(act.device) === act.member);
    return (withDevice.length > 0 ? withDevice : all).sort(
      (a, b) =>
        levelOf(this.#given(b.act.member)) - levelOf(this.#given(a.act.member)) ||
        compareRanks(this.#rankOfAuthor(a), this.#rankOfAuthor(b)) ||
        inOrder(a, b)
    )[0];
  }

  /** R5: whoever named it first; nobody else can have it too. */
  #whoseRecovery(recovery: string | null): string | null {
    if (recovery === null) return null;
    const naming = this.#known(this.#book.naming(recovery, 'found', 'admit', 'set-recovery'));
    return naming.find(({ act }) => act.recovery === recovery)?.act.member ?? null;
  }

  #judgeRole(member: string): ReferenceRole | null {
    const creation = this.#book.creationOf(member);
    if (!creation || !this.#seen.has(creation.id)) return null;
    if (this.#known(this.#book.naming(member, 'remove-member')).length > 0) return null;
    if (this.owner(creation.act.device) !== member) return null;
    if (isKind(creation, 'admit') && this.placeOn(creation.act.invite) !== creation) return null;
    const given = this.#given(member);
    if (this.#limit?.member !== member) return given;
    return given && lowest([given, this.#limit.role]);
  }

  /** What a member's role would be if nobody were ever removed and every place were free. */
  #given(member: string): ReferenceRole | null {
    const giving = this.#givingRole(member);
    const last = giving.filter(
      ({ id }) => !giving.some((later) => this.#book.past(later.id).has(id))
    );
    return lowest(last.map(roleGivenBy));
  }

  #givingRole(member: string) {
    return this.#known(this.#book.naming(member, 'found', 'admit', 'set-role'));
  }

  #rankOfAuthor(fact: Fact): Rank {
    return this.rank(this.#signerOf(fact)?.member ?? '');
  }

  #known<Known extends Fact>(facts: Known[]): Known[] {
    return facts.filter(({ id }) => this.#seen.has(id));
  }
}

function roleGivenBy({ act }: FactOf<'found' | 'admit' | 'set-role'>): ReferenceRole {
  return act.kind === 'found' ? 'admin' : act.role;
}

function lowest(roles: ReferenceRole[]): ReferenceRole | null {
  return ladder.find((role) => roles.includes(role)) ?? null;
}
