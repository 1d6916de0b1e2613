import {
  type Bytes,
  type Clock,
  decodePlain,
  encodePlain,
  type Id,
  idFromBytes,
  Listeners,
  type Random,
  shape
} from '#lib/core/base/index.ts';
import { sign, signatureLength, verify } from '#lib/core/crypto/index.ts';
import {
  type Intake,
  type LogEntry,
  readReceipt,
  type Receipt,
  writeReceipt
} from '#lib/core/log/index.ts';
import {
  type StorageAdapter,
  type StorageChange,
  StorageFailure
} from '#lib/core/storage/index.ts';
import {
  type Connector,
  Exchange,
  type ExchangeSpace,
  Rendezvous,
  dailyPlaces,
  latePlaces,
  lateSecret,
  rendezvousSecret,
  type Session,
  type SharedInvitation,
  type Signalling
} from '#lib/core/sync/index.ts';
import { farewellTo, isFormer } from './farewell.ts';
import { Presence } from './presence.ts';
import { type RefusalKind, Refusals } from './refusals.ts';
import type { Space } from './space.ts';

interface Ports {
  storage: StorageAdapter;
  signalling: Signalling;
  connector: Connector;
  clock: Clock;
  random: Random;
}

const receiptPauseMs = 1_000;
const afterFailureMs = 30_000;
const counterShape = shape.uint();

/** One space's life on the network: who is in touch, what they have, what they still lack. */
export class SpaceNetwork implements ExchangeSpace {
  readonly changes = new Listeners<'touch' | 'progress' | 'receipts'>();
  /** What the disk did not take of what others sent; it is tried again by itself. */
  readonly faults = new Listeners<StorageFailure>();
  /** A member's device says that it lacks keys. */
  readonly keysWanted = new Listeners<{ deviceId: Id; epochIds: readonly Id[] }>();
  /** Another device that may admit says where those wait whom it has invited. */
  readonly invitationsShared = new Listeners<{
    deviceId: Id;
    invitations: readonly SharedInvitation[];
  }>();
  readonly presence: Presence;
  /** What other devices sent and nobody honest sends. */
  readonly refusals: Refusals;
  readonly #space: Space;
  readonly #ports: Ports;
  readonly #exchanges = new Map<Id, Exchange>();
  readonly #receipts = new Map<Id, Receipt>();
  readonly #stopNews: () => void;
  #rendezvous: Rendezvous | null = null;
  #lookedUnder: Id | undefined;
  #presenceCounter = 0;
  #receiptCounter = 0;
  #cancelReceipt: (() => void) | null = null;
  #closed = false;

