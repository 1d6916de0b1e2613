import type { Id } from '#lib/core/base/index.ts';
import {
  byOrder,
  type DeviceEntry,
  type History,
  memberIdOf,
  type Placed,
  type PlacedOperation,
  type RecoveryEntry
} from './history.ts';
import type { OpSet } from './op-set.ts';
import { type Level, levelOf, levels } from './roles.ts';

/** Whose an operation is in a state, and what weight that person has there. */
export interface Signer {
  memberId: Id;
  level: Level;
  orgId: Id | null;
  /** Signed by the person's recovery identity, which may do little. */
  byRecovery: boolean;
}

/** Seniority: admins before stewards before others, the earlier before the later. */
export type Rank = readonly [group: number, since: PlacedOperation | null];

/** What a set of operations that count comes to: who belongs to the space, with which role. */
export class Standing {
  readonly history: History;
  readonly counted: OpSet;

  constructor(history: History, counted: OpSet) {
    this.history = history;
    this.counted = counted;
  }

  /** The same for what an operation of this state had in its past. */
  before(op: PlacedOperation): Standing {
    return new Standing(this.history, op.past.and(this.counted));
  }

  has = ({ arrival }: PlacedOperation): boolean => this.counted.has(arrival);

  /** R3, R7, R10. Level 0: no member, or no longer. */
  levelOf(memberId: Id): Level {
    const given = this.#levelGiven(memberId);
    if (given === 0 || this.history.removalsOf(memberId).some(this.has)) return 0;
    return this.#hasOwnDevice(memberId) && this.#wonInvitation(memberId) ? given : 0;
  }

  orgOf = (memberId: Id): Id | null => {
    const creation = this.history.creations.get(memberId);
    return creation?.body.kind === 'admit' ? creation.body.orgId : (creation?.makesOrgId ?? null);
  };

  /** R10: a device belongs to whom its first entry made, whatever else names it. */
  entryOf(deviceId: Id): DeviceEntry | undefined {
    return this.history.entriesOf(deviceId).find(({ op }) => this.has(op));
  }

  isActive(deviceId: Id): boolean {
    const entry = this.entryOf(deviceId);
    if (!entry || this.history.deviceRemovalsOf(deviceId).some(this.has)) return false;
    return this.levelOf(entry.memberId) > 0;
  }

