import type { Id } from '#lib/core/base/index.ts';
import type { Ledger } from '#lib/core/membership/index.ts';
import type { StorageAdapter, StorageChange } from '#lib/core/storage/index.ts';
import type { Author } from './author.ts';
import type { Chains } from './chains.ts';
import { type Domain, domainOf } from './domain.ts';
import type { OpenedEnvelope } from './envelope.ts';
import { Limits } from './limits.ts';
import type { Meta, Position } from './meta.ts';
import type { DocumentName, LateChanges, LogEntry } from './ports.ts';
import { Rivals } from './rivals.ts';

/** What of the logs counts, as the documents show it. */
export class Counting {
  readonly #storage: StorageAdapter;
  readonly #space: Id;
  readonly #ledger: Ledger;
  readonly #chains: Chains;
  #limits: Limits;
  #rivals: Rivals;

  private constructor(
    parts: { storage: StorageAdapter; space: Id; ledger: Ledger; chains: Chains },
    limits: Limits,
    rivals: Rivals
  ) {
    this.#storage = parts.storage;
    this.#space = parts.space;
    this.#ledger = parts.ledger;
    this.#chains = parts.chains;
    this.#limits = limits;
    this.#rivals = rivals;
  }

  static async load(parts: {
    storage: StorageAdapter;
    space: Id;
    ledger: Ledger;
    chains: Chains;
  }): Promise<Counting> {
    const { storage, space, ledger, chains } = parts;
    const limits = await Limits.load(storage, space);
    // Most spaces have no fork, and nothing to ask the ledger for.
    return new Counting(parts, limits, await Rivals.of(chains, limits, () => ledger.view));
  }

  /** Whether everything counts that is here. */
  get isWhole(): boolean {
    return this.#limits.isEmpty;
  }

  /** Whether what comes next on a log may count by itself. */
  isOpen(domain: Domain, log: Id): boolean {
    return this.#limits.of(domain, log) === undefined;
  }

  /** What does not count by itself is left out until it is known how far it does. */
  holdBack({ log, seq, meta }: LogEntry): StorageChange[] {
    const domain = domainOf(meta.docKind);
    if (!this.isOpen(domain, log)) return [];
    const held = this.#limits.with(domain, log, seq - 1);
    const changes = this.#limits.changesTo(held, this.#space);
    this.#limits = held;
    return changes;
  }

  async reload(): Promise<void> {
    const { view } = this.#ledger;
    this.#limits = await Limits.load(this.#storage, this.#space);
    this.#rivals = await Rivals.of(this.#chains, this.#limits, () => view);
  }

