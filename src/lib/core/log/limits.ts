import { decodePlain, encodePlain, type Id, shape } from '#lib/core/base/index.ts';
import type { LedgerView } from '#lib/core/membership/index.ts';
import type { StorageAdapter, StorageChange } from '#lib/core/storage/index.ts';
import { limitsIn } from './acceptance.ts';
import type { Chains } from './chains.ts';
import { type Domain, domains } from './domain.ts';

const limitShape = shape.uint();

/** How far logs count that do not count to their end: of those without power, and of branches. */
export class Limits {
  readonly #byDomain: ReadonlyMap<Domain, ReadonlyMap<Id, number>>;

  private constructor(byDomain: ReadonlyMap<Domain, ReadonlyMap<Id, number>>) {
    this.#byDomain = byDomain;
  }

  /** As the documents on the disk show them. */
  static async load(storage: StorageAdapter, space: Id): Promise<Limits> {
    const found = new Map<Domain, Map<Id, number>>(domains.map((domain) => [domain, new Map()]));
    for (const { key, value } of await storage.list(['limit', space])) {
      const decoded = decodePlain(value);
      const limit = decoded.ok ? limitShape(decoded.value) : undefined;
      const domain = domains.find((one) => one === key[2]);
      if (limit !== undefined && domain) found.get(domain)?.set(String(key[3]), limit);
    }
    return new Limits(found);
  }

  /** As the ledger has them now. */
  static async of(chains: Chains, view: LedgerView): Promise<Limits> {
    const found = new Map<Domain, ReadonlyMap<Id, number>>();
    for (const domain of domains) {
      found.set(domain, await limitsIn(domain, chains.authors, view, chains));
    }
    return new Limits(found);
  }

  /** The same with one more. */
  with(domain: Domain, log: Id, limit: number): Limits {
    const changed = new Map(this.#byDomain.get(domain)).set(log, limit);
    return new Limits(new Map(this.#byDomain).set(domain, changed));
  }

  get isEmpty(): boolean {
    return [...this.#byDomain.values()].every(({ size }) => size === 0);
  }

  /** Undefined for a log that counts to its end. */
  of(domain: Domain, log: Id): number | undefined {
    return this.#byDomain.get(domain)?.get(log);
  }

  *[Symbol.iterator](): Iterator<{ domain: Domain; log: Id; limit: number }> {
    for (const [domain, limits] of this.#byDomain) {
      for (const [log, limit] of limits) yield { domain, log, limit };
    }
  }

  /** What the disk must learn to know `next` instead of this. */
  changesTo(next: Limits, space: Id): StorageChange[] {
    const changes: StorageChange[] = [];
    for (const { domain, log, limit } of next) {
      if (this.of(domain, log) === limit) continue;
      changes.push({
        type: 'put',
        key: ['limit', space, domain, log],
        value: encodePlain(limit)
      });
    }
    for (const { domain, log } of this) {
      if (next.of(domain, log) !== undefined) continue;
      changes.push({ type: 'remove', key: ['limit', space, domain, log] });
    }
    return changes;
  }
}
