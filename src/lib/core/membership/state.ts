import type { Bytes, Id } from '#lib/core/base/index.ts';
import type { DeviceDescription } from '#lib/core/identity/index.ts';
import type { DeviceWrap, OpId } from './operation.ts';
import { isAtLeast, type Role } from './roles.ts';

/** Who belongs to a space, with which powers: what every device computes alike from the ledger. */
export interface MembershipState {
  founder: Id;
  members: Map<Id, Member>;
  devices: Map<Id, MemberDevice>;
  organisations: Set<Id>;
  invitations: Map<Id, InvitationState>;
  /** In ledger order, so that the last clean one is the one to seal under. */
  epochs: EpochState[];
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
  usedBy: Id | null;
}

export interface EpochState {
  epochId: Id;
  wraps: Map<Id, DeviceWrap>;
  previousKeys: Bytes;
  author: Id;
}

/** The role of the person whose device this is; null for a device that is not active. */
export function roleOfDevice(state: MembershipState, deviceId: Id): Role | null {
  const device = state.devices.get(deviceId);
  return (device && state.members.get(device.memberId)?.role) ?? null;
}

/** May invite and admit people of any organisation. */
export const mayInvite = (state: MembershipState, deviceId: Id): boolean =>
  isAtLeast(roleOfDevice(state, deviceId), 'admin');
