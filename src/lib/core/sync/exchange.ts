import { type Bytes, type Clock, equalBytes, type Id, Queue } from '#lib/core/base/index.ts';
import {
  hashHeads,
  type Intake,
  type Position,
  type Receipt,
  type SpaceLog,
  whoseEnvelope
} from '#lib/core/log/index.ts';
import { type Ledger, mostHeads } from '#lib/core/membership/index.ts';
import { StorageFailure } from '#lib/core/storage/index.ts';
import { batches, frameTarget } from './batches.ts';
import { Lacking } from './lacking.ts';
import type { Session } from './session.ts';
import { decodeMessage, encodeMessage, type Message, type SharedInvitation } from './wire.ts';

/** What exchange needs of a space. The space stays the only one that writes. */
export interface ExchangeSpace {
  readonly ledger: Ledger;
  readonly log: SpaceLog;
  receive(run: readonly Bytes[]): Promise<Intake>;
  addOperations(records: readonly Bytes[]): Promise<'added' | 'waiting' | 'refused'>;
  receipts(): readonly Receipt[];
  addReceipts(records: readonly Bytes[]): Promise<void>;
  /** Epochs of the space whose keys this device has not, at most 64. */
  readonly lackingKeys: readonly Id[];
  heardLacking(deviceId: Id, epochIds: readonly Id[]): void;
  heardPresence(deviceId: Id, counter: number, state: Bytes): void;
  /** A device sent what no honest one sends; the session with it ends. */
  refusedFrom(deviceId: Id, what: 'unreadable' | 'operation' | 'envelope' | 'too-much'): void;
  heardInvitations(deviceId: Id, invitations: readonly SharedInvitation[]): void;
  progressed(): void;
  /** The disk fails; the exchange tries again by itself. */
  failed(failure: StorageFailure): void;
}

const window = 1_048_576;
const readAhead = 128;
const leastComplaintMs = 2_000;
/** Long enough for a last message to arrive. */
const farewellMs = 2_000;
const firstRetryMs = 1_000;
const longestPauseMs = 60_000;

/**
 * Brings two devices level over one session: ledger first, then the logs, then everything as it
 * comes. The receiver asks and grants credit; the sender walks its order of arrival, so nothing
 * is sent before what it stands on.
 */
export class Exchange {
  readonly session: Session;
  readonly #space: ExchangeSpace;
  readonly #clock: Clock;
  /** Of every device: how far the peer has its log, as it said or we sent. */
  readonly #theirs = new Map<Id, number>();
  /** What the peer asked for when it did last, and how much lay here then: of a forked log a number says too little. */
  #wanted = new Map<Id, number>();
  #horizon = 0;
  /** The next entry, in our order of arrival, that the peer may lack; null until it has asked. */
  #cursor: number | null = null;
  /** A new place to begin, said while the walk is under way. */
  #asked: number | null = null;
  #credit = window;
  /** What the peer may still send: an honest one keeps count as well. */
  #granted = window;
  #pumping = false;
  readonly #hearing = new Queue();
  readonly #lacking: Lacking;
  #newest = new Map<Id, number>();
  readonly #askedFor = new Set<Id>();
  #dismissed = false;
  #complaining = false;
  #lastComplaint = -Infinity;
  #complaintMs = leastComplaintMs;

  constructor(session: Session, space: ExchangeSpace, clock: Clock) {
    this.session = session;
    this.#space = space;
    this.#clock = clock;
    this.#lacking = new Lacking(() => space.log);
  }

  /** Of the entries asked for: how many have come; null when nothing is on its way. */
  get progress(): { have: number; total: number } | null {
    const { count, total } = this.#lacking;
    return count > 0 ? { have: total - count, total } : null;
  }

