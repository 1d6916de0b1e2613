import { type Clock, type Id, idFromBytes, type Random } from '#lib/core/base/index.ts';
import { importVerifyKey, sign, verify } from '#lib/core/crypto/index.ts';
import {
  deriveInvitationKeys,
  type InvitationState,
  mayAnswer,
  writeLink
} from '#lib/core/membership/index.ts';
import { type StorageAdapter, StorageFailure } from '#lib/core/storage/index.ts';
import {
  type Connector,
  dailyPlaces,
  encodeMessage,
  mostShared,
  Rendezvous,
  type Session,
  type SharedInvitation,
  type Signalling
} from '#lib/core/sync/index.ts';
import { Governing, mayInviteAs } from '../governing.ts';
import { type KeptInvitation, putInvitation, readInvitations } from './invitation-store.ts';
import { checkInvited } from './invited-proof.ts';
import type { Names } from '../names.ts';
import { Reception } from './reception.ts';
import type { Space } from '../space.ts';
import type { Invitation } from './types.ts';
import type { Role } from '../types.ts';

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
  /** With members' devices that are in touch. */
  sessions: () => readonly Session[];
  changed(): void;
  /** An invited device has become a member: the session goes on as one of the space. */
  admitted(session: Session): void;
  failed(failure: StorageFailure): void;
}

/** Whom somebody wants to invite; `orgId` null: a new organisation of that name. */
export interface Wish {
  orgId: Id | null;
  organisation: string;
  role: Role;
  days: number;
  /** False: a person compares a code before anybody is let in. */
  automatic: boolean;
}

/**
 * The inviting side: makes invitations, and waits for whoever holds their links. So does every
 * other device that may admit, for each tells the others where to wait.
 */
export class Inviting {
  readonly reception: Reception;
  readonly #parts: Parts;
  readonly #space: Id;
  readonly #waiting = new Map<Id, Rendezvous>();
  readonly #kept = new Map<Id, KeptInvitation>();
  /** Shared before the operation that makes the invitation has come. */
  readonly #early = new Map<Id, { from: Id; invitation: SharedInvitation }>();
  readonly #told = new WeakMap<Session, Set<Id>>();
  #started = false;

  private constructor(parts: Parts) {
    this.#parts = parts;
    this.#space = idFromBytes(parts.space.spaceId);
    this.reception = new Reception(parts);
  }

