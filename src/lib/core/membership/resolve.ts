import { type Id, idFromBytes } from '#lib/core/base/index.ts';
import type { DeviceDescription } from '#lib/core/identity/index.ts';
import type { DeviceWrap, Operation, OperationBody, OpId } from './operation.ts';
import { isAtLeast, type Role, roleToNumber } from './roles.ts';
import type { MembershipState } from './state.ts';

/** What a ledger knows of an operation beyond its own bytes. */
export interface PlacedOperation extends Operation {
  /** For a founding: the organisation it makes; for `add-organisation`: its own. */
  makesOrgId: Id | null;
  /** For an admission: the invitations in its past whose secret the entering device held. */
  provedBy: ReadonlySet<OpId>;
}

/** A founding may ask for more than this. */
const ownVersion = 1;

/** A set of operations, one bit each, in resolution order. */
type OpSet = bigint;

/** The order in which operations are judged: lamport, then id. */
export const byOrder = (a: Operation, b: Operation): number =>
  a.lamport - b.lamport || (a.id < b.id ? -1 : 1);

/**
 * The state of a causally closed set of operations: a pure fold whose result depends on the set
 * alone, never on the order of arrival (docs/protocol.md, "Resolution"). An operation counts iff
 * its author had the power for it in the state of its own past.
 */
export function resolve(operations: readonly PlacedOperation[]): MembershipState {
  const sorted = [...operations].sort(byOrder);
  const index = new Map(sorted.map((op, i) => [op.id, i]));
  const past = sorted.map(() => 0n);
  for (const [i, op] of sorted.entries()) {
    for (const parent of op.parents) {
      const j = index.get(parent);
      if (j === undefined) throw new Error('the set is not causally closed');
      past[i] = (past[i] ?? 0n) | (past[j] ?? 0n) | bit(j);
    }
  }
  const rules = new Rules(sorted);
  let counted: OpSet = 0n;
  for (const [i, op] of sorted.entries()) {
    if (rules.mayDo(op, i, (past[i] ?? 0n) & counted)) counted |= bit(i);
  }
  return rules.stateOf(counted);
}

const bit = (i: number): OpSet => 1n << BigInt(i);
const has = (set: OpSet, i: number): boolean => ((set >> BigInt(i)) & 1n) === 1n;

interface Entry {
  i: number;
  memberId: Id;
  orgId: Id | null;
  role: Role;
  inviteId: Id | null;
  deviceId: Id;
  device: DeviceDescription;
}

/** The named rules over one sorted set of operations. */
class Rules {
  readonly #ops: readonly PlacedOperation[];
  readonly #entriesByDevice = new Map<Id, Entry[]>();
  readonly #entriesByInvite = new Map<Id, Entry[]>();
  readonly #invites = new Map<Id, number[]>();
  readonly #entries: Entry[] = [];

