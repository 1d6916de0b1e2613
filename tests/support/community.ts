import {
  encodePlain,
  type Bytes,
  idFromBytes,
  type Plain,
  systemRandom,
  toHex
} from '#lib/core/base/index.ts';
import { hash, sign } from '#lib/core/crypto/index.ts';
import { type DeviceKeys, newDeviceKeys } from '#lib/core/identity/index.ts';
import {
  deriveInvitationKeys,
  type InvitationKeys,
  proveInvitation
} from '#lib/core/membership/invitation.ts';
import { Ledger } from '#lib/core/membership/ledger.ts';
import {
  type Draft,
  type Operation,
  type OpId,
  opIdToBytes,
  signOperation
} from '#lib/core/membership/operation.ts';
import type { Role } from '#lib/core/membership/roles.ts';
import { MemoryStorage } from '#lib/core/storage/index.ts';

/** A device with a name, for stories. */
export interface Person {
  name: string;
  keys: DeviceKeys;
  id: string;
}

/** An invitation whose secret the story knows. */
export interface OpenInvitation {
  keys: InvitationKeys;
  body: Extract<Draft['body'], { kind: 'invite' }>;
}

interface Placing {
  /** The operations it stands on; everything so far when left out. */
  after?: readonly Operation[];
  at?: number;
}

export const noon = Date.UTC(2026, 4, 4, 12);
const inAWeek = noon / 1000 + 7 * 86_400;

let wrappingKey: Promise<CryptoKey> | null = null;

export async function newPerson(name: string): Promise<Person> {
  const algorithm = { name: 'AES-GCM', length: 256 };
  wrappingKey ??= crypto.subtle.generateKey(algorithm, false, ['wrapKey', 'unwrapKey']);
  const { keys } = await newDeviceKeys(await wrappingKey);
  return { name, keys, id: idFromBytes(keys.deviceId) };
}

/**
 * A space's ledger as a story tells it: operations are signed by whoever is named, on top of
 * whatever is named, entitled or not. Nothing here judges; ledgers under test do.
 */
export class Community {
  readonly founder: Person;
  readonly genesis: Operation;
  readonly operations: Operation[];

  private constructor(founder: Person, genesis: Operation) {
    this.founder = founder;
    this.genesis = genesis;
    this.operations = [genesis];
  }

  static async foundedBy(founder: Person, minVersion = 1): Promise<Community> {
    const body = {
      kind: 'genesis' as const,
      nonce: systemRandom.bytes(32),
      device: founder.keys,
      recovery: null,
      orgNonce: systemRandom.bytes(16),
      minVersion
    };
    const draft = { spaceId: null, lamport: 1, parents: [], at: noon, body };
    return new Community(founder, await signOperation(draft, founder.keys));
  }

  get spaceId(): Bytes {
    return this.genesis.spaceId;
  }

  /** The operations that no other stands on yet. */
  get heads(): Operation[] {
    const named = new Set(this.operations.flatMap(({ parents }) => parents));
    return this.operations.filter(({ id }) => !named.has(id));
  }

