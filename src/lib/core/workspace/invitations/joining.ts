import {
  type Bytes,
  type Clock,
  err,
  type Id,
  idFromBytes,
  ok,
  type Random,
  type Result
} from '#lib/core/base/index.ts';
import { sign, signatureLength, verify } from '#lib/core/crypto/index.ts';
import { type DeviceKeys, loadDeviceKeys, newDeviceKeys } from '#lib/core/identity/index.ts';
import {
  deriveInvitationKeys,
  type InvitationKeys,
  type InvitationLink,
  Ledger,
  mayAnswer,
  proveInvitation
} from '#lib/core/membership/index.ts';
import { MemoryStorage, type StorageAdapter } from '#lib/core/storage/index.ts';
import {
  type Connector,
  dailyPlaces,
  decodeMessage,
  type JoinRequest,
  type Message,
  type Offer,
  type RefusalReason,
  Rendezvous,
  type Session,
  type Signalling
} from '#lib/core/sync/index.ts';
import { Admitter } from './admitter.ts';
import type { InvitationFailure, InvitationOffer, OwnRequest } from './types.ts';
import { failureFor } from './join-failure.ts';
import { proveInvited } from './invited-proof.ts';
import { removeRequest } from './own-request-store.ts';
import { newLocalId, putSpaceRecord, type SpaceRecord } from '../space-record.ts';

interface Parts {
  storage: StorageAdapter;
  wrappingKey: CryptoKey;
  signalling: Signalling;
  connector: Connector;
  clock: Clock;
  random: Random;
  /** Who is asked, or a code, is another. */
  changed(): void;
}

/** A device that has become a member: its record is stored, its session is open. */
export interface Joined {
  record: SpaceRecord;
  session: Session;
}

const patienceMs = 30_000;

/**
 * The invited side: finds devices that may admit, checks that the space is the one the link names
 * and that they may, shows what is offered, and asks when the person says so: whoever is there,
 * for as long as it takes.
 */
export class Joining {
  readonly #parts: Parts;
  readonly #link: InvitationLink;
  readonly #invite: InvitationKeys;
  readonly #keys: DeviceKeys;
  readonly #storedKeys: Bytes;
  readonly #admitters = new Map<Id, Admitter>();
  #rendezvous: Rendezvous | null = null;
  #memory = new MemoryStorage();
  #loading: Promise<Ledger> | null = null;
  #ledger: Ledger | null = null;
  #who: { name: string; organisation: string } | null = null;
  #found: (outcome: Result<Offer, InvitationFailure>) => void = () => undefined;
  #done: (outcome: Result<Admitter, InvitationFailure>) => void = () => undefined;

  private constructor(
    parts: Parts,
    link: InvitationLink,
    invite: InvitationKeys,
    keys: DeviceKeys,
    storedKeys: Bytes
  ) {
    this.#parts = parts;
    this.#link = link;
    this.#invite = invite;
    this.#keys = keys;
    this.#storedKeys = storedKeys;
  }

  /**
   * Prepares the keys this device would enter with. They are kept until it has: a device that
   * was admitted and lost power before it heard of it is admitted again under the same keys.
   */
  static async begin(parts: Parts, link: InvitationLink): Promise<Joining> {
    const invite = await deriveInvitationKeys(link.secret);
    const key = ['joining', invite.inviteId];
    const kept = await parts.storage.get(key);
    if (kept) {
      const keys = await loadDeviceKeys(kept, parts.wrappingKey);
      return new Joining(parts, link, invite, keys, kept);
    }
    const { keys, stored } = await newDeviceKeys(parts.wrappingKey);
    await parts.storage.commit([{ type: 'put', key, value: stored }], 'strict');
    return new Joining(parts, link, invite, keys, stored);
  }

