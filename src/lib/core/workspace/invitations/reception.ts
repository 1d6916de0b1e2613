import { type Clock, encodePlain, err, type Id, ok, type Random } from '#lib/core/base/index.ts';
import type { Operation } from '#lib/core/membership/index.ts';
import { StorageFailure } from '#lib/core/storage/index.ts';
import {
  batches,
  Comparison,
  type ComparisonMessage,
  decodeMessage,
  encodeMessage,
  type JoinRequest,
  type Message,
  type RefusalReason,
  type Session
} from '#lib/core/sync/index.ts';
import { Admission } from './admission.ts';
import { Governing } from '../governing.ts';
import type { KeptInvitation } from './invitation-store.ts';
import type { Names } from '../names.ts';
import type { Space } from '../space.ts';
import type { AdmissionRequest, LettingIn } from './types.ts';

interface Parts {
  space: Space;
  names: Names;
  clock: Clock;
  random: Random;
  documentCount: () => number;
  /** Somebody asks, or asks no more. */
  changed(): void;
  /** An invited device has become a member: the session goes on as one of the space. */
  admitted(session: Session): void;
  /** The disk did not take an admission. */
  failed(failure: StorageFailure): void;
}

/** Somebody who asks to be let in and waits until a person says so. */
interface Asking {
  requestId: string;
  kept: KeptInvitation;
  request: JoinRequest;
  session: Session;
  at: number;
  comparison: Comparison;
  /** Of the last comparison that came to its end; both sides keep showing it. */
  code: string | null;
}

const mostFailedProofs = 5;
/** So many devices may ask with one link: more, and it has gone from hand to hand. */
const mostAsking = 8;
/** Each comparison is another chance in a million to meet a code that was overheard. */
const mostComparisons = 100;

