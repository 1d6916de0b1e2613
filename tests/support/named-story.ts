import { LedgerStory, noon } from './ledger-story.ts';
import type { Fact, FactOf, ReferenceRole } from './reference-facts.ts';
import { referenceState } from './reference-ledger.ts';

type After = readonly Fact[] | undefined;

interface Entering {
  org?: string | null;
  recovery?: string;
  after?: After;
}

/**
 * A ledger as people tell it. Whoever signs is named by a device or recovery identity, and a
 * person by the device they came with: "Amina", "Amina’s phone", "Amina’s kit".
 */
export class NamedStory extends LedgerStory {
  readonly #ids = new Map<string, string>();

  /** Amina founds Harbour. */
  constructor(recovery: string | null = null) {
    super(7);
    this.signs(this.id('Amina'), (member) => ({
      kind: 'found',
      member,
      org: this.id('Harbour'),
      device: this.id('Amina'),
      recovery: recovery === null ? null : this.id(recovery),
      version: 1
    }));
  }

  id(name: string): string {
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    const id = this.newIdentity();
    this.#ids.set(name, id);
    return id;
  }

  nameOf(id: string): string {
    return [...this.#ids].find(([, known]) => known === id)?.[0] ?? 'nobody';
  }

  memberOf(name: string): string {
    const entry = this.facts.find(({ act }) => 'device' in act && act.device === this.id(name));
    if (!entry || !('member' in entry.act)) throw new Error(`${name} never entered`);
    return entry.act.member;
  }

  invites(by: string, role: ReferenceRole, { org = null, after }: Entering = {}) {
    const expiresAt = noon / 1000 + 3600;
    const invite = this.newName();
    return this.#says<'invite'>(
      by,
      { kind: 'invite', invite, org: this.#org(org), role, expiresAt },
      after
    );
  }

  /** The same invitation once more, by anybody. */
  copies(by: string, { act }: FactOf<'invite'>, { org = null, after }: Entering = {}) {
    return this.#says<'invite'>(by, { ...act, org: this.#org(org) }, after);
  }

  revokes(by: string, { act: { invite } }: FactOf<'invite'>, after?: After) {
    return this.#says(by, { kind: 'revoke', invite }, after);
  }

  admits(
    by: string,
    { act: { invite, org, role } }: FactOf<'invite'>,
    guest: string,
    given: Partial<FactOf<'admit'>['act']> & { after?: After; at?: number } = {}
  ) {
    const { after = this.heads, at = noon, ...rest } = given;
    const device = this.id(guest);
    const recovery = null;
    return this.signs(
      this.id(by),
      (member) => ({
        ...{ kind: 'admit', member, invite, org, role, device, recovery, proved: true },
        ...rest
      }),
      { after, at }
    );
  }

  /** Invites and admits at once. */
  welcomes(by: string, guest: string, role: ReferenceRole, given: Entering = {}) {
    const invitation = this.invites(by, role, given);
    const recovery = given.recovery === undefined ? null : this.id(given.recovery);
    return this.admits(by, invitation, guest, { after: [invitation], recovery });
  }

  removes(by: string, whom: string, after?: After) {
    return this.#says(by, { kind: 'remove-member', member: this.memberOf(whom) }, after);
  }

  leaves(who: string, after?: After) {
    return this.removes(who, who, after);
  }

  makes(by: string, whom: string, role: ReferenceRole, after?: After) {
    return this.#says(by, { kind: 'set-role', member: this.memberOf(whom), role }, after);
  }

  /** `by` signs for the person who came with the device `whose`. */
  adds(by: string, device: string, whose = by, after?: After) {
    const member = this.memberOf(whose);
    return this.#says(by, { kind: 'add-device', member, device: this.id(device) }, after);
  }

  removesDevice(by: string, device: string, after?: After) {
    return this.#says(by, { kind: 'remove-device', device: this.id(device) }, after);
  }

  setsRecovery(by: string, recovery: string, whose = by, after?: After) {
    const member = this.memberOf(whose);
    return this.#says(by, { kind: 'set-recovery', member, recovery: this.id(recovery) }, after);
  }

  addsOrganisation(by: string, name: string, after?: After) {
    return this.signs(
      this.id(by),
      (org) => {
        this.#ids.set(name, org);
        return { kind: 'add-organisation', org };
      },
      after ? { after } : {}
    );
  }

  /** Any other act. */
  says(by: string, act: Fact['act'], after?: After): Fact {
    return this.#says(by, act, after);
  }

  /** Everybody with a role, as "Amina admin". */
  members(): string[] {
    return referenceState(this.facts)
      .members.map(({ id, role }) => `${this.#cameWith(id)} ${role}`)
      .sort();
  }

  /** The names of devices that are active. */
  devices(): string[] {
    return [...referenceState(this.facts).devices.keys()].map((id) => this.nameOf(id)).sort();
  }

  counts(fact: Fact): boolean {
    return referenceState(this.facts).counted.has(fact.id);
  }

  #cameWith(member: string): string {
    const creation = this.facts.find(({ act }) => 'member' in act && act.member === member);
    return creation && 'device' in creation.act ? this.nameOf(creation.act.device) : 'nobody';
  }

  #org(name: string | null): string | null {
    return name === null ? null : this.id(name);
  }

  #says<Kind extends Fact['act']['kind']>(
    by: string,
    act: FactOf<Kind>['act'],
    after?: After
  ): FactOf<Kind> {
    return this.signs(this.id(by), act, after ? { after } : {}) as FactOf<Kind>;
  }
}
