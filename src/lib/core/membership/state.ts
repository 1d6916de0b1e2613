import type { Bytes, Id } from '#lib/core/base/index.ts';
import type { DeviceDescription } from '#lib/core/identity/index.ts';
import type { Cut, DeviceWrap, OperationBody } from './body.ts';
import type { Placed, PlacedOperation } from './history.ts';
import type { OpId } from './operation.ts';
import { mayIssue } from './powers.ts';
import type { Resolution } from './resolve.ts';
import { isAtLeast, levels, type Role, roleOfLevel } from './roles.ts';
import { levelGivenBy } from './standing.ts';

/** Who belongs to a space, with which powers: what every device computes alike from the ledger. */
export interface MembershipState {
  founder: Id;
  members: Map<Id, Member>;
  /** Who was removed or left, with the role they had; their text stays theirs. */
  former: Map<Id, Member>;
  /** Active devices of members. */
  devices: Map<Id, MemberDevice>;
  /** Of every device that ever counted: whose it is. */
  owners: Map<Id, Id>;
  /** Of members that have one: the recovery identity they named last. */
  recoveries: Map<Id, DeviceDescription>;
  organisations: Set<Id>;
  invitations: Map<Id, InvitationState>;
  /** In ledger order, so that the last clean one is the one to seal under. */
  epochs: EpochState[];
  /** Of every device that removals, demotions or adoptions name: how far its log counts. */
  cuts: Map<Id, Cut[]>;
  /** Of these, in order: what administrators let count, which chooses between branches of a log. */
  adoptions: Map<Id, Cut[]>;
  /** "kind docId" of documents whose text is to go. */
  erased: Set<string>;
  /** An operation of a kind this version does not know: read, but write nothing. */
  updateNeeded: boolean;
}

export interface Member {
  memberId: Id;
  orgId: Id | null;
  role: Role;
  /** The operation that made this person a member. */
  by: OpId;
  /** Milliseconds since 1970, as the admitting device claimed. */
  since: number;
}

export interface MemberDevice extends DeviceDescription {
  memberId: Id;
}

export interface InvitationState {
  inviteId: Id;
  inviteKey: Bytes;
  orgId: Id | null;
  role: Role;
  expiresAt: number;
  automatic: boolean;
  issuer: Id;
  /** Whom it made a member, removed since or not. */
  usedBy: Id | null;
  /** Taken back, or its issuer may no longer issue it. */
  closed: boolean;
}

export interface EpochState {
  epochId: Id;
  /** Every wrap that anybody signed for a device; one that does not open takes nothing from another. */
  wraps: Map<Id, DeviceWrap[]>;
  previousKeys: Bytes[];
  author: Id;
  /** Milliseconds since 1970, as its author claimed. */
  at: number;
}

/** The version of the protocol that this app speaks. */
const ownVersion = 1;

/** Reads a resolution out, once, for whoever shows it or acts on it. */
export function stateOf(resolution: Resolution): MembershipState {
  const { standing } = resolution;
  const { history } = standing;
  const state: MembershipState = {
    founder: '',
    members: new Map(),
    former: new Map(),
    devices: new Map(),
    owners: new Map(),
    recoveries: new Map(),
    organisations: new Set(history.organisations.filter((id) => standing.hasOrganisation(id))),
    invitations: new Map(),
    epochs: [],
    cuts: new Map(),
    adoptions: new Map(),
    erased: new Set(),
    updateNeeded: false
  };
  for (const [memberId, op] of history.creations) addMember(state, resolution, memberId, op);
  for (const deviceId of history.deviceIds) {
    const entry = standing.entryOf(deviceId);
    if (!entry) continue;
    state.owners.set(deviceId, entry.memberId);
    if (standing.isActive(deviceId)) {
      state.devices.set(deviceId, { ...entry.device, memberId: entry.memberId });
    }
  }
  for (const op of history.all) {
    if (standing.has(op)) addOperation(state, resolution, op);
  }
  return state;
}

function addMember(
  state: MembershipState,
  { standing }: Resolution,
  memberId: Id,
  op: PlacedOperation
): void {
  if (!standing.has(op)) return;
  if (op.body.kind === 'genesis') state.founder = memberId;
  const role = roleOfLevel(standing.levelOf(memberId));
  const about = { memberId, orgId: standing.orgOf(memberId), by: op.id, since: op.at };
  if (!role) {
    const last = standing.history.rolesOf(memberId).findLast(standing.has) ?? op;
    state.former.set(memberId, { ...about, role: roleOfLevel(levelGivenBy(last)) ?? 'reader' });
    return;
  }
  state.members.set(memberId, { ...about, role });
  const recovery = standing.recoveryOf(memberId);
  if (recovery) state.recoveries.set(memberId, recovery.recovery);
}

