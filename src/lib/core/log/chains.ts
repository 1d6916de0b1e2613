import {
  type Bytes,
  decodePlain,
  encodePlain,
  equalBytes,
  type Id,
  idFromBytes,
  shape
} from '#lib/core/base/index.ts';
import type { StorageAdapter, StorageChange } from '#lib/core/storage/index.ts';
import type { KnownLogs } from './acceptance.ts';
import { type Author, decodeAuthor, domainOfAuthor, encodeAuthor, newAuthor } from './author.ts';
import { type Domain, domainOf } from './domain.ts';
import type { OpenedEnvelope } from './envelope.ts';
import { Lines } from './lines.ts';
import type { Meta, Position } from './meta.ts';
import type { Obstacle } from './ports.ts';

/** Where an entry lies, and what was found of it. */
export interface PlaceInLog {
  arrival: number;
  hash: Bytes;
  consistent: boolean;
}

const atShape = shape.tuple(shape.uint(), shape.bytes(32), shape.flag);

/** Every log as it is known here: how far it goes, and where its entries lie. */
export class Chains implements KnownLogs {
  readonly #storage: StorageAdapter;
  readonly #space: Id;
  readonly #reopen: (arrival: number) => Promise<OpenedEnvelope>;
  /** Entries placed but not yet committed: later ones of the same run may stand on them. */
  readonly #fresh = new Map<string, PlaceInLog & { meta: Meta }>();
  #authors = new Map<Id, Author>();
  #lines = new Lines([]);
  #length = 0;
  #committed = 0;

  constructor(
    storage: StorageAdapter,
    space: Id,
    reopen: (arrival: number) => Promise<OpenedEnvelope>
  ) {
    this.#storage = storage;
    this.#space = space;
    this.#reopen = reopen;
  }

  /** How many entries are on the disk: what is being placed counts once it is kept. */
  get length(): number {
    return this.#committed;
  }