  constructor(ops: readonly PlacedOperation[]) {
    this.#ops = ops;
    for (const [i, op] of ops.entries()) {
      const entry = entryOf(op, i);
      if (entry) {
        this.#entries.push(entry);
        append(this.#entriesByDevice, entry.deviceId, entry);
        if (entry.inviteId !== null) append(this.#entriesByInvite, entry.inviteId, entry);
      }
      if (op.body.kind === 'invite') append(this.#invites, op.body.inviteId, i);
    }
  }

  /** Whether the author had the power for `op` in the state of `T`, its counted past. */
  mayDo(op: PlacedOperation, i: number, T: OpSet): boolean {
    if (op.body.kind === 'genesis') return i === 0;
    const author = this.#activeEntry(op.deviceId, T);
    if (!author) return false;
    switch (op.body.kind) {
      case 'add-organisation':
        return author.role === 'admin';
      case 'invite':
        return this.#mayIssue(author, op.body.orgId, op.body.role, T);
      case 'admit':
        return this.#mayAdmit(author, op, op.body, T);
      case 'epoch':
        return isAtLeast(author.role, 'editor') && this.#namesAllDevices(op.body.wraps, T);
      case 'rewrap':
        return op.body.wraps.every(({ deviceId }) => this.#activeEntry(deviceId, T));
      case 'unknown':
        return true;
    }
  }

  stateOf(counted: OpSet): MembershipState {
    const state: MembershipState = {
      founder: '',
      members: new Map(),
      devices: new Map(),
      organisations: this.#organisationsIn(counted),
      invitations: new Map(),
      epochs: [],
      updateNeeded: false
    };
    for (const entry of this.#entries) {
      const op = this.#ops[entry.i];
      if (!op || !this.#isActive(entry, counted)) continue;
      if (op.body.kind === 'genesis') state.founder = entry.memberId;
      const { memberId, orgId, role } = entry;
      state.members.set(memberId, { memberId, orgId, role, by: op.id, since: op.at });
      state.devices.set(entry.deviceId, { ...entry.device, memberId });
    }
    for (const [i, op] of this.#ops.entries()) {
      if (has(counted, i)) this.#addToState(state, op, counted);
    }
    return state;
  }

  #addToState(state: MembershipState, op: PlacedOperation, counted: OpSet): void {
    const body = op.body;
    const author = this.#entryIn(op.deviceId, counted)?.memberId ?? '';
    if (body.kind === 'invite') {
      if (state.invitations.has(body.inviteId)) return;
      const used = (this.#entriesByInvite.get(body.inviteId) ?? []).find((entry) =>
        this.#isActive(entry, counted)
      );
      const { kind: _, ...invitation } = body;
      state.invitations.set(body.inviteId, {
        ...invitation,
        issuer: author,
        usedBy: used?.memberId ?? null
      });
    } else if (body.kind === 'epoch') {
      const wraps = new Map(body.wraps.map((wrap) => [wrap.deviceId, wrap]));
      const { epochId, previousKeys } = body;
      state.epochs.push({ epochId, previousKeys, wraps, author });
    } else if (body.kind === 'rewrap') {
      const epoch = state.epochs.find(({ epochId }) => epochId === body.epochId);
      for (const wrap of body.wraps) {
        if (!epoch?.wraps.has(wrap.deviceId)) epoch?.wraps.set(wrap.deviceId, wrap);
      }
    } else if (body.kind === 'genesis' && body.minVersion > ownVersion) {
      state.updateNeeded = true;
    } else if (body.kind === 'unknown' && body.number < 128) {
      state.updateNeeded = true;
    }
  }

  /** R10: a device belongs to whom its first entry in `T` made, whatever else names it. */
  #entryIn(deviceId: Id, T: OpSet): Entry | undefined {
    return this.#entriesByDevice.get(deviceId)?.find(({ i }) => has(T, i));
  }

  #isActive(entry: Entry, T: OpSet): boolean {
    return this.#entryIn(entry.deviceId, T) === entry && this.#wonItsInvitation(entry, T);
  }

  /** The entry of a device that is active in `T`, with the role it gives there. */
  #activeEntry(deviceId: Id, T: OpSet): Entry | undefined {
    const entry = this.#entryIn(deviceId, T);
    return entry && this.#isActive(entry, T) ? entry : undefined;
  }

  /** R7: of several admissions on one invitation in `T`, one gives membership. */
  #wonItsInvitation(entry: Entry, T: OpSet): boolean {
    if (entry.inviteId === null) return true;
    const rivals = (this.#entriesByInvite.get(entry.inviteId) ?? []).filter(({ i }) => has(T, i));
    return rivals.every((rival) => rival === entry || this.#isBefore(entry, rival, T));
  }

  /** The higher role first, then the more senior admitter, then the order of the operations. */
  #isBefore(a: Entry, b: Entry, T: OpSet): boolean {
    const byRole = roleToNumber(b.role) - roleToNumber(a.role);
    if (byRole !== 0) return byRole < 0;
    const bySeniority = this.#seniority(a, T) - this.#seniority(b, T);
    return (bySeniority || a.i - b.i) < 0;
  }

  /** Where the admitting person stands: admins before others, the earlier before the later. */
  #seniority(entry: Entry, T: OpSet): number {
    const author = this.#entryIn(this.#ops[entry.i]?.deviceId ?? '', T);
    if (!author) return Number.MAX_SAFE_INTEGER;
    return (author.role === 'admin' ? 0 : this.#ops.length) + author.i;
  }

  /** An admin for anybody; a steward for their own organisation, at most as editor (R1). */
  #mayIssue(author: Entry, orgId: Id | null, role: Role, T: OpSet): boolean {
    if (orgId !== null && !this.#organisationsIn(T).has(orgId)) return false;
    if (author.role === 'admin') return true;
    const ownOrganisation = author.orgId !== null && author.orgId === orgId;
    return author.role === 'steward' && ownOrganisation && !isAtLeast(role, 'steward');
  }

  /** R6: the invitation counts in the past, is unused there, and its issuer may still issue it. */
  #mayAdmit(
    author: Entry,
    op: PlacedOperation,
    body: Extract<OperationBody, { kind: 'admit' }>,
    T: OpSet
  ): boolean {
    if (!this.#mayIssue(author, body.orgId, body.role, T)) return false;
    const invite = this.#invites
      .get(body.inviteId)
      ?.flatMap((i) => (has(T, i) ? (this.#ops[i] ?? []) : []))
      .find(({ id }) => op.provedBy.has(id));
    if (invite?.body.kind !== 'invite') return false;
    const within =
      roleToNumber(body.role) <= roleToNumber(invite.body.role) && body.orgId === invite.body.orgId;
    const inTime = op.at <= invite.body.expiresAt * 1000;
    const used = (this.#entriesByInvite.get(body.inviteId) ?? []).some((entry) => has(T, entry.i));
    const issuer = this.#activeEntry(invite.deviceId, T);
    const stillEntitled =
      issuer !== undefined && this.#mayIssue(issuer, invite.body.orgId, invite.body.role, T);
    return within && inTime && !used && stillEntitled;
  }

  #namesAllDevices(wraps: DeviceWrap[], T: OpSet): boolean {
    const active = this.#entries.filter((entry) => this.#isActive(entry, T));
    const named = new Set(wraps.map(({ deviceId }) => deviceId));
    return (
      named.size === wraps.length &&
      named.size === active.length &&
      active.every(({ deviceId }) => named.has(deviceId))
    );
  }

  #organisationsIn(T: OpSet): Set<Id> {
    const found = new Set<Id>();
    for (const [i, op] of this.#ops.entries()) {
      if (op.makesOrgId !== null && has(T, i)) found.add(op.makesOrgId);
    }
    return found;
  }
}

function entryOf(op: PlacedOperation, i: number): Entry | null {
  const memberId: Id = idFromBytes(op.idBytes.slice(0, 16));
  if (op.body.kind !== 'genesis' && op.body.kind !== 'admit') return null;
  const device = op.body.device;
  const deviceId = idFromBytes(device.deviceId);
  if (op.body.kind === 'genesis') {
    return { i, memberId, orgId: op.makesOrgId, role: 'admin', inviteId: null, deviceId, device };
  }
  const { orgId, role, inviteId } = op.body;
  return { i, memberId, orgId, role, inviteId, deviceId, device };
}

function append<Value>(lists: Map<Id, Value[]>, name: Id, value: Value): void {
  const list = lists.get(name);
  if (list) list.push(value);
  else lists.set(name, [value]);
}