function addOperation(state: MembershipState, resolution: Resolution, op: PlacedOperation): void {
  const { body } = op;
  switch (body.kind) {
    case 'genesis':
      state.updateNeeded ||= body.minVersion > ownVersion;
      return;
    case 'min-version':
      state.updateNeeded ||= body.version > ownVersion;
      return;
    case 'unknown':
      state.updateNeeded ||= body.number < 128 && isByAdmin(resolution, op);
      return;
    case 'invite':
      return addInvitation(state, resolution, op as Placed<'invite'>);
    case 'epoch':
      return addEpoch(state, op, body);
    case 'rewrap':
      return addWraps(state, body.epochId, body.wraps);
    case 'remove-device':
      return addCuts(state.cuts, body.cut ? [body.cut] : []);
    case 'remove-member':
    case 'set-role':
      return addCuts(state.cuts, body.cuts);
    case 'adopt':
      addCuts(state.adoptions, [body.cut]);
      return addCuts(state.cuts, [body.cut]);
    case 'erase':
      state.erased.add(`${body.docKind} ${body.docId}`);
      return;
    default:
      return;
  }
}

/**
 * A kind that this version does not know stops it only in an admin's name: else any reader could
 * stop everybody. A version that gives such a kind to others raises the version needed first.
 */
const isByAdmin = ({ standing }: Resolution, op: PlacedOperation): boolean =>
  standing.before(op).signerOf(op)?.level === levels.admin;

function addInvitation(
  state: MembershipState,
  { standing }: Resolution,
  op: Placed<'invite'>
): void {
  const { kind: _, ...invitation } = op.body;
  if (state.invitations.has(invitation.inviteId)) return;
  const copies = standing.history.invitationsNamed(invitation.inviteId).filter(standing.has);
  const isOpen = copies.some((one) => {
    const issuer = standing.signerOf(one);
    return issuer && mayIssue(issuer, one.body, standing) && !standing.isRevoked(one);
  });
  state.invitations.set(invitation.inviteId, {
    ...invitation,
    issuer: standing.issuerOf(op) ?? '',
    usedBy: standing.admittedOn(invitation.inviteId) ?? null,
    closed: !isOpen
  });
}

/** Who signs a known key once more makes it no newer, and no cleaner. */
function addEpoch(
  state: MembershipState,
  op: PlacedOperation,
  { epochId, wraps, previousKeys }: Extract<OperationBody, { kind: 'epoch' }>
): void {
  const known = state.epochs.find((epoch) => epoch.epochId === epochId);
  if (known) known.previousKeys.push(previousKeys);
  else {
    const author = state.owners.get(op.deviceId) ?? '';
    const fresh = { epochId, previousKeys: [previousKeys], author, at: op.at };
    state.epochs.push({ ...fresh, wraps: new Map() });
  }
  addWraps(state, epochId, wraps);
}

function addWraps(state: MembershipState, epochId: Id, wraps: readonly DeviceWrap[]): void {
  const epoch = state.epochs.find((one) => one.epochId === epochId);
  for (const wrap of epoch ? wraps : []) {
    epoch?.wraps.set(wrap.deviceId, [...(epoch.wraps.get(wrap.deviceId) ?? []), wrap]);
  }
}

function addCuts(known: Map<Id, Cut[]>, cuts: readonly Cut[]): void {
  for (const cut of cuts) known.set(cut.deviceId, [...(known.get(cut.deviceId) ?? []), cut]);
}

/** Whether a device may admit whoever holds an invitation: an admin's, or its organisation's steward's. */
export function mayAnswer(state: MembershipState, deviceId: Id, inviteId: Id): boolean {
  const member = state.members.get(state.devices.get(deviceId)?.memberId ?? '');
  if (member?.role === 'admin') return true;
  const invitation = state.invitations.get(inviteId);
  if (member?.role !== 'steward' || !invitation) return false;
  const sameOrganisation = member.orgId !== null && member.orgId === invitation.orgId;
  return sameOrganisation && !isAtLeast(invitation.role, 'steward');
}