  /** Begins, and goes on until the session ends. */
  async start(): Promise<void> {
    this.session.listen(async (bytes) => this.#arrived(bytes));
    await this.sendHeads();
    await this.sendReceipts(this.#space.receipts());
    await this.#askForKeys();
  }

  async sendHeads(): Promise<void> {
    const { ledger, log } = this.#space;
    const logs = await hashHeads(log.heads);
    await this.#say({ type: 'heads', ledger: ledger.headsToName(), logs });
  }

  /** New entries lie in the log: send what the peer lacks of them. */
  entriesAdded(): void {
    void this.#insist(() => this.#pump());
  }

  /** New operations lie in the ledger: the peer gets them at once. */
  async operationsAdded(records: readonly Bytes[]): Promise<void> {
    for (const some of batches(records)) await this.#say({ type: 'operations', records: some });
    await this.#askForKeys();
    await this.#askAgain();
  }

  /** The peer has no place here any more: it gets what proves it, and nothing else. */
  async dismiss(records: readonly Bytes[]): Promise<void> {
    for (const some of batches(records)) await this.#say({ type: 'operations', records: some });
    this.#dismissed = true;
    this.#clock.after(farewellMs, () => this.session.close());
  }

  async sendPresence(counter: number, state: Bytes): Promise<void> {
    await this.#say({ type: 'presence', counter, state });
  }

  /** Only what is newer than what went this way before. */
  async sendReceipts(receipts: readonly Receipt[]): Promise<void> {
    const fresh = receipts.filter(
      ({ deviceId, counter }) =>
        deviceId !== this.session.peer && counter > (this.#newest.get(deviceId) ?? -1)
    );
    if (fresh.length === 0) return;
    for (const { deviceId, counter } of fresh) this.#newest.set(deviceId, counter);
    await this.#say({ type: 'receipts', records: fresh.map(({ record }) => record) });
  }

  async #say(message: Message): Promise<void> {
    if (this.session.isOpen && !this.#dismissed) await this.session.send(encodeMessage(message));
  }

  /** Counts what comes before anything is done with it, so that a slow disk fills no memory. */
  #arrived(bytes: Bytes): void {
    if (this.#dismissed) return;
    const message = decodeMessage(bytes);
    if (!message) return this.#refuse('unreadable');
    if (message.type === 'envelopes') {
      // The message that uses credit up may pass it; nothing honest comes after that.
      if (this.#granted <= 0) return this.#refuse('too-much');
      this.#granted -= sizeOf(message.envelopes);
    }
    // Where somebody is stands on nothing that is still being taken in, and is soon out of date.
    if (message.type === 'presence') {
      return this.#space.heardPresence(this.session.peer, message.counter, message.state);
    }
    void this.#hearing.run(() => this.#insist(() => this.#hear(message)));
  }

  #refuse(what: Parameters<ExchangeSpace['refusedFrom']>[1]): void {
    if (!this.session.isOpen) return;
    this.#space.refusedFrom(this.session.peer, what);
    this.session.close('tampered');
  }

  /** Tries until the disk lets it, less and less often; what comes meanwhile waits. */
  async #insist(work: () => Promise<void>): Promise<void> {
    for (let pause = firstRetryMs; this.session.isOpen; pause = twice(pause)) {
      try {
        return await work();
      } catch (failure) {
        if (!(failure instanceof StorageFailure)) throw failure;
        if (this.session.isOpen) this.#space.failed(failure);
      }
      await new Promise<void>((resolve) => this.#clock.after(pause, resolve));
    }
  }

  async #hear(message: Message): Promise<void> {
    switch (message.type) {
      case 'heads':
        return this.#hearHeads(message.ledger, message.logs);
      case 'want-operations':
        return this.#sendOperations(message.have);
      case 'operations':
        return this.#hearOperations(message.records);
      case 'logs':
        return this.#hearLogs(message.positions);
      case 'want':
        return this.#hearWant(message.ranges);
      case 'envelopes':
        return this.#hearEnvelopes(message.envelopes);
      case 'credit':
        this.#credit += message.bytes;
        return this.entriesAdded();
      case 'receipts':
        return this.#space.addReceipts(message.records);
      case 'lacking':
        return this.#space.heardLacking(this.session.peer, message.epochIds);
      case 'invitations':
        return this.#space.heardInvitations(this.session.peer, message.invitations);
      default:
        return;
    }
  }

  /** Keys that were wrapped wrongly or not at all: whoever has them may wrap them again. */
  async #askForKeys(): Promise<void> {
    const epochIds = this.#space.lackingKeys.filter((id) => !this.#askedFor.has(id));
    if (epochIds.length === 0) return;
    for (const id of epochIds) this.#askedFor.add(id);
    await this.#say({ type: 'lacking', epochIds });
  }

  async #wantOperations(): Promise<void> {
    await this.#say({ type: 'want-operations', have: this.#space.ledger.headsToName() });
  }

  async #hearHeads(ledger: string[], logs: Bytes): Promise<void> {
    // Who names as many as may be named may have more.
    if (ledger.length === mostHeads || ledger.some((head) => !this.#space.ledger.has(head))) {
      await this.#wantOperations();
    }
    const heads = this.#space.log.heads;
    if (equalBytes(logs, await hashHeads(heads))) {
      for (const { deviceId, seq } of heads) this.#knows(deviceId, seq);
      this.#cursor = this.#space.log.length;
      this.#horizon = this.#cursor;
    } else await this.#say({ type: 'logs', positions: heads });
  }

