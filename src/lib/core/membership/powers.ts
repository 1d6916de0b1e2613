import type { Id } from '#lib/core/base/index.ts';
import type { DeviceWrap } from './body.ts';
import type { Placed, PlacedOperation } from './history.ts';
import { type Level, levelOf, levels, type Role } from './roles.ts';
import type { Signer, Standing } from './standing.ts';

/**
 * Whether an author had the power for an operation in the state of its own past
 * (docs/protocol.md, "Membership ledger"). `cap`: as if the author had at most this role.
 */
export function mayDo(op: PlacedOperation, past: Standing, cap: Level = levels.admin): boolean {
  const { body } = op;
  if (body.kind === 'genesis') return true;
  const signer = past.signerOf(op);
  if (!signer) return false;
  const author = { ...signer, level: Math.min(signer.level, cap) };
  if (author.byRecovery) return mayRecover(op, author, past);
  switch (body.kind) {
    case 'invite':
      return mayIssue(author, body, past);
    case 'revoke-invitation':
      return mayRevoke(author, body.inviteId, past);
    case 'admit':
      return mayAdmit(op as Placed<'admit'>, author, past);
    case 'add-device':
    case 'set-recovery':
      return body.memberId === author.memberId;
    case 'remove-device':
      return mayRemoveDevice(author, body.deviceId, past);
    case 'remove-member':
      return mayRemove(author, body.memberId, past);
    case 'set-role':
      return maySetRole(author, body.memberId, levelOf(body.role), past);
    case 'epoch':
      return author.level >= levels.editor && namesExactly(body.wraps, past);
    case 'rewrap':
      return body.wraps.every(({ deviceId }) => past.isRecipient(deviceId));
    case 'adopt':
    case 'erase':
    case 'min-version':
    case 'add-organisation':
      return isAdmin(author);
    case 'unknown':
      return true;
  }
}

const isAdmin = ({ level }: Signer): boolean => level === levels.admin;

/** A recovery identity adds and removes devices of its own member, and names its successor. */
function mayRecover({ body }: PlacedOperation, { memberId }: Signer, past: Standing): boolean {
  switch (body.kind) {
    case 'add-device':
    case 'set-recovery':
      return body.memberId === memberId;
    case 'remove-device':
      return past.entryOf(body.deviceId)?.memberId === memberId;
    default:
      return false;
  }
}

/** R1: an admin anybody; a steward people of their own organisation, at most as editors. */
export function mayIssue(
  author: Signer,
  { orgId, role }: { orgId: Id | null; role: Role },
  past: Standing
): boolean {
  if (orgId !== null && !past.hasOrganisation(orgId)) return false;
  if (isAdmin(author)) return true;
  const ownOrganisation = author.orgId !== null && author.orgId === orgId;
  return author.level === levels.steward && ownOrganisation && levelOf(role) <= levels.editor;
}

function mayRevoke(author: Signer, inviteId: Id, past: Standing): boolean {
  const known = past.history.invitationsNamed(inviteId).filter(past.has);
  return isAdmin(author) || known.some((one) => past.issuerOf(one) === author.memberId);
}

/** R6: some invitation of that name allows it, nobody used it, and its issuer may still issue it. */
function mayAdmit(op: Placed<'admit'>, author: Signer, past: Standing): boolean {
  const { body } = op;
  if (!op.isProved || !mayIssue(author, body, past)) return false;
  if (past.history.admissionsOn(body.inviteId).some(past.has)) return false;
  return past.history.invitationsNamed(body.inviteId).some((invitation) => {
    if (!past.has(invitation) || past.isRevoked(invitation)) return false;
    const offered = invitation.body;
    const within = levelOf(body.role) <= levelOf(offered.role) && body.orgId === offered.orgId;
    const issuer = past.signerOf(invitation);
    return (
      within &&
      op.at <= offered.expiresAt * 1000 &&
      issuer !== undefined &&
      mayIssue(issuer, offered, past)
    );
  });
}

/** R1: members of the steward's own organisation, at most editors; never one of equal weight. */
function mayActOn(author: Signer, memberId: Id, past: Standing): boolean {
  if (isAdmin(author)) return true;
  const sameOrganisation = author.orgId !== null && author.orgId === past.orgOf(memberId);
  const level = past.levelOf(memberId);
  const isWithinReach = level > 0 && level <= levels.editor;
  return author.level === levels.steward && sameOrganisation && isWithinReach;
}

function mayRemoveDevice(author: Signer, deviceId: Id, past: Standing): boolean {
  const memberId = past.entryOf(deviceId)?.memberId;
  if (memberId === undefined) return false;
  return memberId === author.memberId || mayActOn(author, memberId, past);
}

function mayRemove(author: Signer, memberId: Id, past: Standing): boolean {
  if (past.levelOf(memberId) === 0) return false;
  return memberId === author.memberId || mayActOn(author, memberId, past);
}

function maySetRole(author: Signer, memberId: Id, level: Level, past: Standing): boolean {
  if (past.levelOf(memberId) === 0 || !mayActOn(author, memberId, past)) return false;
  return isAdmin(author) || level <= levels.editor;
}

function namesExactly(wraps: readonly DeviceWrap[], past: Standing): boolean {
  const named = new Set(wraps.map(({ deviceId }) => deviceId));
  const wanted = new Set(past.recipients());
  return (
    named.size === wraps.length &&
    named.size === wanted.size &&
    [...wanted].every((id) => named.has(id))
  );
}
