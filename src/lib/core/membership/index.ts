export { isAtLeast, type Role, roles } from './roles.ts';
export {
  type Cut,
  type DeviceWrap,
  type KnownBody,
  type OperationBody,
  type RemovalReason
} from './body.ts';
export { type Operation, type OpId, opIdToBytes } from './operation.ts';
export type { LedgerView } from './view.ts';
export {
  type EpochState,
  type InvitationState,
  mayAnswer,
  type Member,
  type MembershipState,
  type MemberDevice
} from './state.ts';
export { type ChronicleEntry, Ledger, mostHeads, type Refusal } from './ledger.ts';
export {
  type EpochKey,
  isClean,
  newEpoch,
  openEpochs,
  recipientsOf,
  sendingEpoch,
  wrapFor
} from './epoch.ts';
export {
  deriveInvitationKeys,
  type InvitationKeys,
  type InvitationLink,
  proveInvitation,
  readLink,
  writeLink
} from './invitation.ts';
