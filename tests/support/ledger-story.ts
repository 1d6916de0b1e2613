import { type Bytes, type Id, idFromBytes, idToBytes, toHex } from '#lib/core/base/index.ts';
import type { DeviceDescription } from '#lib/core/identity/index.ts';
import type { Cut, DeviceWrap, OperationBody } from '#lib/core/membership/body.ts';
import type { PlacedOperation } from '#lib/core/membership/history.ts';
import { OpSet } from '#lib/core/membership/op-set.ts';
import { Dice } from './dice.ts';
import { type Act, type Fact, inOrder } from './reference-facts.ts';

export const noon = Date.UTC(2026, 4, 4, 12);

/** `own`: the id of whatever the operation makes. */
export type Deed = Act | ((own: Id) => Act);

interface Placing {
  /** What the author has seen; everything so far when left out. */
  after?: readonly Fact[];
  at?: number;
}

/**
 * A ledger without cryptography: every act is told twice, to the reference as a fact and to
 * production as a placed operation. Names of members, devices, invitations and organisations are
 * the same in both.
 */
export class LedgerStory {
  readonly facts: Fact[] = [];
  readonly placed: PlacedOperation[] = [];
  readonly dice: Dice;
  readonly #byId = new Map<string, { fact: Fact; op: PlacedOperation }>();
  readonly #identities = new Map<Id, DeviceDescription>();

  constructor(seed: number) {
    this.dice = new Dice(seed);
  }

  /** The facts that no other stands on yet. */
  get heads(): Fact[] {
    const named = new Set(this.facts.flatMap(({ parents }) => parents));
    return this.facts.filter(({ id }) => !named.has(id));
  }

