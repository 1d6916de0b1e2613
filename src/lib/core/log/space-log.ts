import { type Bytes, type Id, idFromBytes, Queue, type Random } from '#lib/core/base/index.ts';
import type { DeviceKeys } from '#lib/core/identity/index.ts';
import type { Cut, EpochKey, Ledger } from '#lib/core/membership/index.ts';
import type { StorageAdapter, StorageChange } from '#lib/core/storage/index.ts';
import type { Author } from './author.ts';
import { Chains } from './chains.ts';
import { Counting } from './counting.ts';
import { type DocKind, type Domain, domainOf } from './domain.ts';
import {
  hashOfEnvelope,
  leastEnvelope,
  type OpenedEnvelope,
  sealEnvelope,
  whoseEnvelope
} from './envelope.ts';
import type { Meta, Position } from './meta.ts';
import { type KeyOf, Opener } from './opener.ts';
import { place } from './placing.ts';
import type {
  ContentCodec,
  DocumentName,
  Intake,
  LateChanges,
  LogEntry,
  Obstacle
} from './ports.ts';

const readAtOnce = 256;

/** All logs of one space on this device: append-only runs of envelopes, one per device. */
export class SpaceLog {
  readonly #storage: StorageAdapter;
  readonly #ledger: Ledger;
  readonly #codec: ContentCodec;
  readonly #random: Random;
  readonly #space: Id;
  readonly #opener: Opener;
  readonly #chains: Chains;
  readonly #counting: Counting;
  readonly #queue = new Queue();

  private constructor(
    parts: { storage: StorageAdapter; ledger: Ledger; codec: ContentCodec; random: Random },
    inside: { space: Id; opener: Opener; chains: Chains; counting: Counting }
  ) {
    this.#storage = parts.storage;
    this.#ledger = parts.ledger;
    this.#codec = parts.codec;
    this.#random = parts.random;
    this.#space = inside.space;
    this.#opener = inside.opener;
    this.#chains = inside.chains;
    this.#counting = inside.counting;
  }

  /** `keyOf` gives the content key of an epoch where it is known. */
  static async load(
    storage: StorageAdapter,
    ledger: Ledger,
    codec: ContentCodec,
    random: Random,
    keyOf: KeyOf
  ): Promise<SpaceLog> {
    const space = idFromBytes(ledger.spaceId);
    const opener = new Opener(ledger, keyOf);
    const chains = new Chains(storage, space, async (arrival) =>
      opener.reopen(await storage.get(['env', space, arrival]))
    );
    await chains.reload();
    const counting = await Counting.load({ storage, space, ledger, chains });
    return new SpaceLog({ storage, ledger, codec, random }, { space, opener, chains, counting });
  }

  /** Of every log: its last entry here. */
  get heads(): Position[] {
    return this.#chains.authors
      .filter(({ seq }) => seq > 0)
      .map(({ deviceId, seq, hash }) => ({ deviceId, seq, hash16: hash.slice(0, 16) }));
  }

  /** How many entries lie here. */
  get length(): number {
    return this.#chains.length;
  }

