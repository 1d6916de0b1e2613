import { type Bytes, decodePlain, encodePlain, type Id, shape } from '#lib/core/base/index.ts';
import type { StorageAdapter, StorageChange } from '#lib/core/storage/index.ts';
import type { KnownLogs } from './acceptance.ts';
import { type Author, decodeAuthor, domainOfAuthor, encodeAuthor, newAuthor } from './author.ts';
import { type Domain, domainOf } from './domain.ts';
import type { OpenedEnvelope } from './envelope.ts';
import type { Limits } from './limits.ts';
import type { Meta } from './meta.ts';
import type { DocumentName } from './ports.ts';

/** Where an entry lies, and what was found of it. */
export interface PlaceInLog {
  arrival: number;
  hash: Bytes;
  consistent: boolean;
}

const atShape = shape.tuple(shape.uint(), shape.bytes(32), shape.flag);

/** Every device's log as it is known here: how far it goes, and where its entries lie. */
export class Chains implements KnownLogs {
  readonly #storage: StorageAdapter;
  readonly #space: Id;
  readonly #reopen: (arrival: number) => Promise<OpenedEnvelope>;
  /** Entries placed but not yet committed: later ones of the same run may stand on them. */
  readonly #fresh = new Map<string, PlaceInLog & { meta: Meta }>();
  #authors = new Map<Id, Author>();
  #length = 0;

  constructor(
    storage: StorageAdapter,
    space: Id,
    reopen: (arrival: number) => Promise<OpenedEnvelope>
  ) {
    this.#storage = storage;
    this.#space = space;
    this.#reopen = reopen;
  }

  get length(): number {
    return this.#length;
  }

  get authors(): Author[] {
    return [...this.#authors.values()];
  }

  /** As it lies on the disk. */
  async reload(): Promise<void> {
    this.#fresh.clear();
    const authors = await this.#storage.list(['author', this.#space]);
    this.#authors = new Map(
      authors.map(({ key, value }) => {
        const deviceId = String(key[2]);
        return [deviceId, decodeAuthor(deviceId, value)];
      })
    );
    this.#length = [...this.#authors.values()].reduce((sum, { seq }) => sum + seq, 0);
  }

  /** What was placed has been committed. */
  settled(): void {
    this.#fresh.clear();
  }

  known(deviceId: Id): Author | undefined {
    return this.#authors.get(deviceId);
  }

  author(deviceId: Id): Author {
    const known = this.#authors.get(deviceId);
    if (known) return known;
    const author = newAuthor(deviceId);
    this.#authors.set(deviceId, author);
    return author;
  }

  /** Links an entry to the end of its author's log. */
  place(
    envelope: OpenedEnvelope,
    consistent: boolean
  ): { at: PlaceInLog; changes: StorageChange[] } {
    const { deviceId, seq, meta, hash } = envelope;
    const author = this.author(deviceId);
    const own = domainOfAuthor(author, domainOf(meta.docKind));
    const at = { arrival: this.#length++, hash, consistent };
    author.seq = seq;
    author.hash = hash;
    author.ledgerHeads = meta.ledgerHeads;
    if (consistent) {
      own.headSeq = seq;
      own.headHash16 = hash.slice(0, 16);
      for (const dep of meta.deps) own.frontier.set(dep.deviceId, dep.seq);
    } else own.stopped = true;
    this.#fresh.set(`${deviceId} ${seq}`, { ...at, meta });
    const place = encodePlain([at.arrival, hash, consistent]);
    const changes: StorageChange[] = [
      { type: 'put', key: ['env', this.#space, at.arrival], value: envelope.bytes },
      { type: 'put', key: ['at', this.#space, deviceId, seq], value: place },
      { type: 'put', key: ['author', this.#space, deviceId], value: encodeAuthor(author) }
    ];
    return { at, changes };
  }

  async at(deviceId: Id, seq: number): Promise<PlaceInLog | undefined> {
    const fresh = this.#fresh.get(`${deviceId} ${seq}`);
    if (fresh) return fresh;
    const bytes = await this.#storage.get(['at', this.#space, deviceId, seq]);
    const decoded = bytes && decodePlain(bytes);
    const parts = decoded?.ok ? atShape(decoded.value) : undefined;
    return parts && { arrival: parts[0], hash: parts[1], consistent: parts[2] };
  }

  async hashAt(deviceId: Id, seq: number): Promise<Bytes | undefined> {
    return (await this.at(deviceId, seq))?.hash;
  }

  /** Read back from the entries themselves where somebody stopped short of the end; that is rare. */
  async frontierAt(deviceId: Id, seq: number, domain: Domain): Promise<ReadonlyMap<Id, number>> {
    const head = this.#authors.get(deviceId)?.domains.get(domain);
    if (!head || seq >= head.headSeq) return head?.frontier ?? new Map();
    const frontier = new Map<Id, number>();
    for (let at = 1; at <= seq; at++) {
      const meta = await this.metaAt(deviceId, at);
      if (!meta || domainOf(meta.docKind) !== domain) continue;
      for (const dep of meta.deps) frontier.set(dep.deviceId, dep.seq);
    }
    return frontier;
  }

  async metaAt(deviceId: Id, seq: number): Promise<Meta | undefined> {
    const fresh = this.#fresh.get(`${deviceId} ${seq}`);
    if (fresh) return fresh.meta;
    const place = await this.at(deviceId, seq);
    return place && (await this.#reopen(place.arrival)).meta;
  }

  /** The documents of a device's entries in a domain, one name an entry. */
  async namesBetween(
    deviceId: Id,
    domain: Domain,
    after: number,
    upTo: number
  ): Promise<DocumentName[]> {
    const found: DocumentName[] = [];
    for (let seq = after + 1; seq <= upTo; seq++) {
      const meta = await this.metaAt(deviceId, seq);
      if (!meta || domainOf(meta.docKind) !== domain) continue;
      found.push({ docKind: meta.docKind, docId: meta.docId });
    }
    return found;
  }

  /** The documents with entries that count by one set of limits and not by the other. */
  async documentsBetween(before: Limits, after: Limits): Promise<DocumentName[]> {
    const found = new Map<string, DocumentName>();
    for (const { deviceId, domains: own } of this.#authors.values()) {
      for (const [domain, { headSeq }] of own) {
        const ends = [before, after].map((limits) =>
          Math.min(headSeq, limits.of(domain, deviceId) ?? headSeq)
        );
        const [from, to] = [Math.min(...ends), Math.max(...ends)];
        for (const name of await this.namesBetween(deviceId, domain, from, to)) {
          found.set(`${name.docKind} ${name.docId}`, name);
        }
      }
    }
    return [...found.values()];
  }
}