  /** Keys that nobody has used, for a device or a recovery identity. */
  newIdentity(): Id {
    const deviceId = this.#bytes(16);
    const id = idFromBytes(deviceId);
    const description = { deviceId, signingKey: this.#bytes(32), agreementKey: this.#bytes(32) };
    this.#identities.set(id, description);
    return id;
  }

  newName(): Id {
    return idFromBytes(this.#bytes(16));
  }

  signs(device: Id, deed: Deed, { after = this.heads, at = noon }: Placing = {}): Fact {
    const idBytes = this.#bytes(32);
    const own = idFromBytes(idBytes.slice(0, 16));
    const act = typeof deed === 'function' ? deed(own) : deed;
    const parents = this.#latest(after);
    const fact: Fact = {
      id: toHex(idBytes),
      lamport: 1 + Math.max(0, ...parents.map(({ lamport }) => lamport)),
      parents: parents.map(({ id }) => id).sort(),
      device,
      at,
      act
    };
    const op = this.#place(fact, idBytes);
    this.facts.push(fact);
    this.placed.push(op);
    this.#byId.set(fact.id, { fact, op });
    return fact;
  }

  /** These and everything they stand on, in the order in which they were told. */
  upTo(after: readonly Fact[]): Fact[] {
    const ops = after.flatMap(({ id }) => this.#byId.get(id)?.op ?? []);
    return this.facts.filter((_, i) => ops.some((op) => op.arrival === i || op.past.has(i)));
  }

  /** No parent is an ancestor of another, and there are sixteen at most. */
  #latest(after: readonly Fact[]): Fact[] {
    const ops = [...new Set(after)].flatMap(({ id }) => this.#byId.get(id) ?? []);
    const last = ops.filter(({ op }) => !ops.some((other) => other.op.past.has(op.arrival)));
    return last
      .map(({ fact }) => fact)
      .sort(inOrder)
      .slice(-16);
  }

  #place({ id, lamport, parents, device, at, act }: Fact, idBytes: Bytes): PlacedOperation {
    const nothing = new Uint8Array(0);
    return {
      id,
      idBytes,
      spaceId: this.placed[0]?.spaceId ?? idBytes.slice(0, 16),
      lamport,
      parents,
      deviceId: device,
      at,
      body: this.#bodyOf(act),
      record: nothing,
      signed: nothing,
      signature: nothing,
      ...place(parents, this.placed.length, (parent) => this.#byId.get(parent)?.op),
      makesOrgId: act.kind === 'found' || act.kind === 'add-organisation' ? act.org : null,
      isProved: act.kind !== 'admit' || act.proved
    };
  }

  #bodyOf(act: Act): OperationBody {
    switch (act.kind) {
      case 'found':
        return {
          kind: 'genesis',
          nonce: new Uint8Array(32),
          device: this.#describe(act.device),
          recovery: act.recovery === null ? null : this.#describe(act.recovery),
          orgNonce: new Uint8Array(16),
          minVersion: act.version
        };
      case 'invite':
        return {
          kind: 'invite',
          inviteId: act.invite,
          inviteKey: this.#describe(act.invite).signingKey,
          orgId: act.org,
          role: act.role,
          expiresAt: act.expiresAt,
          automatic: true
        };
      case 'revoke':
        return { kind: 'revoke-invitation', inviteId: act.invite };
      case 'admit':
        return {
          kind: 'admit',
          inviteId: act.invite,
          orgId: act.org,
          role: act.role,
          device: this.#describe(act.device),
          recovery: act.recovery === null ? null : this.#describe(act.recovery),
          proof: new Uint8Array(64),
          possession: new Uint8Array(64)
        };
      case 'add-device':
        return {
          kind: 'add-device',
          memberId: act.member,
          device: this.#describe(act.device),
          possession: new Uint8Array(64)
        };
      case 'remove-device':
        return { kind: 'remove-device', deviceId: act.device, cut: null, reason: 'unsaid' };
      case 'remove-member':
        return { kind: 'remove-member', memberId: act.member, cuts: [], reason: 'unsaid' };
      case 'set-role':
        return { kind: 'set-role', memberId: act.member, role: act.role, cuts: [] };
      case 'epoch': {
        const wraps = act.recipients.map(wrapFor);
        return { kind: 'epoch', epochId: act.epoch, wraps, previousKeys: new Uint8Array(0) };
      }
      case 'rewrap':
        return { kind: 'rewrap', epochId: act.epoch, wraps: act.recipients.map(wrapFor) };
      case 'adopt':
        return { kind: 'adopt', cut: someCut };
      case 'erase': {
        const { documentKind: docKind, document: docId } = act;
        return { kind: 'erase', docKind, docId, reason: 'unsaid' };
      }
      case 'min-version':
        return { kind: 'min-version', version: act.version };
      case 'add-organisation':
        return { kind: 'add-organisation', nonce: new Uint8Array(16) };
      case 'set-recovery':
        return {
          kind: 'set-recovery',
          memberId: act.member,
          recovery: this.#describe(act.recovery),
          possession: new Uint8Array(64)
        };
      case 'unknown':
        return { kind: 'unknown', number: act.number, content: [] };
    }
  }

  /** The same keys for the same name, always. */
  #describe(name: Id): DeviceDescription {
    const known = this.#identities.get(name);
    if (known) return known;
    const keys = { signingKey: this.#bytes(32), agreementKey: this.#bytes(32) };
    const description = { deviceId: idToBytes(name), ...keys };
    this.#identities.set(name, description);
    return description;
  }

  #bytes(length: number): Bytes {
    return Uint8Array.from({ length }, () => this.dice.between(0, 255));
  }
}

/** The same operations as they may reach somebody else: in another order that is causal too. */
export function shuffled(placed: readonly PlacedOperation[], seed: number): PlacedOperation[] {
  const dice = new Dice(seed);
  const left = [...placed];
  const arrived = new Map<string, PlacedOperation>();
  while (left.length > 0) {
    const op = dice.pick(
      left.filter(({ parents }) => parents.every((parent) => arrived.has(parent)))
    );
    left.splice(left.indexOf(op), 1);
    const here = place(op.parents, arrived.size, (parent) => arrived.get(parent));
    arrived.set(op.id, { ...op, ...here });
  }
  return [...arrived.values()];
}

function place(
  parents: readonly string[],
  arrival: number,
  find: (id: string) => PlacedOperation | undefined
) {
  const past = parents.reduce((all, parent) => {
    const op = find(parent);
    return op ? all.union(op.past).with(op.arrival) : all;
  }, OpSet.empty);
  return { arrival, past };
}

const wrapFor = (deviceId: Id): DeviceWrap => ({
  deviceId,
  encapsulated: new Uint8Array(32),
  sealed: new Uint8Array(48)
});

const someCut: Cut = {
  deviceId: idFromBytes(new Uint8Array(16)),
  seq: 0,
  hash: new Uint8Array(32)
};
