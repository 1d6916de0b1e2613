/*
 * What the reference of docs/protocol.md, "Resolution", is told: who signed what on top of what, in
 * plain names. Nothing here is judged.
 */

export const ladder = ['reader', 'commenter', 'editor', 'steward', 'admin'] as const;
export type ReferenceRole = (typeof ladder)[number];

/** `member` and `org` of a founding, an admission or a new organisation are what it makes. */
export type Act =
  | {
      kind: 'found';
      member: string;
      org: string;
      device: string;
      recovery: string | null;
      version: number;
    }
  | { kind: 'invite'; invite: string; org: string | null; role: ReferenceRole; expiresAt: number }
  | { kind: 'revoke'; invite: string }
  | {
      kind: 'admit';
      member: string;
      invite: string;
      org: string | null;
      role: ReferenceRole;
      device: string;
      recovery: string | null;
      proved: boolean;
    }
  | { kind: 'add-device'; member: string; device: string }
  | { kind: 'remove-device'; device: string }
  | { kind: 'remove-member'; member: string }
  | { kind: 'set-role'; member: string; role: ReferenceRole }
  | { kind: 'epoch'; epoch: string; recipients: string[] }
  | { kind: 'rewrap'; epoch: string; recipients: string[] }
  | { kind: 'adopt' }
  | { kind: 'erase'; documentKind: number; document: string }
  | { kind: 'min-version'; version: number }
  | { kind: 'add-organisation'; org: string }
  | { kind: 'set-recovery'; member: string; recovery: string }
  | { kind: 'unknown'; number: number };

export interface Fact {
  id: string;
  lamport: number;
  parents: string[];
  /** Whose key signed: a device or a recovery identity. */
  device: string;
  /** Milliseconds since 1970. */
  at: number;
  act: Act;
}

export type FactOf<Kind extends Act['kind']> = Fact & { act: Extract<Act, { kind: Kind }> };
export type Creation = FactOf<'found' | 'admit'>;
/** What gives a device to a member. */
export type Entry = FactOf<'found' | 'admit' | 'add-device'>;

export const isKind = <Kind extends Act['kind']>(
  fact: Fact,
  ...kinds: Kind[]
): fact is FactOf<Kind> => (kinds as string[]).includes(fact.act.kind);

/** How far up a role is; 0 for none. */
export const levelOf = (role: ReferenceRole | null): number =>
  role === null ? 0 : ladder.indexOf(role) + 1;

export const isLower = (a: ReferenceRole | null, b: ReferenceRole | null): boolean =>
  levelOf(a) < levelOf(b);

export const inOrder = (a: Fact, b: Fact): number =>
  a.lamport - b.lamport || (a.id === b.id ? 0 : a.id < b.id ? -1 : 1);

/** A closed set of facts: in order, with the strict ancestors of each, and found by what they name. */
export class FactBook {
  readonly all: readonly Fact[];
  readonly #pasts = new Map<string, Set<string>>();
  readonly #named = new Map<string, Fact[]>();

  constructor(facts: readonly Fact[]) {
    this.all = [...new Map(facts.map((fact) => [fact.id, fact])).values()].sort(inOrder);
    for (const fact of this.all) {
      const past = new Set(fact.parents);
      for (const parent of fact.parents) for (const older of this.past(parent)) past.add(older);
      this.#pasts.set(fact.id, past);
      for (const name of namesIn(fact.act)) {
        this.#named.set(name, [...(this.#named.get(name) ?? []), fact]);
      }
    }
  }

  past(id: string): ReadonlySet<string> {
    return this.#pasts.get(id) ?? new Set();
  }

  areConcurrent(a: Fact, b: Fact): boolean {
    return a.id !== b.id && !this.past(a.id).has(b.id) && !this.past(b.id).has(a.id);
  }

  /** All facts of some kinds that name something, in order. */
  naming<Kind extends Act['kind']>(name: string, ...kinds: Kind[]): FactOf<Kind>[] {
    return (this.#named.get(name) ?? []).filter((fact) => isKind(fact, ...kinds));
  }

  ofKind<Kind extends Act['kind']>(...kinds: Kind[]): FactOf<Kind>[] {
    return this.all.filter((fact) => isKind(fact, ...kinds));
  }

  creationOf(member: string): Creation | undefined {
    return this.naming(member, 'found', 'admit')[0];
  }
}

function namesIn(act: Act): Set<string> {
  const names = new Set<string>();
  if ('member' in act) names.add(act.member);
  if ('device' in act) names.add(act.device);
  if ('recovery' in act && act.recovery !== null) names.add(act.recovery);
  if ('invite' in act) names.add(act.invite);
  return names;
}