/** Receives invited devices: shows them what they are invited to, and lets them in or not. */
export class Reception {
  readonly #parts: Parts;
  readonly #admission: Admission;
  readonly #asking = new Map<string, Asking>();
  readonly #failedProofs = new Map<Id, number>();
  readonly #comparisons = new Map<Id, number>();
  /** Invitations that this device lets nobody in on any more, though it could not take them back. */
  readonly #locked = new Set<Id>();

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#admission = new Admission(parts.space, parts.clock);
  }

  /** Who waits to be let in, the first to ask first. */
  requests(): AdmissionRequest[] {
    const { membership } = this.#parts.space;
    return [...this.#asking.values()].map(({ requestId, kept, request, session, at, code }) => ({
      requestId,
      inviteId: kept.inviteId,
      name: request.name,
      organisation: this.#organisationOf(kept) || request.organisation,
      role: membership.invitations.get(kept.inviteId)?.role ?? 'reader',
      at,
      here: session.isOpen,
      code
    }));
  }

  /** Shows an invited device what it is invited to, and hears what it asks. */
  async host(session: Session, kept: KeptInvitation): Promise<void> {
    session.listen((bytes) => this.#hear(session, kept, decodeMessage(bytes)));
    session.onEnd(() => this.#parts.changed());
    // Whoever used it and lost the answer on the way gets it again; nobody else learns a thing.
    const reason = this.#isTheirs(session.peer, kept) ? null : this.#refusalFor(kept.inviteId);
    if (reason !== null) return this.#refuse(session, reason);
    await this.#send(session, this.#parts.space.ledger.operationsAfter([]));
    await session.send(encodeMessage({ type: 'offer', offer: this.#offer(kept) }));
  }

  /** Somebody with the link could not prove it: five times, and it lets in nobody any more. */
  async proofFailed(inviteId: Id): Promise<void> {
    const failed = (this.#failedProofs.get(inviteId) ?? 0) + 1;
    this.#failedProofs.set(inviteId, failed);
    if (failed >= mostFailedProofs) await this.#lock(inviteId);
  }

  /** A person has compared the codes: the device becomes a member, whether it is here or not. */
  async letIn(requestId: string): Promise<LettingIn> {
    const asking = this.#asking.get(requestId);
    if (!asking) return err({ type: 'gone' });
    if (asking.code === null) return err({ type: 'not-compared' });
    const outcome = await this.#admit(asking.session, asking.kept, asking.request);
    if (outcome === 'unable') return err({ type: 'not-kept' });
    this.#asking.delete(requestId);
    this.#parts.changed();
    if (outcome === null) return ok();
    await this.#refuse(asking.session, outcome);
    return err({ type: outcome === 'not-entitled' ? 'not-entitled' : 'gone' });
  }

  /** A person says no. A code is compared once: the invitation goes with it. */
  async turnDown(requestId: string): Promise<LettingIn> {
    const asking = this.#asking.get(requestId);
    if (!asking) return err({ type: 'gone' });
    this.#asking.delete(requestId);
    await this.#refuse(asking.session, 'turned-down');
    const isLocked = await this.#lock(asking.kept.inviteId);
    this.#parts.changed();
    return isLocked ? ok() : err({ type: 'not-kept' });
  }

  /** The ledger says something new: who asks in vain is told, whoever is in has been let in. */
  async review(): Promise<void> {
    for (const { requestId, session, kept } of [...this.#asking.values()]) {
      const isIn = this.#admission.isMember(session.peer);
      const reason = isIn ? null : this.#refusalFor(kept.inviteId);
      if (!isIn && reason === null) continue;
      this.#asking.delete(requestId);
      this.#parts.changed();
      if (reason !== null) await this.#refuse(session, reason);
    }
  }

  async #hear(session: Session, kept: KeptInvitation, message: Message | undefined): Promise<void> {
    switch (message?.type) {
      case 'join':
        return this.#asked(session, kept, message.request);
      case 'commitment':
      case 'nonce':
        return this.#compare(session, message);
      default:
        return;
    }
  }

  async #asked(session: Session, kept: KeptInvitation, request: JoinRequest): Promise<void> {
    const { membership } = this.#parts.space;
    const isAutomatic = membership.invitations.get(kept.inviteId)?.automatic;
    if (!isAutomatic && !this.#admission.isMember(session.peer)) {
      return this.#keepAsking(session, kept, request);
    }
    const outcome = await this.#admit(session, kept, request);
    if (outcome !== null) await this.#refuse(session, outcome);
  }

  async #keepAsking(session: Session, kept: KeptInvitation, request: JoinRequest): Promise<void> {
    const { clock, random } = this.#parts;
    const { inviteId } = kept;
    const reason = this.#refusalFor(inviteId);
    if (reason !== null) return this.#refuse(session, reason);
    const requestId = `${inviteId} ${session.peer}`;
    const before = this.#asking.get(requestId);
    const others = [...this.#asking.values()].filter((one) => one.kept.inviteId === inviteId);
    const compared = (this.#comparisons.get(inviteId) ?? 0) + 1;
    this.#comparisons.set(inviteId, compared);
    if ((!before && others.length >= mostAsking) || compared > mostComparisons) {
      await this.#lock(inviteId);
      return this.#refuse(session, 'revoked');
    }
    const { transcript, role } = session;
    const terms = { transcript, role, device: encodePlain(request.device) };
    const comparison = await Comparison.begin(terms, random, (message) =>
      session.send(encodeMessage(message))
    );
    const at = before?.at ?? clock.now();
    const code = before?.code ?? null;
    this.#asking.set(requestId, { requestId, kept, request, session, at, comparison, code });
    this.#parts.changed();
  }

  async #compare(session: Session, message: ComparisonMessage): Promise<void> {
    const asking = [...this.#asking.values()].find((one) => one.session === session);
    const code = (await asking?.comparison.hear(message)) ?? null;
    if (!asking || (code === null && message.type === 'nonce')) {
      session.close('not-proved');
      if (asking) await this.proofFailed(asking.kept.inviteId);
      return;
    }
    if (code === null) return;
    asking.code = code;
    this.#parts.changed();
  }

  /** Null: it is a member now and has heard so, if it is here. */
  async #admit(
    session: Session,
    kept: KeptInvitation,
    request: JoinRequest
  ): Promise<RefusalReason | null> {
    try {
      const outcome = await this.#admission.admit(session.peer, kept, request);
      if (outcome === 'not-proved') await this.proofFailed(kept.inviteId);
      if (outcome !== null) return outcome;
    } catch (failure) {
      this.#failed(failure);
      return 'unable';
    }
    this.#parts.changed();
    if (!session.isOpen) return null;
    await this.#send(session, this.#parts.space.ledger.operationsAfter([]));
    session.hold();
    await session.send(encodeMessage({ type: 'admitted' }));
    this.#parts.admitted(session);
    return null;
  }

  #failed(failure: unknown): void {
    if (!(failure instanceof StorageFailure)) throw failure;
    this.#parts.failed(failure);
  }

  #isTheirs(peer: Id, { inviteId }: KeptInvitation): boolean {
    const { membership } = this.#parts.space;
    const usedBy = membership.invitations.get(inviteId)?.usedBy;
    return Boolean(usedBy) && membership.devices.get(peer)?.memberId === usedBy;
  }

  #refusalFor(inviteId: Id): RefusalReason | null {
    const reason = this.#admission.refusalFor(inviteId);
    return reason ?? (this.#locked.has(inviteId) ? 'revoked' : null);
  }

  /**
   * Takes the invitation back for everybody, or where this person may not, for this device. False
   * when the disk did not take it: then too for this device only.
   */
  async #lock(inviteId: Id): Promise<boolean> {
    this.#locked.add(inviteId);
    try {
      await new Governing(this.#parts.space).revokeInvitation(inviteId);
      return true;
    } catch (failure) {
      this.#failed(failure);
      return false;
    } finally {
      await this.review();
    }
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

  #organisationOf(kept: KeptInvitation): string {
    const { space, names } = this.#parts;
    const orgId = space.membership.invitations.get(kept.inviteId)?.orgId ?? null;
    return names.ofOrganisation(orgId) || kept.organisation;
  }

  #offer(kept: KeptInvitation) {
    const { space, names, documentCount } = this.#parts;
    const { membership, member } = space;
    const { kind } = space.record;
    const issuer = membership.invitations.get(kept.inviteId)?.issuer ?? '';
    const inviter = membership.members.get(issuer) ?? membership.former.get(issuer) ?? member;
    return {
      kind: kind === 'private' ? ('community' as const) : kind,
      community: names.space,
      inviterName: inviter ? names.ofMember(inviter.memberId) : '',
      inviterOrganisation: names.ofOrganisation(inviter?.orgId ?? null),
      answeredBy: member ? names.ofMember(member.memberId) : '',
      organisation: kept.organisation,
      documents: documentCount(),
      organisations: names.readers().map(({ name }) => name)
    };
  }
}
