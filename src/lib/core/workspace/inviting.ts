import {
  type Bytes,
  type Clock,
  concatBytes,
  type Id,
  idFromBytes,
  Queue,
  type Random
} from '#lib/core/base/index.ts';
import { importVerifyKey, sign, verify } from '#lib/core/crypto/index.ts';
import { readDevice } from '#lib/core/identity/index.ts';
import {
  deriveInvitationKeys,
  type InvitationKeys,
  type InvitationState,
  type Operation,
  wrapFor,
  writeLink
} from '#lib/core/membership/index.ts';
import type { StorageAdapter } from '#lib/core/storage/index.ts';
import {
  batches,
  type Connector,
  dailyPlaces,
  decodeMessage,
  encodeMessage,
  type JoinRequest,
  type RefusalReason,
  Rendezvous,
  type Session,
  type Signalling
} from '#lib/core/sync/index.ts';
import { Governing, mayInviteAs } from './governing.ts';
import { type KeptInvitation, putInvitation, readInvitations } from './invitation-store.ts';
import { type Names, writeOrganisationCard } from './names.ts';
import type { Space } from './space.ts';
import type { Invitation, Role } from './types.ts';

interface Parts {
  space: Space;
  names: Names;
  storage: StorageAdapter;
  signalling: Signalling;
  connector: Connector;
  clock: Clock;
  random: Random;
  origin: string;
  documentCount: () => number;
  changed(): void;
  /** An invited device has become a member: the session goes on as one of the space. */
  admitted(session: Session): void;
}

/** Whom somebody wants to invite; `orgId` null: a new organisation of that name. */
export interface Wish {
  orgId: Id | null;
  organisation: string;
  role: Role;
  days: number;
}

/** The inviting side: makes invitations and waits for whoever holds their links. */
export class Inviting {
  readonly #parts: Parts;
  readonly #space: Id;
  readonly #waiting = new Map<Id, Rendezvous>();
  /** One admission after another, so that whoever comes second hears that the link is used. */
  readonly #admitting = new Queue();
  #kept: KeptInvitation[] = [];

  private constructor(parts: Parts) {
    this.#parts = parts;
    this.#space = idFromBytes(parts.space.spaceId);
  }

  static async load(parts: Parts): Promise<Inviting> {
    const inviting = new Inviting(parts);
    inviting.#kept = await readInvitations(parts.storage, inviting.#space);
    return inviting;
  }

