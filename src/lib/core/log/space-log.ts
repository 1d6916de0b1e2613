import {
  type Bytes,
  equalBytes,
  type Id,
  idFromBytes,
  Queue,
  type Random
} from '#lib/core/base/index.ts';
import type { DeviceKeys } from '#lib/core/identity/index.ts';
import type { EpochKey, Ledger } from '#lib/core/membership/index.ts';
import type { StorageAdapter, StorageChange } from '#lib/core/storage/index.ts';
import { hasPower, isConsistent } from './acceptance.ts';
import { type Author, domainOfAuthor } from './author.ts';
import { Chains } from './chains.ts';
import { type Domain, domainOf } from './domain.ts';
import { type OpenedEnvelope, sealEnvelope, whoseEnvelope } from './envelope.ts';
import { Limits } from './limits.ts';
import type { Meta, Position } from './meta.ts';
import { type KeyOf, Opener } from './opener.ts';
import type {
  ContentCodec,
  DocumentName,
  Intake,
  LateChanges,
  LogEntry,
  Obstacle
} from './ports.ts';

type Failure = Exclude<Obstacle, 'nothing'>;

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
  readonly #queue = new Queue();
  /** As the documents show them. */
  #limits: Limits;

  private constructor(
    parts: { storage: StorageAdapter; ledger: Ledger; codec: ContentCodec; random: Random },
    opener: Opener,
    limits: Limits
  ) {
    this.#storage = parts.storage;
    this.#ledger = parts.ledger;
    this.#codec = parts.codec;
    this.#random = parts.random;
    this.#opener = opener;
    this.#limits = limits;
    this.#space = idFromBytes(parts.ledger.spaceId);
    this.#chains = new Chains(parts.storage, this.#space, (arrival) => this.reopen(arrival));
  }

  /** `keyOf` gives the content key of an epoch where it is known. */
  static async load(
    storage: StorageAdapter,
    ledger: Ledger,
    codec: ContentCodec,
    random: Random,
    keyOf: KeyOf
  ): Promise<SpaceLog> {
    const limits = await Limits.load(storage, idFromBytes(ledger.spaceId));
    const parts = { storage, ledger, codec, random };
    const log = new SpaceLog(parts, new Opener(ledger, keyOf), limits);
    await log.#chains.reload();
    return log;
  }

  /** Of every device: its last entry here. */
  get heads(): Position[] {
    return this.#chains.authors
      .filter(({ seq }) => seq > 0)
      .map(({ deviceId, seq, hash }) => ({ deviceId, seq, hash16: hash.slice(0, 16) }));
  }

  /** How many entries lie here. */
  get length(): number {
    return this.#chains.length;
  }

  seqOf(deviceId: Id): number {
    return this.#chains.known(deviceId)?.seq ?? 0;
  }

  /** The last entry of a device here with its whole hash, as a removal names it. */
  headOf(deviceId: Id): { seq: number; hash: Bytes } | null {
    const author = this.#chains.known(deviceId);
    return author && author.seq > 0 ? { seq: author.seq, hash: author.hash } : null;
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
        const author = this.#chains.author(idFromBytes(keys.deviceId));
        const { body, ...place } = draft;
        const meta = {
          ...place,
          ledgerHeads: this.#ledger.headsToName(author.ledgerHeads),
          deps: await this.#newDeps(author, domainOf(draft.docKind))
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
   * Takes a run of envelopes in causal order, as far as it can: verified, placed, judged, and
   * committed in one transaction.
   */
  receive(run: readonly Bytes[]): Promise<Intake> {
    return this.#queue.run(async () => {
      const intake = await this.#committing(() => this.#takeRun(run));
      // What somebody has read before a removal counts, whoever wrote it.
      const isLate = intake.taken.some(({ accepted }) => !accepted);
      if (isLate || (intake.taken.length > 0 && !this.#limits.isEmpty)) await this.#settle();
      return intake;
    });
  }

  /** The ledger or the keys have changed: what counts may have as well. */
  settle(): Promise<void> {
    return this.#queue.run(() => this.#settle());
  }

  /** What is kept here and does not count, because it came too late. */
  get late(): LateChanges[] {
    return [...this.#limits].flatMap(({ domain, deviceId, limit }) => {
      const upTo = this.#chains.known(deviceId)?.domains.get(domain)?.headSeq ?? 0;
      return upTo > limit ? [{ deviceId, domain, after: limit, upTo }] : [];
    });
  }

  /** The documents of what came late, one name an entry. */
  namesOf({ deviceId, domain, after, upTo }: LateChanges): Promise<DocumentName[]> {
    return this.#chains.namesBetween(deviceId, domain, after, upTo);
  }

  /** Sealed entries in order of arrival, from `from` on, at most `limit`. */
  async read(from: number, limit: number): Promise<{ arrival: number; bytes: Bytes }[]> {
    const entries = await this.#storage.list(['env', this.#space], { from, limit });
    return entries.map(({ key, value }) => ({ arrival: Number(key[2]), bytes: value }));
  }

  /** The place of an entry in the order of arrival; null when it is not here. */
  async arrivalOf(deviceId: Id, seq: number): Promise<number | null> {
    return (await this.#chains.at(deviceId, seq))?.arrival ?? null;
  }

  /** Opens an entry that lies here, for content that is being read again. */
  async reopen(arrival: number): Promise<OpenedEnvelope> {
    return this.#opener.reopen(await this.#storage.get(['env', this.#space, arrival]));
  }

  /** Resolves when everything begun so far is committed. */
  idle(): Promise<void> {
    return this.#queue.idle();
  }

  async #reload(): Promise<void> {
    await this.#chains.reload();
    this.#limits = await Limits.load(this.#storage, this.#space);
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

  async #takeRun(run: readonly Bytes[]) {
    // Opening depends on nothing but the envelope, so the whole run is opened side by side.
    const opened = await Promise.all(run.map((bytes) => this.#open(bytes)));
    const taken: LogEntry[] = [];
    const changes: StorageChange[] = [];
    const settle: (() => void)[] = [];
    let obstacle: Obstacle = 'nothing';
    for (const envelope of opened) {
      if (envelope === 'known') continue;
      const placed = typeof envelope === 'string' ? envelope : await this.#place(envelope);
      if (placed === 'known') continue;
      if (typeof placed === 'string') {
        obstacle = placed;
        break;
      }
      changes.push(...placed.changes);
      taken.push(placed.entry);
      if (!placed.entry.accepted) {
        changes.push(...this.#holdBack(placed.entry));
        continue;
      }
      const content = await this.#codec.take(placed.entry);
      changes.push(...content.changes);
      settle.push(content.committed);
    }
    const committed = () => settle.forEach((done) => done());
    return { value: { taken, obstacle }, changes, committed };
  }

  /** What comes from somebody without power is left out until it is known how far they count. */
  #holdBack({ deviceId, seq, meta }: LogEntry): StorageChange[] {
    const domain = domainOf(meta.docKind);
    if (this.#limits.of(domain, deviceId) !== undefined) return [];
    const held = this.#limits.with(domain, deviceId, seq - 1);
    const changes = this.#limits.changesTo(held, this.#space);
    this.#limits = held;
    return changes;
  }

  async #open(bytes: Bytes): Promise<OpenedEnvelope | Failure | 'known'> {
    const opened = await this.#opener.open(bytes);
    if (opened !== 'waiting') return opened;
    // What lies here already need not wait for anything.
    const { deviceId, seq } = whoseEnvelope(bytes);
    return seq <= this.seqOf(deviceId) ? 'known' : opened;
  }

  /** Links an opened envelope to its log and judges it. Changes memory; `#committing` guards that. */
  async #place(
    envelope: OpenedEnvelope
  ): Promise<{ entry: LogEntry; changes: StorageChange[] } | Failure | 'known'> {
    const { deviceId, seq, meta } = envelope;
    const author = this.#chains.author(deviceId);
    if (seq <= author.seq) return 'known';
    if (seq > author.seq + 1) return 'waiting';
    if (!equalBytes(envelope.prev, author.hash)) return 'refused';
    const view = this.#ledger.viewAt(meta.ledgerHeads);
    if (!view) return 'waiting';
    if (!this.#ledger.isMonotone(author.ledgerHeads, meta.ledgerHeads)) return 'refused';
    const standing = await this.#standing(meta);
    if (standing === 'waiting' || standing === 'refused') return standing;

    const domain = domainOf(meta.docKind);
    const own = domainOfAuthor(author, domain);
    const consistent = await isConsistent(
      {
        deviceId,
        meta,
        view,
        stopped: own.stopped,
        standsOnConsistent: standing === 'consistent'
      },
      this.#chains
    );
    const { at, changes } = this.#chains.place(envelope, consistent);
    const accepted = consistent && hasPower(this.#ledger.view, deviceId, domain);
    const entry = { ...this.#entryOf(envelope, at.arrival, own.frontier), accepted };
    return { entry, changes };
  }

  #entryOf(
    { deviceId, seq, hash, bytes, meta, body }: OpenedEnvelope,
    arrival: number,
    read: ReadonlyMap<Id, number>
  ): Omit<LogEntry, 'accepted'> {
    const frontier = new Map(read).set(deviceId, seq - 1);
    const readUpTo = (device: Id) => frontier.get(device) ?? 0;
    return { deviceId, seq, arrival, hash, bytes, meta, body, readUpTo };
  }

  /** Whether the entries a META names are here, are the ones meant, and are what honest authors write. */
  async #standing(meta: Meta): Promise<'consistent' | 'inconsistent' | 'waiting' | 'refused'> {
    let standing: 'consistent' | 'inconsistent' = 'consistent';
    for (const dep of meta.deps) {
      const at = await this.#chains.at(dep.deviceId, dep.seq);
      if (!at) return 'waiting';
      if (!equalBytes(at.hash.subarray(0, 16), dep.hash16)) return 'refused';
      const named = await this.#chains.metaAt(dep.deviceId, dep.seq);
      const sameDomain = named && domainOf(named.docKind) === domainOf(meta.docKind);
      if (!at.consistent || !sameDomain) standing = 'inconsistent';
    }
    return standing;
  }

  /** The accepted heads of the domain that this device has not named before. */
  async #newDeps(own: Author, domain: Domain): Promise<Position[]> {
    if (domain === 'profile') return [];
    const { frontier } = domainOfAuthor(own, domain);
    const deps: Position[] = [];
    for (const author of this.#chains.authors) {
      const { deviceId } = author;
      const head = author.domains.get(domain);
      if (author === own || !head) continue;
      const seq = await this.#lastCounting(author, domain);
      if (seq <= (frontier.get(deviceId) ?? 0)) continue;
      const hash =
        seq === head.headSeq ? head.headHash16 : await this.#chains.hashAt(deviceId, seq);
      if (hash) deps.push({ deviceId, seq, hash16: hash.slice(0, 16) });
    }
    return deps;
  }

  /** The last entry of a domain within a device's limit; limits may fall between two of them. */
  async #lastCounting({ deviceId, domains: own }: Author, domain: Domain): Promise<number> {
    const headSeq = own.get(domain)?.headSeq ?? 0;
    const limit = this.#limits.of(domain, deviceId);
    if (limit === undefined || limit >= headSeq) return headSeq;
    for (let seq = limit; seq > 0; seq--) {
      const meta = await this.#chains.metaAt(deviceId, seq);
      if (meta && domainOf(meta.docKind) === domain) return seq;
    }
    return 0;
  }

  /** Brings what documents show in line with what counts now. */
  async #settle(): Promise<void> {
    const before = this.#limits;
    const after = await Limits.of(this.#chains, this.#ledger.view);
    const changes = before.changesTo(after, this.#space);
    if (changes.length === 0) return;
    const documents = await this.#chains.documentsBetween(before, after);
    this.#limits = after;
    await this.#committing(async () => {
      const rebuilt = await this.#codec.rebuild(documents, this.#accepted(documents));
      const { committed } = rebuilt;
      return { value: undefined, changes: [...changes, ...rebuilt.changes], committed };
    });
  }

  /** Everything of some documents that counts now, in order of arrival. */
  async *#accepted(documents: readonly DocumentName[]): AsyncGenerator<LogEntry> {
    if (documents.length === 0) return;
    const wanted = new Set(documents.map(({ docKind, docId }) => `${docKind} ${docId}`));
    const read = new Map<string, Map<Id, number>>();
    for (let from = 0; from < this.length; from += readAtOnce) {
      for (const { arrival, bytes } of await this.read(from, readAtOnce)) {
        const opened = await this.#opener.reopen(bytes);
        const { deviceId, seq, meta } = opened;
        const domain = domainOf(meta.docKind);
        const own = this.#chains.known(deviceId)?.domains.get(domain);
        if (!own || seq > own.headSeq) continue;
        const name = `${domain} ${deviceId}`;
        const frontier = read.get(name) ?? new Map<Id, number>();
        read.set(name, frontier);
        for (const dep of meta.deps) frontier.set(dep.deviceId, dep.seq);
        if (seq > (this.#limits.of(domain, deviceId) ?? Infinity)) continue;
        if (!wanted.has(`${meta.docKind} ${meta.docId}`)) continue;
        yield { ...this.#entryOf(opened, arrival, frontier), accepted: true };
      }
    }
  }
}