  static async load(parts: Parts): Promise<Inviting> {
    const inviting = new Inviting(parts);
    for (const kept of await readInvitations(parts.storage, inviting.#space)) {
      inviting.#kept.set(kept.inviteId, kept);
    }
    return inviting;
  }

  /** Waits in the meeting place of every invitation that has not expired, used ones to say so. */
  async start(): Promise<void> {
    this.#started = true;
    await this.#waitWhereNeeded();
  }

  close(): void {
    this.#started = false;
    for (const rendezvous of this.#waiting.values()) rendezvous.close();
    this.#waiting.clear();
  }

  lookAgain(): void {
    for (const rendezvous of this.#waiting.values()) rendezvous.lookAgain();
  }

  /** Invites somebody to a role in an organisation, a new one if none is named. Null: not entitled. */
  async invite({ orgId, organisation, role, days, automatic }: Wish): Promise<Invitation | null> {
    const { space, storage, clock, random } = this.#parts;
    if (!mayInviteAs(space.member, orgId).includes(role)) return null;
    const invitedTo = orgId ?? (await new Governing(space).addOrganisation(random));
    const secret = random.bytes(16);
    const { inviteId, publicKey, rendezvous: meeting } = await deriveInvitationKeys(secret);
    const name = organisation.normalize('NFC').slice(0, 200);
    const kept = { inviteId, secret, meeting, organisation: name };
    // The secret first: an invitation nobody can hand out would stand open for nothing.
    await storage.commit([putInvitation(this.#space, kept)], 'strict');
    this.#kept.set(inviteId, kept);
    await space.operate({
      kind: 'invite',
      inviteId,
      inviteKey: publicKey,
      orgId: invitedTo,
      role,
      expiresAt: Math.floor(clock.now() / 1000) + days * 86_400,
      automatic
    });
    await this.#waitWhereNeeded();
    await this.share();
    return (await this.list()).find((one) => one.inviteId === inviteId) ?? null;
  }

  /** Every invitation of the space, the newest first; the link only where it was made. */
  async list(): Promise<Invitation[]> {
    const { space } = this.#parts;
    const all = [...space.membership.invitations.values()].reverse();
    return Promise.all(all.map((invitation) => this.#describe(invitation)));
  }

  /** The ledger says something new: others may admit now, or this device no longer. */
  async ledgerChanged(): Promise<void> {
    for (const { from, invitation } of [...this.#early.values()]) {
      await this.#take(from, invitation);
    }
    await this.#waitWhereNeeded();
    await this.reception.review();
    await this.share();
  }

  /** Tells every device in touch that may admit where to wait, each once. */
  async share(): Promise<void> {
    const { membership } = this.#parts.space;
    for (const session of this.#parts.sessions()) {
      const told = this.#told.get(session) ?? new Set();
      this.#told.set(session, told);
      const news = [...this.#kept.values()].filter(
        ({ inviteId }) =>
          !told.has(inviteId) &&
          this.#isWaitedFor(inviteId) &&
          mayAnswer(membership, session.peer, inviteId)
      );
      for (const { inviteId } of news) told.add(inviteId);
      for (let at = 0; at < news.length; at += mostShared) {
        const invitations = news.slice(at, at + mostShared);
        await session.send(encodeMessage({ type: 'invitations', invitations }));
      }
    }
  }

  /** Another device of the space says where to wait. */
  async heard(from: Id, invitations: readonly SharedInvitation[]): Promise<void> {
    for (const invitation of invitations) await this.#take(from, invitation);
    await this.#waitWhereNeeded();
    await this.share();
  }

  /** Keeps what comes from a device that may admit, and makes sense only for one that may too. */
  async #take(from: Id, invitation: SharedInvitation): Promise<void> {
    const { space, storage } = this.#parts;
    const { membership } = space;
    const { inviteId } = invitation;
    const known = membership.invitations.get(inviteId);
    if (!known) {
      if (this.#early.size < mostShared) this.#early.set(inviteId, { from, invitation });
      return;
    }
    this.#early.delete(inviteId);
    const before = this.#kept.get(inviteId);
    const isIssuers = membership.devices.get(from)?.memberId === known.issuer;
    if (before && (before.secret || !isIssuers)) return;
    if (!mayAnswer(membership, from, inviteId)) return;
    if (!mayAnswer(membership, space.deviceId, inviteId)) return;
    const kept = { ...invitation, secret: null };
    await storage.commit([putInvitation(this.#space, kept)], 'strict');
    this.#kept.set(inviteId, kept);
  }

  async #describe(invitation: InvitationState): Promise<Invitation> {
    const { space, names, origin } = this.#parts;
    const { inviteId, expiresAt, orgId } = invitation;
    const kept = this.#kept.get(inviteId);
    const secret = kept?.secret ?? null;
    const state = this.#stateOf(invitation);
    const me = space.member;
    const link =
      secret && state === 'open'
        ? `${origin}/#${await writeLink({ secret, spaceId: space.spaceId, expiresAt })}`
        : null;
    return {
      inviteId,
      spaceLocalId: space.record.localId,
      organisation: names.ofOrganisation(orgId) || (kept?.organisation ?? ''),
      expiresAt: expiresAt * 1000,
      role: invitation.role,
      state,
      approval: !invitation.automatic,
      mayRevoke: state === 'open' && (me?.role === 'admin' || me?.memberId === invitation.issuer),
      link
    };
  }

  #stateOf({ usedBy, closed, expiresAt }: InvitationState): Invitation['state'] {
    if (usedBy !== null) return 'used';
    if (closed) return 'revoked';
    return expiresAt * 1000 < this.#parts.clock.now() ? 'expired' : 'open';
  }

  /** Known, not expired, and this device may let somebody in on it, or has made it. */
  #isWaitedFor(inviteId: Id): boolean {
    const { space, clock } = this.#parts;
    const invitation = space.membership.invitations.get(inviteId);
    if (!invitation || invitation.expiresAt * 1000 < clock.now()) return false;
    const isMade = Boolean(this.#kept.get(inviteId)?.secret);
    return isMade || mayAnswer(space.membership, space.deviceId, inviteId);
  }

  async #waitWhereNeeded(): Promise<void> {
    if (!this.#started) return;
    for (const [inviteId, rendezvous] of [...this.#waiting]) {
      if (this.#isWaitedFor(inviteId)) continue;
      this.#waiting.delete(inviteId);
      rendezvous.close();
    }
    for (const kept of [...this.#kept.values()]) {
      const isNew = !this.#waiting.has(kept.inviteId) && this.#isWaitedFor(kept.inviteId);
      if (isNew) await this.#wait(kept);
    }
  }

  async #wait(kept: KeptInvitation): Promise<void> {
    const { space } = this.#parts;
    const invitation = space.membership.invitations.get(kept.inviteId);
    if (!invitation) return;
    const inviteKey = await importVerifyKey(invitation.inviteKey);
    if (!this.#started || this.#waiting.has(kept.inviteId)) return;
    const rendezvous = new Rendezvous(
      {
        spaceId: space.spaceId,
        deviceId: space.deviceId,
        places: (now) => dailyPlaces(kept.meeting, now),
        signHello: (message) => sign(space.keys.sign, 'cairn/1/hello', message),
        checkHello: (_, message, signature) =>
          verify(inviteKey, signature, 'cairn/1/hello', message),
        prove: (transcript) => sign(space.keys.sign, 'cairn/1/auth', transcript),
        check: async (from, proof, transcript) => {
          const holds = await checkInvited(inviteKey, from, proof, transcript);
          if (!holds) await this.reception.proofFailed(kept.inviteId);
          return holds;
        },
        met: (session) => void this.reception.host(session, kept)
      },
      this.#parts
    );
    this.#waiting.set(kept.inviteId, rendezvous);
    rendezvous.start();
  }
}