  /** Waits in the meeting place of every invitation that has not expired, used ones to say so. */
  async start(): Promise<void> {
    for (const kept of this.#kept) await this.#wait(kept);
  }

  close(): void {
    for (const rendezvous of this.#waiting.values()) rendezvous.close();
    this.#waiting.clear();
  }

  lookAgain(): void {
    for (const rendezvous of this.#waiting.values()) rendezvous.lookAgain();
  }

  /** Invites somebody to a role in an organisation, a new one if none is named. Null: not entitled. */
  async invite({ orgId, organisation, role, days }: Wish): Promise<Invitation | null> {
    const { space, storage, clock, random } = this.#parts;
    if (!mayInviteAs(space.member, orgId).includes(role)) return null;
    const invitedTo = orgId ?? (await new Governing(space).addOrganisation(random));
    const secret = random.bytes(16);
    const { inviteId, publicKey } = await deriveInvitationKeys(secret);
    const kept = { inviteId, secret, organisation: organisation.normalize('NFC').slice(0, 200) };
    // The secret first: an invitation nobody can hand out would stand open for nothing.
    await storage.commit([putInvitation(this.#space, kept)], 'strict');
    await space.operate({
      kind: 'invite',
      inviteId,
      inviteKey: publicKey,
      orgId: invitedTo,
      role,
      expiresAt: Math.floor(clock.now() / 1000) + days * 86_400,
      automatic: true
    });
    this.#kept.push(kept);
    await this.#wait(kept);
    return (await this.list()).find((one) => one.inviteId === inviteId) ?? null;
  }

  /** Every invitation of the space, the newest first; the link only where it was made. */
  async list(): Promise<Invitation[]> {
    const { space } = this.#parts;
    const all = [...space.membership.invitations.values()].reverse();
    return Promise.all(all.map((invitation) => this.#describe(invitation)));
  }

  async #describe(invitation: InvitationState): Promise<Invitation> {
    const { space, names, origin } = this.#parts;
    const { inviteId, expiresAt, orgId } = invitation;
    const kept = this.#kept.find((one) => one.inviteId === inviteId);
    const state = this.#stateOf(invitation);
    const me = space.member;
    const link =
      kept && state === 'open'
        ? `${origin}/#${await writeLink({ secret: kept.secret, spaceId: space.spaceId, expiresAt })}`
        : null;
    return {
      inviteId,
      spaceLocalId: space.record.localId,
      organisation: names.ofOrganisation(orgId) || (kept?.organisation ?? ''),
      expiresAt: expiresAt * 1000,
      role: invitation.role,
      state,
      mayRevoke: state === 'open' && (me?.role === 'admin' || me?.memberId === invitation.issuer),
      link
    };
  }

  #stateOf({ usedBy, closed, expiresAt }: InvitationState): Invitation['state'] {
    if (usedBy !== null) return 'used';
    if (closed) return 'revoked';
    return expiresAt * 1000 < this.#parts.clock.now() ? 'expired' : 'open';
  }

  async #wait(kept: KeptInvitation): Promise<void> {
    const { space, clock } = this.#parts;
    const invitation = space.membership.invitations.get(kept.inviteId);
    if (!invitation || invitation.expiresAt * 1000 < clock.now()) return;
    const invite = await deriveInvitationKeys(kept.secret);
    const inviteKey = await importVerifyKey(invite.publicKey);
    const rendezvous = new Rendezvous(
      {
        spaceId: space.spaceId,
        deviceId: space.deviceId,
        places: (now) => dailyPlaces(invite.rendezvous, now),
        signHello: (message) => sign(space.keys.sign, 'cairn/1/hello', message),
        checkHello: (_, message, signature) =>
          verify(inviteKey, signature, 'cairn/1/hello', message),
        prove: (transcript) => sign(space.keys.sign, 'cairn/1/auth', transcript),
        check: (from, proof, transcript) => checkInvited(inviteKey, from, proof, transcript),
        met: (session) => void this.#host(session, kept, invite)
      },
      this.#parts
    );
    this.#waiting.set(kept.inviteId, rendezvous);
    rendezvous.start();
  }

  /** Shows an invited device what it is invited to, and admits it when its person says so. */
  async #host(session: Session, kept: KeptInvitation, invite: InvitationKeys): Promise<void> {
    const { space } = this.#parts;
    session.listen(async (bytes) => {
      const message = decodeMessage(bytes);
      if (message?.type !== 'join') return;
      await this.#answer(session, kept, invite, message.request);
    });
    // Whoever used it and lost the answer on the way gets it again; nobody else learns a thing.
    const usedBy = space.membership.invitations.get(kept.inviteId)?.usedBy;
    const isTheirs = usedBy && space.membership.devices.get(session.peer)?.memberId === usedBy;
    const reason = isTheirs ? null : this.#refusalFor(kept);
    if (reason !== null) return this.#refuse(session, reason);
    await this.#send(session, space.ledger.operationsAfter([]));
    await session.send(encodeMessage({ type: 'offer', offer: this.#offer(kept) }));
  }

  async #answer(
    session: Session,
    kept: KeptInvitation,
    invite: InvitationKeys,
    request: JoinRequest
  ): Promise<void> {
    const outcome = await this.#admitting.run(() => this.#admit(session, kept, invite, request));
    if (outcome !== null) return this.#refuse(session, outcome);
    await this.#send(session, this.#parts.space.ledger.operationsAfter([]));
    session.hold();
    await session.send(encodeMessage({ type: 'admitted' }));
    this.#parts.admitted(session);
    this.#parts.changed();
  }

  /** Makes the device a member, or says why not. Doing it twice for one device does no harm. */
  async #admit(
    session: Session,
    kept: KeptInvitation,
    invite: InvitationKeys,
    request: JoinRequest
  ): Promise<RefusalReason | null> {
    const { space } = this.#parts;
    const device = await readDevice(request.device);
    if (!device || idFromBytes(device.deviceId) !== session.peer) return 'not-proved';
    const isMember = space.membership.devices.has(session.peer);
    if (!isMember) {
      const refusal = this.#refusalFor(kept);
      if (refusal !== null) return refusal;
      const invitation = space.membership.invitations.get(invite.inviteId);
      if (!invitation) return 'not-entitled';
      const { proof, possession } = request;
      const { inviteId, orgId, role } = invitation;
      const entry = { inviteId, orgId, role, device, recovery: null, proof, possession };
      await space.operate({ kind: 'admit', ...entry });
      if (!space.membership.devices.has(session.peer)) return 'not-proved';
      const name = request.organisation.trim() || kept.organisation;
      if (orgId !== null && name !== '') await writeOrganisationCard(space, orgId, name);
    }
    const epoch = space.sendingKey;
    const wrapped = space.membership.epochs.find(({ epochId }) => epochId === epoch?.epochId);
    if (epoch && !wrapped?.wraps.has(session.peer)) {
      const wraps = await wrapFor(space.spaceId, epoch, [device]);
      await space.operate({ kind: 'rewrap', epochId: epoch.epochId, wraps });
    }
    return null;
  }

  #refusalFor({ inviteId }: KeptInvitation): RefusalReason | null {
    const { space, clock } = this.#parts;
    const invitation = space.membership.invitations.get(inviteId);
    if (!invitation) return 'not-entitled';
    if (invitation.usedBy !== null) return 'used';
    if (invitation.closed) return 'revoked';
    if (!mayInviteAs(space.member, invitation.orgId).includes(invitation.role))
      return 'not-entitled';
    return invitation.expiresAt * 1000 < clock.now() ? 'expired' : null;
  }

  /** Nobody has to believe a refusal, so what entitles this device to it goes before. */
  async #refuse(session: Session, reason: RefusalReason): Promise<void> {
    const { ledger, member } = this.#parts.space;
    const later = new Set(ledger.operationsAfter(member ? [member.by] : []).map(({ id }) => id));
    await this.#send(
      session,
      ledger.operationsAfter([]).filter(({ id }) => !later.has(id))
    );
    await session.send(encodeMessage({ type: 'refused', reason }));
  }

  async #send(session: Session, operations: readonly Operation[]): Promise<void> {
    for (const records of batches(operations.map(({ record }) => record))) {
      await session.send(encodeMessage({ type: 'operations', records }));
    }
  }

  #offer(kept: KeptInvitation) {
    const { space, names, documentCount } = this.#parts;
    const { member } = space;
    const { kind } = space.record;
    return {
      kind: kind === 'private' ? ('community' as const) : kind,
      community: names.space,
      inviterName: member ? names.ofMember(member.memberId) : '',
      inviterOrganisation: names.ofOrganisation(member?.orgId ?? null),
      organisation: kept.organisation,
      documents: documentCount(),
      organisations: names.readers().map(({ name }) => name)
    };
  }
}

/** An invited device's proof: the invitation's signature, its own, and the keys it will enter with. */
export async function proveInvited(
  invite: CryptoKey,
  device: { sign: CryptoKey; signingKey: Bytes; agreementKey: Bytes },
  transcript: Bytes
): Promise<Bytes> {
  return concatBytes(
    await sign(invite, 'cairn/1/auth', transcript),
    await sign(device.sign, 'cairn/1/auth', transcript),
    device.signingKey,
    device.agreementKey
  );
}

async function checkInvited(
  inviteKey: CryptoKey,
  from: Id,
  proof: Bytes,
  transcript: Bytes
): Promise<boolean> {
  if (proof.length !== 192) return false;
  const device = await readDevice([1, proof.slice(128, 160), proof.slice(160, 192)]);
  if (!device || idFromBytes(device.deviceId) !== from) return false;
  const deviceKey = await importVerifyKey(device.signingKey);
  return (
    (await verify(inviteKey, proof.slice(0, 64), 'cairn/1/auth', transcript)) &&
    (await verify(deviceKey, proof.slice(64, 128), 'cairn/1/auth', transcript))
  );
}