  /** `author` signs a body; the operation belongs to the story from now on. */
  async does(author: Person, body: Draft['body'], placing: Placing = {}): Promise<Operation> {
    const operation = await signOperation({ ...this.#place(placing), body }, author.keys);
    this.operations.push(operation);
    return operation;
  }

  /** As `does`, for a body that no version known here would write. */
  async doesRaw(author: Person, kind: number, body: Plain, placing: Placing = {}): Promise<Bytes> {
    const { lamport, parents, at } = this.#place(placing);
    return signedRecord(author, [
      ...[1, this.spaceId, kind, lamport, parents.map(opIdToBytes)],
      ...[author.keys.deviceId, at, body]
    ]);
  }

  addOrganisation(author: Person, placing?: Placing): Promise<Operation> {
    return this.does(author, { kind: 'add-organisation', nonce: systemRandom.bytes(16) }, placing);
  }

  /** An invitation that nobody has signed yet. */
  async invitation(
    orgId: string | null,
    role: Role = 'editor',
    expiresAt = inAWeek
  ): Promise<OpenInvitation> {
    const keys = await deriveInvitationKeys(systemRandom.bytes(16));
    const { inviteId, publicKey: inviteKey } = keys;
    return {
      keys,
      body: { kind: 'invite', inviteId, inviteKey, orgId, role, expiresAt, automatic: true }
    };
  }

  async invites(author: Person, orgId: string | null, role: Role = 'editor', placing?: Placing) {
    const invitation = await this.invitation(orgId, role);
    await this.does(author, invitation.body, placing);
    return invitation;
  }

  /** `admitter` admits `guest`, who shows what they hold. */
  async admits(
    admitter: Person,
    { keys, body }: OpenInvitation,
    guest: Person,
    placing: Placing & { role?: Role; orgId?: string | null } = {}
  ): Promise<Operation> {
    const proofs = await proveInvitation(keys, this.spaceId, guest.keys);
    const { role = body.role, orgId = body.orgId } = placing;
    const { inviteId } = keys;
    return this.does(
      admitter,
      { kind: 'admit', inviteId, orgId, role, device: guest.keys, recovery: null, ...proofs },
      placing
    );
  }

  /** Invitation and admission in one: somebody new, entitled by the founder. */
  async welcomes(guest: Person, role: Role = 'editor', orgId: string | null = null) {
    const invitation = await this.invites(this.founder, orgId, role);
    return this.admits(this.founder, invitation, guest);
  }

  /** A fresh ledger that was given these operations in this order; throws when it refuses one. */
  async ledger(operations: readonly Operation[] = this.operations): Promise<Ledger> {
    const ledger = await Ledger.load(new MemoryStorage(), this.spaceId);
    for (const { record } of operations) {
      const added = await ledger.add(record);
      if (!added.ok) throw new Error(`the ledger says ${added.error}`);
    }
    return ledger;
  }

  #place({ after = this.heads, at = noon }: Placing) {
    const lamport = 1 + Math.max(0, ...after.map((op) => op.lamport));
    const parents: OpId[] = after.map(({ id }) => id).sort();
    return { spaceId: this.spaceId, lamport, parents, at };
  }
}

/** Any eight fields as a record with a true signature. */
export async function signedRecord(author: Person, fields: readonly Plain[]): Promise<Bytes> {
  const signed = encodePlain([...fields]);
  return encodePlain([signed, await sign(author.keys.sign, 'cairn/1/op', signed)]);
}

/** The organisation that an operation makes. */
export const organisationOf = (op: Operation): string => idFromBytes(op.idBytes.slice(0, 16));

/** The member that an operation makes: named by the same bytes. */
export const memberOf = (op: Operation): string => organisationOf(op);

export async function founderOrganisation({ genesis }: Community): Promise<string> {
  if (genesis.body.kind !== 'genesis') throw new Error('no founding');
  const digest = await hash('cairn/1/org', genesis.body.orgNonce);
  return idFromBytes(digest.slice(0, 16));
}

/** What a ledger holds, in a form that two ledgers can be compared by. */
export function stateOf(ledger: Ledger) {
  const { members, devices, organisations, invitations, epochs, updateNeeded } = ledger.state;
  return {
    heads: [...ledger.heads],
    members: [...members.values()].map((m) => [m.memberId, m.role, m.orgId]).sort(),
    devices: [...devices].map(([id, { memberId }]) => [id, memberId]).sort(),
    organisations: [...organisations].sort(),
    invitations: [...invitations.values()]
      .map((i) => [i.inviteId, toHex(i.inviteKey), i.role, i.usedBy])
      .sort(),
    epochs: epochs.map(({ epochId, wraps }) => [epochId, [...wraps.keys()].sort()]),
    updateNeeded
  };
}