  /** Who is asked, or may be, and the code to read to each. */
  get askedOf(): OwnRequest['askedOf'] {
    if (this.#who === null) return [];
    return [...this.#admitters.values()].map(({ name, session, code }) => ({
      name,
      here: session.isOpen,
      code
    }));
  }

  /** Whether a person decides; null until somebody has answered. */
  get approval(): boolean | null {
    const invitation = this.#ledger?.state.invitations.get(this.#invite.inviteId);
    return invitation ? !invitation.automatic : null;
  }

  /** What the space is called; empty until somebody has answered. */
  get community(): string {
    return [...this.#admitters.values()].at(-1)?.offer.community ?? '';
  }

  lookAgain(): void {
    this.#rendezvous?.lookAgain();
  }

  /** Finds a device that may admit and resolves to what it offers; gives up after half a minute. */
  async inspect(): Promise<Result<InvitationOffer, InvitationFailure>> {
    const { clock, signalling } = this.#parts;
    const found = new Promise<Result<Offer, InvitationFailure>>((resolve) => {
      const cancel = clock.after(patienceMs, () => {
        const type = signalling.reachable ? 'nobody-answers' : 'no-connection';
        resolve(err({ type }));
      });
      this.#found = (outcome) => {
        cancel();
        resolve(outcome);
      };
    });
    const known = this.#open[0];
    if (known) this.#found(ok(known.offer));
    else this.#look();
    const outcome = await found;
    if (!outcome.ok) {
      if (this.#who === null) this.close();
      return outcome;
    }
    const approval = this.approval ?? true;
    return ok({ ...outcome.value, approval, expiresAt: this.#link.expiresAt * 1000 });
  }

  /**
   * Asks to be admitted, whoever may do it and however long that takes, and resolves once this
   * device's record of the space is stored, or somebody has said no.
   */
  async ask(who: {
    name: string;
    organisation: string;
  }): Promise<Result<Joined, InvitationFailure>> {
    const done = new Promise<Result<Admitter, InvitationFailure>>((resolve) => {
      this.#done = resolve;
    });
    this.#who = who;
    this.#look();
    await this.#askNext();
    const outcome = await done;
    if (!outcome.ok) {
      this.close();
      return outcome;
    }
    const { session, offer } = outcome.value;
    return ok({ record: await this.#store(offer.kind), session });
  }

  /** The link is good no longer: nobody can let it in any more. */
  expire(): void {
    this.#done(err({ type: 'expired-link' }));
  }

  /** Stops looking. The session that let it in stays with whoever took it over. */
  release(joined: Session): void {
    for (const { session } of this.#admitters.values()) if (session !== joined) session.close();
    this.#admitters.clear();
    this.#rendezvous?.leave();
    this.#rendezvous = null;
  }

  close(): void {
    this.#who = null;
    this.#rendezvous?.close();
    this.#rendezvous = null;
    for (const admitter of this.#admitters.values()) admitter.answered();
    this.#admitters.clear();
    this.#memory = new MemoryStorage();
    this.#loading = null;
    this.#ledger = null;
  }

  get #open(): Admitter[] {
    return [...this.#admitters.values()].filter(({ session }) => session.isOpen);
  }

  #look(): void {
    this.#rendezvous ??= this.#startLooking();
  }

  #startLooking(): Rendezvous {
    const { spaceId } = this.#link;
    const rendezvous = new Rendezvous(
      {
        spaceId,
        deviceId: idFromBytes(this.#keys.deviceId),
        places: (now) => dailyPlaces(this.#invite.rendezvous, now),
        signHello: (message) => sign(this.#invite.sign, 'cairn/1/hello', message),
        // Whoever is here knows the place; who may admit is known once the ledger has come.
        checkHello: async () => true,
        prove: (transcript) => proveInvited(this.#invite.sign, this.#keys, transcript),
        check: async (_, proof) => proof.length === signatureLength,
        met: (session) => this.#meet(session)
      },
      this.#parts
    );
    rendezvous.start();
    return rendezvous;
  }

  #meet(session: Session): void {
    session.listen((bytes) => this.#hear(session, bytes));
    session.onEnd(() => void this.#left(session));
  }

  async #left(session: Session): Promise<void> {
    const admitter = this.#admitters.get(session.peer);
    if (admitter?.session !== session) return;
    // A code that was agreed on can still be compared: the request rests over there.
    if (admitter.code === null) this.#admitters.delete(session.peer);
    if (this.#who === null) this.#found(err({ type: 'nobody-answers' }));
    this.#parts.changed();
    await this.#askNext();
  }

  async #hear(session: Session, bytes: Bytes): Promise<void> {
    const message = decodeMessage(bytes);
    switch (message?.type) {
      case 'operations':
        return this.#hearOperations(session, message.records);
      case 'offer':
      case 'admitted':
      case 'refused':
        if (!(await this.#isEntitled(session))) return session.close('not-proved');
        return this.#hearAnswer(session, message);
      case 'commitment':
      case 'nonce': {
        const admitter = this.#admitterOf(session);
        if (!admitter) return session.close('not-proved');
        if (await admitter.compare(message)) this.#parts.changed();
        return;
      }
      default:
        return;
    }
  }

  async #hearOperations(session: Session, records: readonly Bytes[]): Promise<void> {
    this.#loading ??= Ledger.load(this.#memory, this.#link.spaceId);
    this.#ledger = await this.#loading;
    for (const record of records) {
      if (!(await this.#ledger.add(record)).ok) return session.close('not-proved');
    }
  }

  async #hearAnswer(
    session: Session,
    message: Extract<Message, { type: 'offer' | 'admitted' | 'refused' }>
  ): Promise<void> {
    const admitter = this.#admitterOf(session);
    switch (message.type) {
      case 'offer': {
        if (admitter) return;
        const code = this.#admitters.get(session.peer)?.code ?? null;
        this.#admitters.set(session.peer, new Admitter(session, message.offer, code));
        this.#found(ok(message.offer));
        this.#parts.changed();
        return this.#askNext();
      }
      case 'admitted': {
        const isMember = this.#ledger?.state.devices.has(idFromBytes(this.#keys.deviceId));
        if (!isMember || !admitter) return session.close('not-proved');
        admitter.answered();
        // What follows is the space's own exchange.
        session.hold();
        return this.#done(ok(admitter));
      }
      case 'refused':
        return this.#refused(session, message.reason);
    }
  }

  #refused(session: Session, reason: RefusalReason): void {
    // Somebody else is at it: they answer for it, as long as they are there.
    const others = this.#open.filter((one) => one.session !== session);
    const isOfOneOnly = reason === 'not-entitled' || reason === 'unable';
    if (others.length > 0 && (isOfOneOnly || !this.#admitterOf(session))) return session.close();
    const failure = err({ type: failureFor(reason) });
    this.#found(failure);
    this.#done(failure);
  }

  /** Asks everybody where a person decides, for any of them may; else one after another. */
  async #askNext(): Promise<void> {
    const who = this.#who;
    const approval = this.approval;
    if (who === null || approval === null) return;
    if (!approval && this.#open.some(({ isAsked }) => isAsked)) return;
    const next = this.#open.filter(({ isAsked }) => !isAsked);
    for (const admitter of approval ? next : next.slice(0, 1)) {
      admitter.isAsked = true;
      await admitter.ask(await this.#requestOf(who), approval, this.#parts);
    }
  }

  async #requestOf(who: { name: string; organisation: string }): Promise<JoinRequest> {
    const { signingKey, agreementKey } = this.#keys;
    const proofs = await proveInvitation(this.#invite, this.#link.spaceId, this.#keys);
    return { device: [1, signingKey, agreementKey], ...proofs, ...who };
  }

  #admitterOf(session: Session): Admitter | undefined {
    const admitter = this.#admitters.get(session.peer);
    return admitter?.session === session ? admitter : undefined;
  }

  /** The space is the link's (its ledger says so), the device is an admin's, and this is it. */
  async #isEntitled(session: Session): Promise<boolean> {
    const ledger = this.#ledger;
    const key = ledger?.verifyKeyOf(session.peer);
    if (!ledger || !key || !mayAnswer(ledger.state, session.peer, this.#invite.inviteId))
      return false;
    return verify(key, session.peerProof, 'cairn/1/auth', session.peerTranscript);
  }

  /** Ledger, keys and record in one transaction: the space is here whole or not at all. */
  async #store(kind: Offer['kind']): Promise<SpaceRecord> {
    const { storage, clock, random } = this.#parts;
    const record: SpaceRecord = {
      localId: newLocalId(random),
      spaceId: this.#link.spaceId,
      kind,
      keys: this.#storedKeys,
      addedAt: clock.now(),
      hidden: false
    };
    const operations = await this.#memory.list(['op', this.#link.spaceId]);
    await storage.commit(
      [
        ...operations.map(({ key, value }) => ({ type: 'put' as const, key, value })),
        putSpaceRecord(record),
        { type: 'remove', key: ['joining', this.#invite.inviteId] },
        removeRequest(this.#invite.inviteId)
      ],
      'strict'
    );
    return record;
  }
}
