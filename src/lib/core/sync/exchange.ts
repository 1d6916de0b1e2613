import { type Bytes, type Clock, equalBytes, type Id } from '#lib/core/base/index.ts';
import {
  hashHeads,
  type Intake,
  type Position,
  type Receipt,
  type SpaceLog,
  whoseEnvelope
} from '#lib/core/log/index.ts';
import { type Ledger, mostHeads } from '#lib/core/membership/index.ts';
import { batches, frameTarget } from './batches.ts';
import type { Session } from './session.ts';
import { decodeMessage, encodeMessage, type Message } from './wire.ts';

/** What exchange needs of a space. The space stays the only one that writes. */
export interface ExchangeSpace {
  readonly ledger: Ledger;
  readonly log: SpaceLog;
  receive(run: readonly Bytes[]): Promise<Intake>;
  addOperations(records: readonly Bytes[]): Promise<'added' | 'waiting' | 'refused'>;
  receipts(): readonly Receipt[];
  addReceipts(records: readonly Bytes[]): Promise<void>;
  heardPresence(deviceId: Id, counter: number, state: Bytes): void;
  progressed(): void;
}

const window = 1_048_576;
const readAhead = 128;
const leastComplaintMs = 2_000;

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
  /** The next entry, in our order of arrival, that the peer may lack; null until it has asked. */
  #cursor: number | null = null;
  /** A new place to begin, said while the walk is under way. */
  #asked: number | null = null;
  #credit = window;
  #pumping = false;
  #wanted = 0;
  #taken = 0;
  #newest = new Map<Id, number>();
  #stalled: Position[] | null = null;
  #lastComplaint = -Infinity;

  constructor(session: Session, space: ExchangeSpace, clock: Clock) {
    this.session = session;
    this.#space = space;
    this.#clock = clock;
  }

  /** Of the entries asked for: how many have come; null when nothing is on its way. */
  get progress(): { have: number; total: number } | null {
    return this.#taken < this.#wanted ? { have: this.#taken, total: this.#wanted } : null;
  }

  /** Begins, and goes on until the session ends. */
  async start(): Promise<void> {
    this.session.listen((message) => this.#hear(message));
    await this.sendHeads();
    await this.sendReceipts(this.#space.receipts());
  }

  async sendHeads(): Promise<void> {
    const { ledger, log } = this.#space;
    const logs = await hashHeads(log.heads);
    await this.#say({ type: 'heads', ledger: ledger.headsToName(), logs });
  }

  /** New entries lie in the log: send what the peer lacks of them. */
  entriesAdded(): void {
    void this.#pump();
  }

  /** New operations lie in the ledger: the peer gets them at once. */
  async operationsAdded(records: readonly Bytes[]): Promise<void> {
    for (const some of batches(records)) await this.#say({ type: 'operations', records: some });
    await this.#askAgain();
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
    if (this.session.isOpen) await this.session.send(encodeMessage(message));
  }

  async #hear(bytes: Bytes): Promise<void> {
    const message = decodeMessage(bytes);
    if (!message) return this.session.close('tampered');
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
        void this.#pump();
        return;
      case 'receipts':
        return this.#space.addReceipts(message.records);
      case 'presence':
        return this.#space.heardPresence(this.session.peer, message.counter, message.state);
      default:
        return;
    }
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
    } else await this.#say({ type: 'logs', positions: heads });
  }

  async #sendOperations(have: string[]): Promise<void> {
    const records = this.#space.ledger.operationsAfter(have).map(({ record }) => record);
    for (const some of batches(records)) await this.#say({ type: 'operations', records: some });
  }

  async #hearOperations(records: Bytes[]): Promise<void> {
    const outcome = await this.#space.addOperations(records);
    if (outcome === 'refused') return this.session.close('tampered');
    if (outcome === 'waiting') {
      return this.#wantOperations();
    }
    await this.#askAgain();
  }

  /** What could not be taken for want of the ledger may be taken now. */
  async #askAgain(): Promise<void> {
    const positions = this.#stalled;
    this.#stalled = null;
    if (positions) await this.#hearLogs(positions);
  }

  async #hearLogs(positions: Position[]): Promise<void> {
    const { log } = this.#space;
    for (const { deviceId, seq } of positions) this.#knows(deviceId, seq);
    const lacking = positions.filter(({ deviceId, seq }) => seq > log.seqOf(deviceId));
    this.#taken = 0;
    this.#wanted = lacking.reduce((sum, { deviceId, seq }) => sum + seq - log.seqOf(deviceId), 0);
    this.#stalled = lacking.length > 0 ? positions : null;
    this.#space.progressed();
    const ranges = lacking.map(({ deviceId }) => ({ deviceId, from: log.seqOf(deviceId) + 1 }));
    await this.#say({ type: 'want', ranges });
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
    this.#asked = first;
    await this.#pump();
  }

  async #hearEnvelopes(envelopes: Bytes[]): Promise<void> {
    const intake = await this.#space.receive(envelopes);
    for (const { deviceId, seq } of intake.taken) this.#knows(deviceId, seq);
    this.#taken += intake.taken.length;
    if (this.#taken >= this.#wanted) this.#stalled = null;
    this.#space.progressed();
    if (intake.obstacle === 'refused') return this.session.close('tampered');
    const bytes = envelopes.reduce((sum, { length }) => sum + length, 0);
    await this.#say({ type: 'credit', bytes });
    if (intake.obstacle === 'waiting') await this.#complain();
  }

  /** Something an entry stands on is missing here: say how far we are, and the peer goes back. */
  async #complain(): Promise<void> {
    if (this.#clock.now() - this.#lastComplaint < leastComplaintMs) return;
    this.#lastComplaint = this.#clock.now();
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
      if (this.#asked !== null || (this.#credit <= size && size > 0)) break;
      const { deviceId, seq } = whoseEnvelope(bytes);
      this.#cursor = arrival + 1;
      if (seq <= (this.#theirs.get(deviceId) ?? 0)) continue;
      this.#theirs.set(deviceId, seq);
      batch.push(bytes);
      size += bytes.length;
      if (size >= frameTarget) await flush();
    }
    await flush();
  }

  #knows(deviceId: Id, seq: number): void {
    this.#theirs.set(deviceId, Math.max(seq, this.#theirs.get(deviceId) ?? 0));
  }
}
