import { type Clock, type Id, idFromBytes, Queue } from '#lib/core/base/index.ts';
import { readDevice } from '#lib/core/identity/index.ts';
import { wrapFor } from '#lib/core/membership/index.ts';
import type { JoinRequest, RefusalReason } from '#lib/core/sync/index.ts';
import { mayInviteAs } from '../governing.ts';
import type { KeptInvitation } from './invitation-store.ts';
import { writeOrganisationCard } from '../names.ts';
import type { Space } from '../space.ts';

/** Makes invited devices members, one after another, so that the second hears the link is used. */
export class Admission {
  readonly #space: Space;
  readonly #clock: Clock;
  readonly #queue = new Queue();

  constructor(space: Space, clock: Clock) {
    this.#space = space;
    this.#clock = clock;
  }

  /** Why nobody is let in on an invitation just now; null: somebody may be. */
  refusalFor(inviteId: Id): RefusalReason | null {
    const { membership, member } = this.#space;
    const invitation = membership.invitations.get(inviteId);
    if (!invitation) return 'not-entitled';
    if (invitation.usedBy !== null) return 'used';
    if (invitation.closed) return 'revoked';
    if (!mayInviteAs(member, invitation.orgId).includes(invitation.role)) return 'not-entitled';
    return invitation.expiresAt * 1000 < this.#clock.now() ? 'expired' : null;
  }

  isMember(deviceId: Id): boolean {
    return this.#space.membership.devices.has(deviceId);
  }

  /**
   * Makes the device a member, or says why not. Doing it twice for one device does no harm.
   * Throws a `StorageFailure` when the disk does not take it.
   */
  admit(peer: Id, kept: KeptInvitation, request: JoinRequest): Promise<RefusalReason | null> {
    return this.#queue.run(() => this.#admit(peer, kept, request));
  }

  async #admit(
    peer: Id,
    kept: KeptInvitation,
    request: JoinRequest
  ): Promise<RefusalReason | null> {
    const space = this.#space;
    const device = await readDevice(request.device);
    if (!device || idFromBytes(device.deviceId) !== peer) return 'not-proved';
    if (!this.isMember(peer)) {
      const refusal = this.refusalFor(kept.inviteId);
      if (refusal !== null) return refusal;
      const invitation = space.membership.invitations.get(kept.inviteId);
      if (!invitation) return 'not-entitled';
      const { proof, possession } = request;
      const { inviteId, orgId, role } = invitation;
      const entry = { inviteId, orgId, role, device, recovery: null, proof, possession };
      await space.operate({ kind: 'admit', ...entry });
      if (!this.isMember(peer)) return 'not-proved';
      const name = request.organisation.trim() || kept.organisation;
      if (orgId !== null && name !== '') await writeOrganisationCard(space, orgId, name);
    }
    const epoch = space.sendingKey;
    const wrapped = space.membership.epochs.find(({ epochId }) => epochId === epoch?.epochId);
    if (epoch && !wrapped?.wraps.has(peer)) {
      const wraps = await wrapFor(space.spaceId, epoch, [device]);
      await space.operate({ kind: 'rewrap', epochId: epoch.epochId, wraps });
    }
    return null;
  }
}
