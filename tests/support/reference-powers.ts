import {
  type Act,
  type Creation,
  type Fact,
  type FactOf,
  isLower,
  type ReferenceRole
} from './reference-facts.ts';
import type { Signer, View } from './reference-view.ts';

/** For whom a fact counts on top of `before`; null when it does not. */
export function signerIn(before: View, fact: Fact): Signer | null {
  const { act, device } = fact;
  if (act.kind === 'found') return founder(fact, act);
  const owner = before.activeOwner(device);
  // What is somebody's device acts as that and nothing else.
  if (owner !== null) return mayAct(before, owner, fact) ? signer(before, owner, false) : null;
  const helped = memberHelped(before, act);
  const isRecovery = helped !== null && before.recovery(helped) === device;
  return isRecovery ? signer(before, helped, true) : null;
}

/** Whom an operation concerns besides its author. */
export function memberConcerned(before: View, { act }: Fact): string | null {
  switch (act.kind) {
    case 'remove-member':
    case 'set-role':
      return act.member;
    case 'remove-device':
      return before.owner(act.device);
    default:
      return null;
  }
}

function signer(before: View, member: string, byRecovery: boolean): Signer | null {
  const role = before.role(member);
  return role && { member, role, byRecovery };
}

function founder({ device, parents }: Fact, act: Creation['act']): Signer | null {
  if (parents.length > 0 || act.device !== device) return null;
  return { member: act.member, role: 'admin', byRecovery: false };
}

/** Recovery identities look after the devices and the recovery of their member, and do nothing else. */
function memberHelped(before: View, act: Act): string | null {
  switch (act.kind) {
    case 'add-device':
    case 'set-recovery':
      return act.member;
    case 'remove-device':
      return before.owner(act.device);
    default:
      return null;
  }
}

function mayAct(before: View, author: string, { act, at }: Fact): boolean {
  switch (act.kind) {
    case 'found':
      return false;
    case 'invite':
      return mayIssue(before, author, act);
    case 'revoke': {
      const issuers = before.invitations(act.invite).map((one) => before.issuer(one));
      return before.isAdmin(author) || issuers.includes(author);
    }
    case 'admit':
      return mayIssue(before, author, act) && mayEnter(before, act, at);
    case 'add-device':
    case 'set-recovery':
      return act.member === author;
    case 'remove-device': {
      const owner = before.owner(act.device);
      return owner !== null && (owner === author || mayManage(before, author, owner));
    }
    case 'remove-member':
      if (before.role(act.member) === null) return false;
      return act.member === author || mayManage(before, author, act.member);
    case 'set-role':
      return before.role(act.member) !== null && mayGive(before, author, act);
    case 'epoch':
      return !isLower(before.role(author), 'editor') && isEverybody(before, act.recipients);
    case 'rewrap':
      return act.recipients.every((recipient) => before.readers.has(recipient));
    case 'adopt':
    case 'erase':
    case 'min-version':
    case 'add-organisation':
      return before.isAdmin(author);
    case 'unknown':
      return true;
  }
}

interface Place {
  org: string | null;
  role: ReferenceRole;
}

/** R1. */
function mayIssue(before: View, author: string, { org, role }: Place): boolean {
  if (org !== null && !before.organisations.has(org)) return false;
  if (before.isAdmin(author)) return true;
  const isOwn = org !== null && org === before.organisationOf(author);
  return before.role(author) === 'steward' && isOwn && !isLower('editor', role);
}

/** R1: admins have power over everybody, stewards over those below them at home. */
function mayManage(before: View, author: string, member: string | null): boolean {
  if (before.isAdmin(author)) return true;
  if (before.role(author) !== 'steward' || member === null) return false;
  const [home, role] = [before.organisationOf(author), before.role(member)];
  if (home === null || home !== before.organisationOf(member)) return false;
  return role !== null && !isLower('editor', role);
}

function mayGive(before: View, author: string, { member, role }: FactOf<'set-role'>['act']) {
  const withinReach = before.isAdmin(author) || !isLower('editor', role);
  return withinReach && mayManage(before, author, member);
}

/** R6: some copy of the invitation that is here allows it, and nobody came in on it. */
function mayEnter(before: View, act: FactOf<'admit'>['act'], at: number): boolean {
  if (!act.proved || before.admissions(act.invite).length > 0) return false;
  return before.invitations(act.invite).some((invitation) => {
    const { org, role, expiresAt } = invitation.act;
    // A device that was lost takes the secrets of its open invitations with it.
    const issuer = before.activeOwner(invitation.device);
    const fits = org === act.org && !isLower(role, act.role) && at <= expiresAt * 1000;
    // What somebody would lose is asked of them as author, not as who issued an invitation.
    const isOpen = issuer !== null && mayIssue(before.unlimited, issuer, invitation.act);
    return fits && isOpen && !before.isRevoked(invitation);
  });
}

function isEverybody(before: View, recipients: readonly string[]): boolean {
  const wanted = [...before.readers].sort().join();
  return [...recipients].sort().join() === wanted;
}
