export { isAtLeast, type Role } from './roles.ts';
export {
  type DeviceWrap,
  type Operation,
  type OperationBody,
  type OpId,
  opIdToBytes
} from './operation.ts';
export {
  type EpochState,
  type InvitationState,
  mayInvite,
  type Member,
  type MembershipState,
  type MemberDevice,
  roleOfDevice
} from './state.ts';
export { Ledger, mostHeads, type Refusal } from './ledger.ts';
export { type EpochKey, newEpoch, openEpochs, sendingEpoch, wrapFor } from './epoch.ts';
export {
  deriveInvitationKeys,
  type InvitationKeys,
  type InvitationLink,
  proveInvitation,
  readLink,
  writeLink
} from './invitation.ts';