  get authors(): Author[] {
    return [...this.#authors.values()];
  }

  get lines(): Lines {
    return this.#lines;
  }

  /** As it lies on the disk. */
  async reload(): Promise<void> {
    this.#fresh.clear();
    const authors = await this.#storage.list(['author', this.#space]);
    this.#authors = new Map(
      authors.map(({ key, value }) => {
        const log = String(key[2]);
        return [log, decodeAuthor(log, value)];
      })
    );
    this.#lines = new Lines(this.#authors.values());
    this.#length = [...this.#authors.values()].reduce(
      (sum, { seq, stem }) => sum + seq - (stem?.seq ?? 0),
      0
    );
    this.#committed = this.#length;
  }

  /** What was placed has been committed. */
  settled(): void {
    this.#fresh.clear();
    this.#committed = this.#length;
  }

  known(log: Id): Author | undefined {
    return this.#authors.get(log);
  }

  author(log: Id): Author {
    const known = this.#authors.get(log);
    if (known) return known;
    const author = newAuthor(log);
    this.#authors.set(log, author);
    return author;
  }

  /** All logs of a device; more than one only if it was forked. */
  logsOf(deviceId: Id): Author[] {
    const known = this.#authors.get(deviceId);
    return [...(known ? [known] : []), ...this.#lines.branchesOf(deviceId)];
  }

  /** The log in which an entry lies, by its device, number and hash. */
  async logOf({ deviceId, seq, hash16 }: Position): Promise<Id | undefined> {
    for (const { log, stem, seq: last } of this.logsOf(deviceId)) {
      if (seq <= (stem?.seq ?? 0) || seq > last) continue;
      const hash = await this.hashAt(log, seq);
      if (hash && equalBytes(hash.subarray(0, 16), hash16)) return log;
    }
    return undefined;
  }

  /**
   * The log that an entry goes on: its author's, or a branch that begins with it; `known` when it
   * lies here.
   */
  async logFor(envelope: OpenedEnvelope): Promise<Author | 'known' | Obstacle> {
    const { deviceId, seq, prev, hash } = envelope;
    const trunk = this.author(deviceId);
    if (seq === trunk.seq + 1 && equalBytes(prev, trunk.hash)) return trunk;
    const hash16 = hash.slice(0, 16);
    if (await this.logOf({ deviceId, seq, hash16 })) return 'known';
    const furthest = Math.max(...this.logsOf(deviceId).map((one) => one.seq));
    if (seq > furthest + 1) return 'waiting';
    if (seq === 1 && prev.some((byte) => byte !== 0)) return 'refused';
    const before = { deviceId, seq: seq - 1, hash16: prev.slice(0, 16) };
    const stem = seq === 1 ? deviceId : await this.logOf(before);
    const found = stem === undefined ? undefined : this.#authors.get(stem);
    if (!found) return 'branched';
    return found.seq === seq - 1 ? found : this.#branch(found, envelope);
  }

  /** Links an entry to the end of a log. */
  async place(
    envelope: OpenedEnvelope,
    author: Author,
    consistent: boolean
  ): Promise<{ at: PlaceInLog; changes: StorageChange[] }> {
    const { seq, meta, hash } = envelope;
    if (!this.#authors.has(author.log)) {
      this.#authors.set(author.log, author);
      this.#lines = new Lines(this.#authors.values());
    }
    const own = domainOfAuthor(author, domainOf(meta.docKind));
    const at = { arrival: this.#length++, hash, consistent };
    author.seq = seq;
    author.hash = hash;
    author.ledgerHeads = meta.ledgerHeads;
    if (consistent) {
      own.headSeq = seq;
      own.headHash16 = hash.slice(0, 16);
      await this.addRead(own.frontier, meta.deps);
    } else own.stopped = true;
    this.#fresh.set(`${author.log} ${seq}`, { ...at, meta });
    const place = encodePlain([at.arrival, hash, consistent]);
    const changes: StorageChange[] = [
      { type: 'put', key: ['env', this.#space, at.arrival], value: envelope.bytes },
      { type: 'put', key: ['at', this.#space, author.log, seq], value: place },
      { type: 'put', key: ['author', this.#space, author.log], value: encodeAuthor(author) }
    ];
    return { at, changes };
  }

  /** What somebody has read who names these. */
  async addRead(frontier: Map<Id, number>, deps: readonly Position[]): Promise<void> {
    for (const dep of deps) {
      const { deviceId } = dep;
      const isForked = this.#lines.branchesOf(deviceId).length > 0;
      const log = isForked ? await this.logOf(dep) : deviceId;
      if (!log) continue;
      for (const [id, seq] of this.#lines.past(log, dep.seq)) {
        frontier.set(id, Math.max(seq, frontier.get(id) ?? 0));
      }
    }
  }

  async at(log: Id, seq: number): Promise<PlaceInLog | undefined> {
    const holder = this.#lines.holderOf(log, seq);
    const fresh = this.#fresh.get(`${holder} ${seq}`);
    if (fresh) return fresh;
    const bytes = await this.#storage.get(['at', this.#space, holder, seq]);
    const decoded = bytes && decodePlain(bytes);
    const parts = decoded?.ok ? atShape(decoded.value) : undefined;
    return parts && { arrival: parts[0], hash: parts[1], consistent: parts[2] };
  }

  async hashAt(log: Id, seq: number): Promise<Bytes | undefined> {
    return (await this.at(log, seq))?.hash;
  }

  /** Read back from the entries themselves where somebody stopped short of the end; that is rare. */
  async frontierAt(log: Id, seq: number, domain: Domain): Promise<ReadonlyMap<Id, number>> {
    const head = this.#authors.get(log)?.domains.get(domain);
    if (!head || seq >= head.headSeq) return head?.frontier ?? new Map();
    const frontier = new Map<Id, number>();
    for (let at = 1; at <= seq; at++) {
      const meta = await this.metaAt(log, at);
      if (meta && domainOf(meta.docKind) === domain) await this.addRead(frontier, meta.deps);
    }
    return frontier;
  }

  async metaAt(log: Id, seq: number): Promise<Meta | undefined> {
    const fresh = this.#fresh.get(`${this.#lines.holderOf(log, seq)} ${seq}`);
    if (fresh) return fresh.meta;
    const place = await this.at(log, seq);
    return place && (await this.#reopen(place.arrival)).meta;
  }

  /** What a log's entries in a domain say of themselves. */
  async metasBetween(log: Id, domain: Domain, after: number, upTo: number): Promise<Meta[]> {
    const found: Meta[] = [];
    for (let seq = after + 1; seq <= upTo; seq++) {
      const meta = await this.metaAt(log, seq);
      if (meta && domainOf(meta.docKind) === domain) found.push(meta);
    }
    return found;
  }

  /** A branch as it stands where it leaves another log; the first entry gives it its name. */
  async #branch(stem: Author, { deviceId, seq, hash }: OpenedEnvelope): Promise<Author> {
    const author: Author = {
      ...newAuthor(deviceId),
      log: idFromBytes(hash.slice(0, 16)),
      stem: { log: stem.log, seq: seq - 1 },
      seq: seq - 1,
      hash: (await this.hashAt(stem.log, seq - 1)) ?? new Uint8Array(32)
    };
    for (let at = 1; at < seq; at++) {
      const [place, meta] = [await this.at(stem.log, at), await this.metaAt(stem.log, at)];
      if (!place || !meta) throw new Error('a log has a gap');
      author.ledgerHeads = meta.ledgerHeads;
      const own = domainOfAuthor(author, domainOf(meta.docKind));
      if (place.consistent) {
        own.headSeq = at;
        own.headHash16 = place.hash.slice(0, 16);
        await this.addRead(own.frontier, meta.deps);
      } else own.stopped = true;
    }
    return author;
  }
}
