import type { Id } from '#lib/core/base/index.ts';
import { isAtLeast, type MembershipState, roleOfDevice } from '#lib/core/membership/index.ts';
import { type Domain, domainOf, mayWrite } from './domain.ts';
import type { Meta } from './meta.ts';

/** What acceptance looks at: header and META alone, never the body. */
export interface Claim {
  deviceId: Id;
  meta: Meta;
  /** The ledger as the author saw it. */
  view: MembershipState;
  /** An earlier entry of this device and domain was not accepted. */
  stopped: boolean;
  /** All entries the claim newly stands on are accepted entries of its own domain. */
  standsOnAccepted: boolean;
}

/**
 * Whether an envelope counts, for everybody and for ever: its author had the power in the state
 * it saw, and all it stands on counts in that state too (docs/protocol.md, "Acceptance"). Removals
 * and their cuts are not part of the ledger yet.
 */
export function isAccepted({ deviceId, meta, view, stopped, standsOnAccepted }: Claim): boolean {
  const domain = domainOf(meta.docKind);
  if (stopped || !standsOnAccepted) return false;
  if (!mayWrite(view, deviceId, meta.docKind, meta.docId)) return false;
  if (domain === 'profile') return meta.deps.length === 0;
  return meta.deps.every((dep) => hasPower(view, dep.deviceId, domain));
}

/** Whether what a device writes in a domain can count at all in a state. */
function hasPower(view: MembershipState, deviceId: Id, domain: Domain): boolean {
  const role = roleOfDevice(view, deviceId);
  if (domain === 'profile') return role !== null;
  return isAtLeast(role, domain === 'comments' ? 'commenter' : 'editor');
}
