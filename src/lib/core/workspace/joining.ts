import {
  type Bytes,
  type Clock,
  err,
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
  encodeMessage,
  type Message,
  type Offer,
  type RefusalReason,
  Rendezvous,
  type Session,
  type Signalling
} from '#lib/core/sync/index.ts';
import { proveInvited } from './inviting.ts';
import { newLocalId, putSpaceRecord, type SpaceRecord } from './space-record.ts';
import type { InvitationFailure, InvitationOffer } from './types.ts';

interface Parts {
  storage: StorageAdapter;
  wrappingKey: CryptoKey;
  signalling: Signalling;
  connector: Connector;
  clock: Clock;
  random: Random;
}

/** A device that has become a member: its record is stored, its session is open. */
export interface Joined {
  record: SpaceRecord;
  session: Session;
}

const patienceMs = 30_000;

/**
 * The invited side: finds the inviting device, checks that the space is the one the link names
 * and that the device may admit, shows what is offered, and joins when the person says so.
 */
export class Joining {
  readonly #parts: Parts;
  readonly #link: InvitationLink;
  readonly #invite: InvitationKeys;
  readonly #keys: DeviceKeys;
  readonly #storedKeys: Bytes;
  #rendezvous: Rendezvous | null = null;
  #session: Session | null = null;
  #memory = new MemoryStorage();
  #ledger: Ledger | null = null;
  #kind: Offer['kind'] = 'community';
  #settle: (outcome: Result<Offer | 'admitted', InvitationFailure>) => void = () => undefined;

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

  /** Finds the inviting device and resolves to what it offers. */
  async inspect(): Promise<Result<InvitationOffer, InvitationFailure>> {
    const found = this.#outcome();
    this.#rendezvous ??= await this.#look();
    const outcome = await found;
    if (!outcome.ok) {
      this.close();
      return outcome;
    }
    if (outcome.value === 'admitted') return err({ type: 'nobody-answers' });
    return ok({ ...outcome.value, expiresAt: this.#link.expiresAt * 1000 });
  }

  /** Asks to be admitted, and resolves once this device's record of the space is stored. */
  async accept(who: {
    name: string;
    organisation: string;
  }): Promise<Result<Joined, InvitationFailure>> {
    if (!this.#session?.isOpen) {
      this.close();
      const offer = await this.inspect();
      if (!offer.ok) return offer;
    }
    const session = this.#session;
    if (!session) return err({ type: 'nobody-answers' });
    const answered = this.#outcome();
    const { signingKey, agreementKey } = this.#keys;
    const proofs = await proveInvitation(this.#invite, this.#link.spaceId, this.#keys);
    const device: [number, Bytes, Bytes] = [1, signingKey, agreementKey];
    await session.send(encodeMessage({ type: 'join', request: { device, ...proofs, ...who } }));
    const outcome = await answered;
    if (!outcome.ok) return outcome;
    return ok({ record: await this.#store(), session });
  }

  /** Stops looking. An open session stays with whoever took it over. */
  release(): void {
    this.#session = null;
    // The session belongs to the space now; only the meeting place of the invitation is left.
    this.#rendezvous?.leave();
    this.#rendezvous = null;
  }

  close(): void {
    this.#rendezvous?.close();
    this.#rendezvous = null;
    this.#session = null;
    this.#memory = new MemoryStorage();
    this.#ledger = null;
  }

  /** What the other side says next, or that nobody does. */
  #outcome(): Promise<Result<Offer | 'admitted', InvitationFailure>> {
    const { clock, signalling } = this.#parts;
    return new Promise((resolve) => {
      const cancel = clock.after(patienceMs, () => {
        const type = signalling.reachable ? 'nobody-answers' : 'no-connection';
        resolve(err({ type }));
      });
      this.#settle = (outcome) => {
        cancel();
        resolve(outcome);
      };
    });
  }

  async #look(): Promise<Rendezvous> {
    const { spaceId } = this.#link;
    const rendezvous = new Rendezvous(
      {
        spaceId,
        deviceId: idFromBytes(this.#keys.deviceId),
        places: (now) => dailyPlaces(this.#invite.rendezvous, now),
        signHello: (message) => sign(this.#invite.sign, 'cairn/1/hello', message),
        // Whoever is here holds the link; who may admit is known once the ledger has come.
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
    session.onEnd(() => {
      if (this.#session === session) this.#settle(err({ type: 'nobody-answers' }));
    });
  }

  async #hear(session: Session, bytes: Bytes): Promise<void> {
    const message = decodeMessage(bytes);
    switch (message?.type) {
      case 'operations':
        this.#ledger ??= await Ledger.load(this.#memory, this.#link.spaceId);
        for (const record of message.records) {
          if (!(await this.#ledger.add(record)).ok) return session.close('not-proved');
        }
        return;
      case 'offer':
      case 'admitted':
      case 'refused':
        if (!(await this.#isEntitled(session))) return session.close('not-proved');
        return this.#hearAnswer(session, message);
      default:
        return;
    }
  }

  #hearAnswer(
    session: Session,
    message: Extract<Message, { type: 'offer' | 'admitted' | 'refused' }>
  ): void {
    // Whoever made the offer answers for it, as long as they are there.
    if (this.#session?.isOpen && this.#session !== session) return;
    if (message.type === 'refused') return this.#settle(err(failureFor(message.reason)));
    if (message.type === 'offer') {
      this.#session = session;
      this.#kind = message.offer.kind;
      return this.#settle(ok(message.offer));
    }
    const isMember = this.#ledger?.state.devices.has(idFromBytes(this.#keys.deviceId));
    if (!isMember || this.#session !== session) return session.close('not-proved');
    // What follows is the space's own exchange.
    session.hold();
    this.#settle(ok('admitted'));
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
  async #store(): Promise<SpaceRecord> {
    const { storage, clock, random } = this.#parts;
    const record: SpaceRecord = {
      localId: newLocalId(random),
      spaceId: this.#link.spaceId,
      kind: this.#kind,
      keys: this.#storedKeys,
      addedAt: clock.now(),
      hidden: false
    };
    const operations = await this.#memory.list(['op', this.#link.spaceId]);
    await storage.commit(
      [
        ...operations.map(({ key, value }) => ({ type: 'put' as const, key, value })),
        putSpaceRecord(record),
        { type: 'remove', key: ['joining', this.#invite.inviteId] }
      ],
      'strict'
    );
    return record;
  }
}

function failureFor(reason: RefusalReason): InvitationFailure {
  switch (reason) {
    case 'used':
      return { type: 'used-link' };
    case 'expired':
      return { type: 'expired-link' };
    case 'revoked':
      return { type: 'revoked-link' };
    case 'not-entitled':
    case 'not-proved':
      return { type: 'not-entitled' };
  }
}