  /** The highest number of a device's entries here. */
  seqOf(deviceId: Id): number {
    return Math.max(0, ...this.#chains.logsOf(deviceId).map(({ seq }) => seq));
  }

  /** Whether the very entry lies here that somebody names. */
  async has(position: Position): Promise<boolean> {
    return (await this.#chains.logOf(position)) !== undefined;
  }

  /** The last entry of a log here with its whole hash, as a removal or an adoption names it. */
  headOf(log: Id): Cut | null {
    const author = this.#chains.known(log);
    if (!author || author.seq === 0) return null;
    const { deviceId, seq, hash } = author;
    return { deviceId, seq, hash };
  }

  /** How far the logs of a device are here, but for branches between which nobody has chosen. */
  cutsOf(deviceId: Id): Cut[] {
    const logs = this.#chains.logsOf(deviceId);
    const whole = logs.filter(
      ({ log }) => logs.length < 2 || this.#counting.isOpen('writing', log)
    );
    return whole.flatMap(({ log }) => this.headOf(log) ?? []);
  }

  /** Devices of which two different entries with one number are known here. */
  get forked(): Id[] {
    return this.#chains.lines.forked;
  }

  /** Whether what a device writes in a domain from now on counts by itself, as far as its logs go. */
  isOpen(deviceId: Id, docKind: DocKind): boolean {
    const logs = this.#chains.logsOf(deviceId);
    const domain = domainOf(docKind);
    return logs.length < 2 || logs.some(({ log }) => this.#counting.isOpen(domain, log));
  }

  /**
   * Seals a change of this device and commits it with `changes`, durably, before it resolves.
   * Nothing may be sent before.
   */
  append(
    draft: Pick<Meta, 'docKind' | 'docId' | 'slot' | 'clockFrom' | 'clockTo' | 'at'> & {
      body: Bytes;
    },
    keys: DeviceKeys,
    epoch: EpochKey,
    changes: StorageChange[] = []
  ): Promise<LogEntry> {
    return this.#queue.run(() =>
      this.#committing(async () => {
        const { body, ...about } = draft;
        const author = this.#ownLog(idFromBytes(keys.deviceId), domainOf(draft.docKind));
        const meta = {
          ...about,
          ledgerHeads: this.#ledger.headsToName(author.ledgerHeads),
          deps: await this.#counting.newDeps(author, domainOf(draft.docKind))
        };
        const envelope = await sealEnvelope(
          { spaceId: this.#ledger.spaceId, seq: author.seq + 1, prev: author.hash, meta, body },
          keys,
          epoch,
          this.#random.bytes(16)
        );
        const placed = await this.#place(envelope);
        if (typeof placed === 'string') throw new Error(`own envelope is ${placed}`);
        if (!placed.entry.accepted) throw new Error('this device may not write here');
        const taken = await this.#codec.take(placed.entry);
        return {
          value: placed.entry,
          changes: [...placed.changes, ...taken.changes, ...changes],
          committed: taken.committed
        };
      })
    );
  }

  /**
   * Takes of a run of envelopes in causal order what can be taken: verified, placed, judged, and
   * committed in one transaction. What cannot, yet or by this version, stops its own device only.
   */
  receive(run: readonly Bytes[]): Promise<Intake> {
    return this.#queue.run(async () => {
      const intake = await this.#committing(() => this.#takeRun(run));
      // What somebody has read before a removal counts, whoever wrote it.
      const isLate = intake.taken.some(({ accepted }) => !accepted);
      if (isLate || (intake.taken.length > 0 && !this.#counting.isWhole)) await this.#settle();
      return intake;
    });
  }

  /** The ledger or the keys have changed: what counts may have as well. */
  settle(): Promise<void> {
    return this.#queue.run(() => this.#settle());
  }

  /** What is kept here and does not count: it came too late, or its device was forked. */
  get late(): LateChanges[] {
    return this.#counting.late;
  }

  /** The documents of what came late, one name an entry. */
  namesOf({ log, domain, after, upTo }: LateChanges): Promise<DocumentName[]> {
    return this.#chains.metasBetween(log, domain, after, upTo);
  }

  /** Sealed entries in order of arrival, from `from` on, at most `limit`. */
  async read(from: number, limit: number): Promise<{ arrival: number; bytes: Bytes }[]> {
    const entries = await this.#storage.list(['env', this.#space], { from, limit });
    return entries.map(({ key, value }) => ({ arrival: Number(key[2]), bytes: value }));
  }

  /** The first place in the order of arrival of a device's entries with a number; null without any. */
  async arrivalOf(deviceId: Id, seq: number): Promise<number | null> {
    const logs = this.#chains.logsOf(deviceId);
    const places = await Promise.all(logs.map(({ log }) => this.#chains.at(log, seq)));
    const arrivals = places.flatMap((at) => (at ? [at.arrival] : []));
    return arrivals.length > 0 ? Math.min(...arrivals) : null;
  }

  /** Opens an entry that lies here, for content that is being read again. */
  async reopen(arrival: number): Promise<OpenedEnvelope> {
    return this.#opener.reopen(await this.#storage.get(['env', this.#space, arrival]));
  }

  /** Resolves when everything begun so far is committed. */
  idle(): Promise<void> {
    return this.#queue.idle();
  }

  /** A device goes on where it is trusted; it knows itself of branches that it never wrote. */
  #ownLog(deviceId: Id, domain: Domain): Author {
    const logs = this.#chains.logsOf(deviceId);
    const open = logs.find(({ log }) => this.#counting.isOpen(domain, log));
    return open ?? this.#chains.author(deviceId);
  }

  /** Memory follows the disk: a failed transaction takes everything placed in it back. */
  async #committing<Value>(
    work: () => Promise<{ value: Value; changes: StorageChange[]; committed: () => void }>
  ): Promise<Value> {
    try {
      const { value, changes, committed } = await work();
      if (changes.length > 0) await this.#storage.commit(changes, 'strict');
      this.#chains.settled();
      committed();
      return value;
    } catch (failure) {
      this.#codec.abandon();
      await this.#reload().catch(() => undefined);
      throw failure;
    }
  }

  async #reload(): Promise<void> {
    await this.#chains.reload();
    await this.#counting.reload();
  }

  async #takeRun(run: readonly Bytes[]) {
    // Opening depends on nothing but the envelope, so the whole run is opened side by side.
    const opened = await Promise.all(run.map((bytes) => this.#open(bytes)));
    const taken: LogEntry[] = [];
    const changes: StorageChange[] = [];
    const settle: (() => void)[] = [];
    const stuck = new Map<Id, Obstacle>();
    const unentitled: Id[] = [];
    let refused = false;
    for (const [i, envelope] of opened.entries()) {
      const deviceId = authorOf(run[i]);
      if (envelope === 'known' || stuck.has(deviceId)) continue;
      const placed = typeof envelope === 'string' ? envelope : await this.#place(envelope);
      if (placed === 'known') continue;
      refused = placed === 'refused';
      if (refused) break;
      if (typeof placed === 'string') {
        stuck.set(deviceId, placed);
        continue;
      }
      changes.push(...placed.changes);
      taken.push(placed.entry);
      if (!placed.consistent) unentitled.push(deviceId);
      if (!placed.entry.accepted) {
        changes.push(...this.#counting.holdBack(placed.entry));
        continue;
      }
      const content = await this.#codec.take(placed.entry);
      changes.push(...content.changes);
      settle.push(content.committed);
    }
    const committed = () => settle.forEach((done) => done());
    return { value: { taken, stuck, refused, unentitled }, changes, committed };
  }

  async #open(bytes: Bytes): Promise<OpenedEnvelope | Obstacle | 'known'> {
    return (await this.#isKnown(bytes)) ? 'known' : this.#opener.open(bytes);
  }

  /** What lies here already need neither be opened nor wait for anything. */
  async #isKnown(bytes: Bytes): Promise<boolean> {
    const deviceId = authorOf(bytes);
    if (deviceId === '') return false;
    const { seq } = whoseEnvelope(bytes);
    if (seq > this.seqOf(deviceId)) return false;
    const hash16 = (await hashOfEnvelope(bytes)).slice(0, 16);
    return this.has({ deviceId, seq, hash16 });
  }

  #place(envelope: OpenedEnvelope) {
    const [ledger, chains, counting] = [this.#ledger, this.#chains, this.#counting];
    return place(envelope, { ledger, chains, counting });
  }

  /** Brings what documents show in line with what counts now. */
  async #settle(): Promise<void> {
    await this.#committing(async () => {
      const { changes, documents } = await this.#counting.settle();
      if (changes.length === 0 && documents.length === 0) {
        return { value: undefined, changes, committed: () => undefined };
      }
      const entries = this.#counting.accepted(documents, this.#everything(documents));
      const rebuilt = await this.#codec.rebuild(documents, entries);
      const { committed } = rebuilt;
      return { value: undefined, changes: [...changes, ...rebuilt.changes], committed };
    });
  }

  /** Every entry in order of arrival; none where nobody asks for a document. */
  async *#everything(documents: readonly DocumentName[]) {
    for (let from = 0; documents.length > 0 && from < this.length; from += readAtOnce) {
      for (const { arrival, bytes } of await this.read(from, readAtOnce)) {
        yield { ...(await this.#opener.reopen(bytes)), arrival };
      }
    }
  }
}

/** Whose an envelope says it is; empty for bytes that are none. */
const authorOf = (bytes: Bytes | undefined): Id =>
  bytes && bytes.length >= leastEnvelope ? whoseEnvelope(bytes).deviceId : '';
