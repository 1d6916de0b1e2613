import { err, type Id, ok, type Random, type Result } from '#lib/core/base/index.ts';
import { type Cut, isAtLeast, type Member, roles } from '#lib/core/membership/index.ts';
import type { Space } from './space.ts';
import type { NotEntitled, RemovalReason, Role } from './types.ts';

type Outcome = Result<undefined, NotEntitled>;

const refused: Outcome = err({ type: 'not-entitled' });

/** Roles that one person may give another, the present one left out: the ledger's R1 in advance. */
export function mayBecome(me: Member | undefined, them: Member): Role[] {
  const highest = me && mayActOn(me, them) ? me.role : null;
  if (highest === null) return [];
  const offered = roles.filter((role) => highest === 'admin' || !isAtLeast(role, 'steward'));
  return offered.filter((role) => role !== them.role);
}

/** An administrator anybody, a steward people of their own organisation up to editors. */
export function mayActOn(me: Member, them: Member): boolean {
  if (me.role === 'admin') return true;
  const sameOrganisation = me.orgId !== null && me.orgId === them.orgId;
  return me.role === 'steward' && sameOrganisation && !isAtLeast(them.role, 'steward');
}

/** Roles that one person may invite others of an organisation to; null: a new organisation. */
export function mayInviteAs(me: Member | undefined, orgId: Id | null): Role[] {
  if (me?.role === 'admin') return [...roles];
  const own = me?.role === 'steward' && me.orgId !== null && me.orgId === orgId;
  return own ? roles.filter((role) => !isAtLeast(role, 'steward')) : [];
}

/** Deeds that change who belongs to a space, with what they entail for its keys. */
export class Governing {
  readonly #space: Space;

  constructor(space: Space) {
    this.#space = space;
  }

  async setRole(memberId: Id, role: Role): Promise<Outcome> {
    const them = this.#space.membership.members.get(memberId);
    if (!them || !mayBecome(this.#space.member, them).includes(role)) return refused;
    const cuts = isAtLeast(role, them.role) ? [] : this.#cutsOf([memberId]);
    await this.#space.operate({ kind: 'set-role', memberId, role, cuts });
    return ok();
  }

  /** Removes one person, or oneself; from then on there is another key. */
  removeMember(memberId: Id, reason: RemovalReason): Promise<Outcome> {
    return this.#remove([memberId], reason);
  }

  removeOrganisation(orgId: Id, reason: RemovalReason): Promise<Outcome> {
    const people = [...this.#space.membership.members.values()].filter(
      (one) => one.orgId === orgId
    );
    return this.#remove(
      people.map(({ memberId }) => memberId),
      reason
    );
  }

  async removeDevice(deviceId: Id, reason: RemovalReason): Promise<Outcome> {
    const { membership, member } = this.#space;
    const them = membership.members.get(membership.devices.get(deviceId)?.memberId ?? '');
    const isOwn = them !== undefined && them.memberId === member?.memberId;
    if (!member || !them || !(isOwn || mayActOn(member, them))) return refused;
    const [cut = null] = this.#space.log.cutsOf(deviceId);
    await this.#space.operate({ kind: 'remove-device', deviceId, cut, reason });
    await this.#space.beginEpochIfMine();
    return ok();
  }

  async revokeInvitation(inviteId: Id): Promise<Outcome> {
    const { membership, member } = this.#space;
    const invitation = membership.invitations.get(inviteId);
    const mine = invitation?.issuer === member?.memberId;
    if (!invitation || !(mine || member?.role === 'admin')) return refused;
    await this.#space.operate({ kind: 'revoke-invitation', inviteId });
    return ok();
  }

  /** Lets everything count that is here of a log whose changes did not by themselves. */
  async adopt(log: Id): Promise<Outcome> {
    const cut = this.#space.log.headOf(log);
    if (!cut || this.#space.member?.role !== 'admin') return refused;
    await this.#space.operate({ kind: 'adopt', cut });
    return ok();
  }

  /** Null: this person may not. */
  async addOrganisation(random: Random): Promise<Id | null> {
    if (this.#space.member?.role !== 'admin') return null;
    const before = new Set(this.#space.membership.organisations);
    await this.#space.operate({ kind: 'add-organisation', nonce: random.bytes(16) });
    return [...this.#space.membership.organisations].find((id) => !before.has(id)) ?? null;
  }

  async #remove(memberIds: readonly Id[], reason: RemovalReason): Promise<Outcome> {
    const { membership, member } = this.#space;
    const people = memberIds.flatMap((id) => membership.members.get(id) ?? []);
    const mayAll = people.every((them) => them === member || (member && mayActOn(member, them)));
    if (!member || people.length === 0 || !mayAll) return refused;
    // Oneself last: whoever has left removes nobody.
    const others = people.filter((them) => them !== member);
    for (const { memberId } of people.includes(member) ? [...others, member] : others) {
      const cuts = this.#cutsOf([memberId]);
      await this.#space.operate({ kind: 'remove-member', memberId, cuts, reason });
    }
    await this.#space.beginEpochIfMine();
    return ok();
  }

  #cutsOf(memberIds: readonly Id[]): Cut[] {
    const { owners } = this.#space.membership;
    return [...owners].flatMap(([deviceId, owner]) =>
      memberIds.includes(owner) ? this.#space.log.cutsOf(deviceId) : []
    );
  }
}
