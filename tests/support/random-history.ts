import { idFromBytes, systemRandom } from '#lib/core/base/index.ts';
import { proveInvitation } from '#lib/core/membership/invitation.ts';
import { type Draft, type Operation, readOperation } from '#lib/core/membership/operation.ts';
import {
  Community,
  founderOrganisation,
  memberOf,
  noon,
  type OpenInvitation,
  organisationOf,
  type Person
} from './community.ts';
import { type Act, type Fact, ladder } from './reference-facts.ts';
import { referenceState } from './reference-ledger.ts';

/** Numbers that look random and are the same every time (mulberry32). */
export function seeded(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

/**
 * A ledger as many hands and some bad ones might write it: people of all roles, forked views,
 * back-dated operations, removals, names used twice, proofs that do not hold. Every operation is well formed
 * and linked; what it is worth is for a ledger, and for the reference, to say.
 */
export class RandomHistory {
  readonly operations: Operation[] = [];
  readonly facts: Fact[] = [];
  readonly #pick: (below: number) => number;
  readonly #people: readonly Person[];
  readonly #space: Community;
  readonly #organisations: string[] = [];
  readonly #invitations: OpenInvitation[] = [];

  private constructor(seed: number, people: readonly Person[], space: Community) {
    this.#pick = seeded(seed);
    this.#people = people;
    this.#space = space;
  }

  static async of(seed: number, people: readonly Person[], length: number): Promise<RandomHistory> {
    const [founder] = people;
    if (!founder) throw new Error('nobody is here');
    const space = await Community.foundedBy(founder);
    const history = new RandomHistory(seed, people, space);
    const org = await founderOrganisation(space);
    history.#organisations.push(org);
    history.#record(space.genesis, {
      kind: 'found',
      member: memberOf(space.genesis),
      org,
      device: founder.id,
      recovery: null,
      version: 1
    });
    for (let tries = 0; history.operations.length < length && tries < length * 4; tries++) {
      await history.#step();
    }
    return history;
  }

  get spaceId() {
    return this.#space.spaceId;
  }

  /** What the reference makes of some of it; of operations that miss a parent, nothing. */
  reference(operations: readonly Operation[] = this.operations) {
    const ids = new Set(operations.map(({ id }) => id));
    return referenceState(this.facts.filter(({ id }) => ids.has(id)));
  }

  /** The operations in another order that is causal too. */
  shuffled(seed: number): Operation[] {
    const pick = seeded(seed);
    const left = [...this.operations];
    const placed = new Set<string>();
    const order: Operation[] = [];
    while (left.length > 0) {
      const ready = left.filter(({ parents }) => parents.every((parent) => placed.has(parent)));
      const next = ready[pick(ready.length)];
      if (!next) throw new Error('a parent is missing');
      left.splice(left.indexOf(next), 1);
      placed.add(next.id);
      order.push(next);
    }
    return order;
  }

  /** An operation and everything it stands on. */
  closure(ids: readonly string[]): Operation[] {
    const wanted = new Set(ids);
    for (const op of [...this.operations].reverse()) {
      if (wanted.has(op.id)) for (const parent of op.parents) wanted.add(parent);
    }
    return this.operations.filter(({ id }) => wanted.has(id));
  }

  async #step(): Promise<void> {
    const after = this.#parents();
    const past = this.closure(after.map(({ id }) => id));
    const entered = this.#people.filter(({ id }) => past.some((op) => entering(op) === id));
    // Mostly somebody of weight, or little would ever count.
    const author =
      this.#pick(3) > 0 ? entered[this.#pick(Math.min(2, entered.length))] : this.#one(entered);
    if (!author) return;
    // People first, or there would be nobody to quarrel.
    const kind = this.operations.length < 12 ? this.#pick(11) : this.#pick(16);
    if (kind < 1) await this.#addOrganisation(author, after);
    else if (kind < 5) await this.#invite(author, after);
    else if (kind < 11) await this.#admit(author, after, past);
    else if (kind < 13) await this.#wrap(author, after, past);
    else if (kind < 15) await this.#govern(author, after, past);
    else await this.#unknown(author, after);
  }

  /** Mostly everything; sometimes an older place, for those who are late or pretend to be. */
  #parents(): Operation[] {
    if (this.#pick(10) < 6) return this.#space.heads.slice(0, 16);
    const some = [this.#one(this.operations), this.#one(this.operations)].filter((op) => !!op);
    const [a, b] = some;
    if (!a || !b || a === b) return some.slice(0, 1);
    const below = (x: Operation, y: Operation) => this.closure([y.id]).includes(x);
    return below(a, b) ? [b] : below(b, a) ? [a] : [a, b];
  }

  async #addOrganisation(author: Person, after: Operation[]): Promise<void> {
    const op = await this.#space.addOrganisation(author, { after });
    this.#organisations.push(organisationOf(op));
    this.#record(op, { kind: 'add-organisation', org: organisationOf(op) });
  }

  async #invite(author: Person, after: Operation[]): Promise<void> {
    const org = this.#one([null, null, ...this.#organisations]) ?? null;
    const role = this.#one(ladder) ?? 'editor';
    const expiresAt = noon / 1000 + (this.#pick(6) === 0 ? -1 : 3_600);
    const fresh = await this.#space.invitation(org, role, expiresAt);
    // Now and then a copy of one that somebody else has issued.
    const known = this.#pick(5) === 0 ? this.#one(this.#invitations) : undefined;
    const { keys } = known ?? fresh;
    const { inviteId, publicKey: inviteKey } = keys;
    const body = { ...fresh.body, inviteId, inviteKey };
    this.#invitations.push({ keys, body });
    const op = await this.#space.does(author, body, { after });
    this.#record(op, { kind: 'invite', invite: inviteId, org, role, expiresAt });
  }

  async #admit(author: Person, after: Operation[], past: Operation[]): Promise<void> {
    const names = (kind: 'invite' | 'admit') =>
      past.flatMap(({ body }) => (body.kind === kind ? body.inviteId : []));
    const [issued, used] = [names('invite'), names('admit')];
    const open = this.#invitations.filter(
      ({ keys: { inviteId } }) => issued.includes(inviteId) && !used.includes(inviteId)
    );
    const invitation = this.#one((this.#pick(6) > 0 ? open : this.#invitations).slice(-4));
    const entered = past.map(entering);
    const guest = this.#one(this.#people.filter(({ id }) => !entered.includes(id)));
    if (!invitation || !guest) return;
    const { keys, body } = invitation;
    const role = this.#pick(5) === 0 ? (this.#one(ladder) ?? body.role) : body.role;
    const orgId = this.#pick(8) === 0 ? null : body.orgId;
    const proofs = await proveInvitation(keys, this.spaceId, guest.keys);
    const odd = this.#pick(12);
    if (odd === 0) proofs.proof = proofs.possession;
    if (odd === 1) proofs.possession = proofs.proof;
    const { inviteId } = keys;
    const op = await this.#space.does(
      author,
      { kind: 'admit', inviteId, orgId, role, device: guest.keys, recovery: null, ...proofs },
      { after }
    );
    this.#record(op, {
      ...{ kind: 'admit', member: memberOf(op), invite: inviteId, org: orgId, role },
      ...{ device: guest.id, recovery: null, proved: odd > 1 }
    });
  }

  /** Somebody is removed, loses their device or gets another role. */
  async #govern(author: Person, after: Operation[], past: Operation[]): Promise<void> {
    const entered = past.filter((op) => entering(op) !== null);
    const whom = this.#one(entered);
    // Among two, removals would soon leave one alone and nothing more to happen.
    if (!whom || entered.length < 3) return;
    const [member, device] = [memberOf(whom), entering(whom) ?? ''];
    const role = this.#one(ladder) ?? 'editor';
    const does = (body: Draft['body']) => this.#space.does(author, body, { after });
    switch (this.#pick(3)) {
      case 0: {
        const op = await does({ kind: 'set-role', memberId: member, role, cuts: [] });
        return this.#record(op, { kind: 'set-role', member, role });
      }
      case 1: {
        const reason = 'concern';
        const op = await does({ kind: 'remove-member', memberId: member, cuts: [], reason });
        return this.#record(op, { kind: 'remove-member', member });
      }
      default: {
        const reason = 'lost';
        const op = await does({ kind: 'remove-device', deviceId: device, cut: null, reason });
        return this.#record(op, { kind: 'remove-device', device });
      }
    }
  }

  async #wrap(author: Person, after: Operation[], past: Operation[]): Promise<void> {
    const active = [...this.reference(past).devices.keys()];
    const all = this.#people.map(({ id }) => id);
    const recipients = this.#pick(3) > 0 ? active : all.filter(() => this.#pick(2) === 0);
    const epochs = this.facts.flatMap(({ act }) => (act.kind === 'epoch' ? [act.epoch] : []));
    const known = this.#pick(2) === 0 ? this.#one(epochs) : undefined;
    const wraps = recipients.map((deviceId) => ({
      deviceId,
      encapsulated: new Uint8Array(32),
      sealed: new Uint8Array(48)
    }));
    const epochId = known ?? idFromBytes(systemRandom.bytes(16));
    const previousKeys = new Uint8Array(0);
    const op = known
      ? await this.#space.does(author, { kind: 'rewrap', epochId, wraps }, { after })
      : await this.#space.does(author, { kind: 'epoch', epochId, wraps, previousKeys }, { after });
    this.#record(op, { kind: known ? 'rewrap' : 'epoch', epoch: epochId, recipients });
  }

  async #unknown(author: Person, after: Operation[]): Promise<void> {
    const number = this.#pick(6) === 0 ? 14 : 130;
    const record = await this.#space.doesRaw(author, number, [this.#pick(1_000)], { after });
    const read = await readOperation(record);
    if (!read.ok) throw new Error(read.error);
    this.#space.operations.push(read.value);
    this.#record(read.value, { kind: 'unknown', number });
  }

  #record({ id, lamport, parents, deviceId, at }: Operation, act: Act): void {
    if (this.facts.some((fact) => fact.id === id)) {
      // Whoever does the same twice in the same place has signed one operation.
      this.#space.operations.pop();
      return;
    }
    this.facts.push({ id, lamport, parents, device: deviceId, at, act });
    const op = this.#space.operations.find((one) => one.id === id);
    if (op) this.operations.push(op);
  }

  #one<Value>(values: readonly Value[]): Value | undefined {
    return values[this.#pick(Math.max(1, values.length))];
  }
}

function entering({ body }: Operation): string | null {
  if (body.kind !== 'genesis' && body.kind !== 'admit') return null;
  return idFromBytes(body.device.deviceId);
}