  /** R5: of the recovery identities that nobody else named first, the one a member named last. */
  recoveryOf(memberId: Id): RecoveryEntry | undefined {
    return this.history
      .recoveriesOf(memberId)
      .findLast((entry) => this.has(entry.op) && this.#namedFirst(entry)?.memberId === memberId);
  }

  /** Devices and recovery identities that content keys are wrapped for. */
  *recipients(): Iterable<Id> {
    for (const deviceId of this.history.deviceIds) if (this.isActive(deviceId)) yield deviceId;
    for (const memberId of this.history.creations.keys()) {
      const recovery = this.recoveryOf(memberId);
      if (recovery && this.levelOf(memberId) > 0) yield recovery.recoveryId;
    }
  }

  isRecipient(id: Id): boolean {
    return this.isActive(id) || this.#recoveryNamed(id) !== undefined;
  }

  /** Who signed, as far as they may sign at all. */
  signerOf({ deviceId }: PlacedOperation): Signer | undefined {
    const entry = this.isActive(deviceId) ? this.entryOf(deviceId) : this.#recoveryNamed(deviceId);
    if (!entry) return undefined;
    const { memberId } = entry;
    return {
      memberId,
      level: this.levelOf(memberId),
      orgId: this.orgOf(memberId),
      byRecovery: 'recovery' in entry
    };
  }

  rankOf(memberId: Id): Rank {
    const roles = this.history.rolesOf(memberId).filter(this.has);
    for (const [group, level] of [levels.admin, levels.steward].entries()) {
      const since = roles.find((op) => levelGivenBy(op) === level);
      if (since) return [group, since];
    }
    return [2, roles[0] ?? null];
  }

  hasOrganisation(orgId: Id): boolean {
    return this.history.makersOf(orgId).some(this.has);
  }

  /** Whether an invitation that counts was taken back: by an admin, or by who issued it. */
  isRevoked(invitation: Placed<'invite'>): boolean {
    return this.history.revocationsOf(invitation.body.inviteId).some((revocation) => {
      if (!this.has(revocation) || !revocation.past.has(invitation.arrival)) return false;
      const author = this.before(revocation).signerOf(revocation);
      return author?.level === levels.admin || author?.memberId === this.issuerOf(invitation);
    });
  }

  /** Whom an invitation made a member, removed since or not. */
  admittedOn(inviteId: Id): Id | undefined {
    return this.#rivalsOn(inviteId)
      .map(memberIdOf)
      .find((memberId) => this.#wonInvitation(memberId));
  }

  issuerOf(invitation: PlacedOperation): Id | undefined {
    return this.before(invitation).signerOf(invitation)?.memberId;
  }

  /** The lowest of the roles that nothing later replaced; a removal is not looked at. */
  #levelGiven(memberId: Id): Level {
    const given = this.history.rolesOf(memberId).filter(this.has);
    const latest = given.filter((op) => !given.some(({ past }) => past.has(op.arrival)));
    return latest.length === 0 ? 0 : Math.min(...latest.map(levelGivenBy));
  }

  #hasOwnDevice(memberId: Id): boolean {
    const creation = this.history.creations.get(memberId);
    const [first] = this.history.devicesOf(memberId).filter(({ op }) => op === creation);
    return first !== undefined && this.entryOf(first.deviceId)?.memberId === memberId;
  }

  /** R7: of several admissions on one invitation, one gives membership, and gives it for good. */
  #wonInvitation(memberId: Id): boolean {
    const own = this.history.creations.get(memberId);
    if (own?.body.kind !== 'admit') return true;
    const rivals = this.#rivalsOn(own.body.inviteId);
    return rivals.every((rival) => rival === own || this.#isBefore(own, rival));
  }

  /**
   * Admissions on one invitation that could give membership: those whose device is their own, or
   * one device that two people admit at once would lose to itself.
   */
  #rivalsOn(inviteId: Id): PlacedOperation[] {
    const admissions = this.history.admissionsOn(inviteId).filter(this.has);
    const own = admissions.filter((op) => this.#hasOwnDevice(memberIdOf(op)));
    return own.length > 0 ? own : admissions;
  }

  #isBefore(a: PlacedOperation, b: PlacedOperation): boolean {
    const [one, two] = [a, b].map((op) => ({
      level: this.#levelGiven(memberIdOf(op)),
      rank: this.rankOf(this.before(op).signerOf(op)?.memberId ?? '')
    }));
    if (!one || !two) return false;
    return (two.level - one.level || compareRanks(one.rank, two.rank) || byOrder(a, b)) < 0;
  }

  #recoveryNamed(id: Id): RecoveryEntry | undefined {
    return this.history
      .recoveriesNamed(id)
      .find(
        (entry) => this.recoveryOf(entry.memberId) === entry && this.levelOf(entry.memberId) > 0
      );
  }

  #namedFirst({ recoveryId }: RecoveryEntry): RecoveryEntry | undefined {
    return this.history.recoveriesNamed(recoveryId).find(({ op }) => this.has(op));
  }
}

export function compareRanks([groupA, a]: Rank, [groupB, b]: Rank): number {
  if (groupA !== groupB) return groupA - groupB;
  if (a === null || b === null) return (a === null ? 1 : 0) - (b === null ? 1 : 0);
  return byOrder(a, b);
}

export function levelGivenBy({ body }: PlacedOperation): Level {
  if (body.kind === 'genesis') return levels.admin;
  return body.kind === 'admit' || body.kind === 'set-role' ? levelOf(body.role) : 0;
}