  async #sendOperations(have: string[]): Promise<void> {
    const records = this.#space.ledger.operationsAfter(have).map(({ record }) => record);
    for (const some of batches(records)) await this.#say({ type: 'operations', records: some });
  }

  async #hearOperations(records: Bytes[]): Promise<void> {
    const outcome = await this.#space.addOperations(records);
    if (outcome === 'refused') return this.#refuse('operation');
    if (outcome === 'waiting') return this.#wantOperations();
    this.#complaintMs = leastComplaintMs;
    await this.#askAgain();
  }

  /** What could not be taken for want of the ledger may be taken now. */
  async #askAgain(): Promise<void> {
    if (this.#lacking.count > 0) await this.#want();
  }

  async #hearLogs(positions: Position[]): Promise<void> {
    for (const { deviceId, seq } of positions) this.#knows(deviceId, seq);
    await this.#lacking.heard(positions);
    this.#space.progressed();
    await this.#want();
  }

  async #want(): Promise<void> {
    await this.#say({ type: 'want', ranges: this.#lacking.ranges() });
  }

  /** The peer says from where on it lacks each log; whatever it does not name it has as it said. */
  async #hearWant(ranges: { deviceId: Id; from: number }[]): Promise<void> {
    const { log } = this.#space;
    let first = this.#cursor ?? log.length;
    for (const { deviceId, seq } of log.heads) {
      const range = ranges.find((one) => one.deviceId === deviceId);
      const from = range?.from ?? (this.#theirs.get(deviceId) ?? 0) + 1;
      this.#theirs.set(deviceId, from - 1);
      if (from > seq) continue;
      first = Math.min(first, (await log.arrivalOf(deviceId, from)) ?? first);
    }
    this.#wanted = new Map(ranges.map(({ deviceId, from }) => [deviceId, from]));
    this.#horizon = log.length;
    this.#asked = first;
    await this.#pump();
  }

  async #hearEnvelopes(envelopes: Bytes[]): Promise<void> {
    const wanted = envelopes.filter((bytes) => !this.#lacking.isNewer(authorOf(bytes)));
    const { taken, stuck, refused } = await this.#space.receive(wanted);
    for (const { deviceId, seq } of taken) this.#knows(deviceId, seq);
    if (taken.length > 0) this.#complaintMs = leastComplaintMs;
    this.#space.progressed();
    if (refused) return this.#refuse('envelope');
    const bytes = sizeOf(envelopes);
    this.#granted += bytes;
    await this.#say({ type: 'credit', bytes });
    for (const [deviceId, obstacle] of stuck) {
      if (this.#lacking.wasStuck(deviceId, obstacle)) this.#complainSoon();
    }
    if (this.#lacking.hasBranches) await this.#want();
  }

  /**
   * Something an entry stands on is missing here: say how far we are, and the peer goes back. As
   * long as that changes nothing it is said less and less often.
   */
  #complainSoon(): void {
    if (this.#complaining) return;
    this.#complaining = true;
    const pause = this.#lastComplaint + this.#complaintMs - this.#clock.now();
    if (pause > 0) this.#clock.after(pause, () => void this.#complain());
    else void this.#complain();
  }

  async #complain(): Promise<void> {
    this.#complaining = false;
    this.#lastComplaint = this.#clock.now();
    this.#complaintMs = twice(this.#complaintMs);
    await this.#wantOperations();
    await this.sendHeads();
  }

  /** Sends the peer what it lacks, in order of arrival, while its credit lasts. */
  async #pump(): Promise<void> {
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      while (this.session.isOpen && this.#credit > 0) {
        this.#cursor = this.#asked ?? this.#cursor;
        this.#asked = null;
        if (this.#cursor === null || this.#cursor >= this.#space.log.length) break;
        const entries = await this.#space.log.read(this.#cursor, readAhead);
        if (entries.length === 0) break;
        await this.#sendEntries(entries);
      }
    } finally {
      this.#pumping = false;
    }
  }

  async #sendEntries(entries: { arrival: number; bytes: Bytes }[]): Promise<void> {
    let batch: Bytes[] = [];
    let size = 0;
    const flush = async () => {
      if (batch.length > 0) await this.#say({ type: 'envelopes', envelopes: batch });
      this.#credit -= size;
      batch = [];
      size = 0;
    };
    for (const { arrival, bytes } of entries) {
      if (this.#asked !== null || this.#credit <= size) break;
      const { deviceId, seq } = whoseEnvelope(bytes);
      this.#cursor = arrival + 1;
      if (this.#has(deviceId, seq, arrival)) continue;
      this.#theirs.set(deviceId, seq);
      batch.push(bytes);
      size += bytes.length;
      if (size >= frameTarget) await flush();
    }
    await flush();
  }

  #has(deviceId: Id, seq: number, arrival: number): boolean {
    if (!this.#space.log.forked.includes(deviceId)) return seq <= (this.#theirs.get(deviceId) ?? 0);
    return arrival < this.#horizon && seq < (this.#wanted.get(deviceId) ?? Infinity);
  }

  #knows(deviceId: Id, seq: number): void {
    this.#theirs.set(deviceId, Math.max(seq, this.#theirs.get(deviceId) ?? 0));
  }
}

const sizeOf = (envelopes: readonly Bytes[]): number =>
  envelopes.reduce((sum, { length }) => sum + length, 0);

const twice = (pauseMs: number): number => Math.min(2 * pauseMs, longestPauseMs);

/** Whose an envelope says it is; empty for bytes that are none. */
const authorOf = (bytes: Bytes | undefined): Id =>
  bytes && bytes.length >= 48 ? whoseEnvelope(bytes).deviceId : '';