  private constructor(space: Space, ports: Ports, refusals: Refusals) {
    this.#space = space;
    this.refusals = refusals;
    this.#ports = ports;
    this.presence = new Presence(ports.clock, (state) => this.#sendPresence(state));
    this.#stopNews = space.news.add((news) => {
      if (news.type === 'entries') this.#entriesAdded(news.entries);
      else void this.#operationsAdded(news.records);
    });
  }

  static async load(space: Space, ports: Ports): Promise<SpaceNetwork> {
    const refusals = await Refusals.load(ports.storage, idFromBytes(space.spaceId));
    const network = new SpaceNetwork(space, ports, refusals);
    await network.#loadReceipts();
    // An earlier life may have ended before it could say what it had taken in.
    if (network.#hasMoreThanItSaid()) network.#signReceiptSoon();
    return network;
  }

  /** Begins to look for the other devices of the space. */
  async start(): Promise<void> {
    if (this.#closed || this.#rendezvous) return;
    const { spaceId, deviceId, keys } = this.#space;
    this.#rendezvous = new Rendezvous(
      {
        spaceId,
        deviceId,
        places: (now) => this.#places(now),
        signHello: (message) => sign(keys.sign, 'cairn/1/hello', message),
        checkHello: async (from, message, signature) =>
          !this.refusals.isCutOff(from) &&
          (await this.#verifies(from, 'cairn/1/hello', message, signature)),
        prove: (transcript) => sign(keys.sign, 'cairn/1/auth', transcript),
        check: (from, proof, transcript) => this.#verifies(from, 'cairn/1/auth', transcript, proof),
        met: (session) => void this.join(session),
        twin: () => {
          this.#space.hasTwin = true;
          this.changes.tell('touch');
        }
      },
      this.#ports
    );
    this.#rendezvous.start();
  }

  /** By the key in use; and by the first, for whoever slept through all since. */
  async #places(now: number) {
    const { newestKey, firstKey, deviceId } = this.#space;
    // Who knows of having been removed looks for nobody any more.
    if (isFormer(this.#space, deviceId)) return [];
    return [
      ...(newestKey ? await dailyPlaces(await rendezvousSecret(newestKey.key), now) : []),
      ...(firstKey ? await latePlaces(await lateSecret(firstKey.key), now) : [])
    ];
  }

  lookAgain(): void {
    this.#rendezvous?.lookAgain();
  }

  close(): void {
    this.#closed = true;
    this.#stopNews();
    this.#cancelReceipt?.();
    this.#rendezvous?.close();
    for (const { session } of this.#exchanges.values()) session.close();
  }

  /** Devices in touch just now. */
  get inTouch(): Id[] {
    return [...this.#exchanges.keys()];
  }

  /** With each of them. */
  get sessions(): Session[] {
    return [...this.#exchanges.values()].map(({ session }) => session);
  }

  get reachable(): boolean {
    return this.#ports.signalling.reachable;
  }

  get progress(): { have: number; total: number } | null {
    const running = [...this.#exchanges.values()].flatMap(({ progress }) => progress ?? []);
    return running.sort((a, b) => b.total - b.have - (a.total - a.have))[0] ?? null;
  }

  /** What every device has last said to have, this one included. */
  receipts(): readonly Receipt[] {
    return [...this.#receipts.values()];
  }

  /** A session that an invitation has opened goes on as one of the space. */
  async adopt(session: Session): Promise<void> {
    await this.start();
    this.#rendezvous?.adopt(session);
    await this.join(session);
  }

  /** A proved session of two members. */
  async join(session: Session): Promise<void> {
    if (isFormer(this.#space, session.peer)) {
      const proof = farewellTo(this.#space, session.peer);
      return new Exchange(session, this, this.#ports.clock).dismiss(proof);
    }
    this.#exchanges.get(session.peer)?.session.close();
    const exchange = new Exchange(session, this, this.#ports.clock);
    this.#exchanges.set(session.peer, exchange);
    session.onEnd(() => {
      if (this.#exchanges.get(session.peer) !== exchange) return;
      this.#exchanges.delete(session.peer);
      this.presence.lost(session.peer);
      this.changes.tell('touch');
    });
    this.changes.tell('touch');
    await exchange.start();
    for (const state of this.presence.all) {
      await exchange.sendPresence(++this.#presenceCounter, state);
    }
  }

  get ledger() {
    return this.#space.ledger;
  }

  get log() {
    return this.#space.log;
  }

  async receive(run: readonly Bytes[]): Promise<Intake> {
    const intake = await this.#space.receive(run);
    for (const deviceId of intake.unentitled) this.refusedFrom(deviceId, 'no-right');
    return intake;
  }

  refusedFrom(deviceId: Id, kind: RefusalKind): void {
    this.refusals
      .note(deviceId, kind)
      .then(() => this.changes.tell('touch'))
      .catch((failure: unknown) => {
        if (!(failure instanceof StorageFailure)) throw failure;
        if (!this.#closed) this.failed(failure);
      });
  }

  addOperations(records: readonly Bytes[]): Promise<'added' | 'waiting' | 'refused'> {
    return this.#space.addOperations(records);
  }

  failed(failure: StorageFailure): void {
    this.faults.tell(failure);
  }

  progressed(): void {
    this.changes.tell('progress');
  }

  get lackingKeys(): readonly Id[] {
    return this.#space.lackingKeys;
  }

  heardLacking(deviceId: Id, epochIds: readonly Id[]): void {
    this.keysWanted.tell({ deviceId, epochIds });
  }

  heardPresence(deviceId: Id, counter: number, state: Bytes): void {
    this.presence.hear(deviceId, counter, state);
  }

  heardInvitations(deviceId: Id, invitations: readonly SharedInvitation[]): void {
    this.invitationsShared.tell({ deviceId, invitations });
  }

  async addReceipts(records: readonly Bytes[]): Promise<void> {
    const fresh: Receipt[] = [];
    for (const record of records) {
      const receipt = await readReceipt(this.#space.spaceId, record, (deviceId) =>
        this.#space.ledger.verifyKeyOf(deviceId)
      );
      if (!receipt || receipt.deviceId === this.#space.deviceId) continue;
      if (receipt.counter > (this.#receipts.get(receipt.deviceId)?.counter ?? -1)) {
        fresh.push(receipt);
      }
    }
    if (fresh.length === 0) return;
    await this.#ports.storage.commit(
      fresh.map((receipt) => this.#putReceipt(receipt)),
      'relaxed'
    );
    for (const receipt of fresh) this.#receipts.set(receipt.deviceId, receipt);
    this.changes.tell('receipts');
    for (const exchange of this.#exchanges.values()) await exchange.sendReceipts(fresh);
  }

  async #verifies(
    from: Id,
    purpose: 'cairn/1/hello' | 'cairn/1/auth',
    message: Bytes,
    signature: Bytes
  ): Promise<boolean> {
    const key = this.#space.ledger.verifyKeyOf(from);
    // Who was removed is told so, and nothing else.
    const isMet = this.#space.membership.devices.has(from) || isFormer(this.#space, from);
    if (!key || !isMet || signature.length !== signatureLength) return false;
    return verify(key, signature, purpose, message);
  }

  #sendPresence(state: Bytes): void {
    this.#presenceCounter++;
    for (const exchange of this.#exchanges.values()) {
      void exchange.sendPresence(this.#presenceCounter, state);
    }
  }

  #entriesAdded(entries: readonly LogEntry[]): void {
    for (const exchange of this.#exchanges.values()) exchange.entriesAdded();
    if (entries.some(({ deviceId }) => deviceId !== this.#space.deviceId)) this.#signReceiptSoon();
  }

  async #operationsAdded(records: readonly Bytes[]): Promise<void> {
    const key = this.#space.newestKey?.epochId;
    if (key !== this.#lookedUnder) this.#rendezvous?.lookAgain();
    this.#lookedUnder = key;
    for (const exchange of [...this.#exchanges.values()]) {
      const { peer } = exchange.session;
      if (this.#space.membership.devices.has(peer)) await exchange.operationsAdded(records);
      else {
        this.#exchanges.delete(peer);
        this.presence.lost(peer);
        await exchange.dismiss(records);
      }
    }
    this.changes.tell('touch');
  }

  /** After every exchange a device says how far it has come, so that others can rely on it. */
  #signReceiptSoon(pauseMs = receiptPauseMs): void {
    if (this.#cancelReceipt || this.#closed) return;
    this.#cancelReceipt = this.#ports.clock.after(pauseMs, () => {
      this.#cancelReceipt = null;
      this.#signReceipt().catch((failure: unknown) => {
        if (!(failure instanceof StorageFailure)) throw failure;
        if (!this.#closed) this.failed(failure);
        this.#signReceiptSoon(afterFailureMs);
      });
    });
  }

  #hasMoreThanItSaid(): boolean {
    const { log, deviceId: own } = this.#space;
    const said = this.#receipts.get(own)?.heads;
    return log.heads.some(
      ({ deviceId, seq }) => deviceId !== own && seq > (said?.get(deviceId) ?? 0)
    );
  }

  async #signReceipt(): Promise<void> {
    const { spaceId, keys, log, member } = this.#space;
    if (this.#closed || !member) return;
    const counter = ++this.#receiptCounter;
    const now = this.#ports.clock.now();
    const space = idFromBytes(spaceId);
    const receipt = await writeReceipt(spaceId, keys, counter, log.heads, now);
    const value = encodePlain(counter);
    await this.#ports.storage.commit(
      [
        { type: 'put', key: ['receipt-counter', space], value },
        // Kept with the others, it goes to whoever comes into touch later.
        this.#putReceipt(receipt)
      ],
      'strict'
    );
    this.#receipts.set(receipt.deviceId, receipt);
    for (const exchange of this.#exchanges.values()) await exchange.sendReceipts([receipt]);
  }

  #putReceipt({ deviceId, record }: Receipt): StorageChange {
    const key = ['receipt', idFromBytes(this.#space.spaceId), deviceId];
    return { type: 'put', key, value: record };
  }

  async #loadReceipts(): Promise<void> {
    const space = idFromBytes(this.#space.spaceId);
    const bytes = await this.#ports.storage.get(['receipt-counter', space]);
    const decoded = bytes && decodePlain(bytes);
    this.#receiptCounter = (decoded?.ok && counterShape(decoded.value)) || 0;
    for (const { value } of await this.#ports.storage.list(['receipt', space])) {
      const receipt = await readReceipt(this.#space.spaceId, value, (deviceId) =>
        this.#space.ledger.verifyKeyOf(deviceId)
      );
      if (receipt) this.#receipts.set(receipt.deviceId, receipt);
    }
  }
}