  /** What counts now: the documents in which that is something else, and what to keep of it. */
  async settle(): Promise<{ changes: StorageChange[]; documents: DocumentName[] }> {
    const { view } = this.#ledger;
    const [limits, rivals] = [this.#limits, this.#rivals];
    this.#limits = await Limits.of(this.#chains, view);
    this.#rivals = await Rivals.of(this.#chains, this.#limits, () => view);
    const changes = limits.changesTo(this.#limits, this.#space);
    const between = changes.length > 0 ? await this.#documentsBetween(limits, this.#limits) : [];
    const named = [...between, ...this.#rivals.changedFrom(rivals)].map(
      (name) => [`${name.docKind} ${name.docId}`, name] as const
    );
    return { changes, documents: [...new Map(named).values()] };
  }

  get late(): LateChanges[] {
    return [...this.#limits].flatMap(({ domain, log, limit }) => {
      const author = this.#chains.known(log);
      const upTo = author?.domains.get(domain)?.headSeq ?? 0;
      const after = Math.max(limit, author?.stem?.seq ?? 0);
      if (!author || upTo <= after) return [];
      const { deviceId } = author;
      const forked = this.#chains.lines.branchesOf(deviceId).length > 0;
      return [{ deviceId, log, forked, domain, after, upTo }];
    });
  }

  /** The entries of a domain that an author is to name: the last ones that count and that it has not. */
  async newDeps(own: Author, domain: Domain): Promise<Position[]> {
    if (domain === 'profile') return [];
    const frontier = own.domains.get(domain)?.frontier;
    const deps: Position[] = [];
    for (const author of this.#chains.authors) {
      const { deviceId, log, stem } = author;
      const head = author.domains.get(domain);
      if (deviceId === own.deviceId || !head) continue;
      const seq = await this.#lastCounting(author, domain);
      if (seq <= Math.max(frontier?.get(log) ?? 0, stem?.seq ?? 0)) continue;
      const hash = seq === head.headSeq ? head.headHash16 : await this.#chains.hashAt(log, seq);
      if (hash) deps.push({ deviceId, seq, hash16: hash.slice(0, 16) });
    }
    return deps;
  }

  /** The entries of some documents that count and may have effect, from all in order of arrival. */
  async *accepted(
    documents: readonly DocumentName[],
    everything: AsyncIterable<OpenedEnvelope & { arrival: number }>
  ): AsyncGenerator<LogEntry> {
    const wanted = new Set(documents.map(({ docKind, docId }) => `${docKind} ${docId}`));
    const read = new Map<string, Map<Id, number>>();
    for await (const opened of everything) {
      const { deviceId, seq, meta, hash } = opened;
      const domain = domainOf(meta.docKind);
      const isForked = this.#chains.lines.branchesOf(deviceId).length > 0;
      const position = { deviceId, seq, hash16: hash.slice(0, 16) };
      const log = isForked ? await this.#chains.logOf(position) : deviceId;
      const author = this.#chains.known(log ?? '');
      if (log === undefined || !author || seq > (author.domains.get(domain)?.headSeq ?? 0))
        continue;
      const name = `${domain} ${log}`;
      const frontier = read.get(name) ?? (await this.#readAtStem(author, domain));
      read.set(name, frontier);
      await this.#chains.addRead(frontier, meta.deps);
      if (seq > (this.#limits.of(domain, log) ?? Infinity)) continue;
      if (!wanted.has(`${meta.docKind} ${meta.docId}`)) continue;
      if (!this.#rivals.hasEffect(deviceId, { log, seq }, meta)) continue;
      yield { ...this.entryOf(opened, log, opened.arrival, frontier), accepted: true };
    }
  }

  /** `read`: what the author had read of the domain, this entry included. */
  entryOf(
    { deviceId, seq, hash, bytes, meta, body }: OpenedEnvelope,
    log: Id,
    arrival: number,
    read: ReadonlyMap<Id, number>
  ): Omit<LogEntry, 'accepted'> {
    const frontier = new Map(read);
    for (const [id, upTo] of this.#chains.lines.past(log, seq - 1)) frontier.set(id, upTo);
    const readUpTo = (device: Id, slot: number) =>
      this.#rivals.readUpTo(device, { ...meta, slot }, frontier);
    return { deviceId, log, seq, arrival, hash, bytes, meta, body, readUpTo };
  }

  async #readAtStem({ stem }: Author, domain: Domain): Promise<Map<Id, number>> {
    return new Map(stem && (await this.#chains.frontierAt(stem.log, stem.seq, domain)));
  }

  /** The last entry of a domain that counts; limits may fall between two of them. */
  async #lastCounting({ log, domains: own }: Author, domain: Domain): Promise<number> {
    const headSeq = own.get(domain)?.headSeq ?? 0;
    const limit = this.#limits.of(domain, log);
    if (limit === undefined || limit >= headSeq) return headSeq;
    for (let seq = limit; seq > 0; seq--) {
      const meta = await this.#chains.metaAt(log, seq);
      if (meta && domainOf(meta.docKind) === domain) return seq;
    }
    return 0;
  }

  /** The documents with entries that count by one set of limits and not by the other. */
  async #documentsBetween(before: Limits, after: Limits): Promise<Meta[]> {
    const found: Meta[] = [];
    for (const { log, domains: own } of this.#chains.authors) {
      for (const [domain, { headSeq }] of own) {
        const ends = [before, after].map((limits) =>
          Math.min(headSeq, limits.of(domain, log) ?? headSeq)
        );
        const [from, to] = [Math.min(...ends), Math.max(...ends)];
        found.push(...(await this.#chains.metasBetween(log, domain, from, to)));
      }
    }
    return found;
  }
}
