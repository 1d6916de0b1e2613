import { compareBytes, type Id } from '#lib/core/base/index.ts';
import type { LedgerView } from '#lib/core/membership/index.ts';
import type { Stem } from './author.ts';
import type { Chains } from './chains.ts';
import { domainOf } from './domain.ts';
import type { Limits } from './limits.ts';
import type { Meta } from './meta.ts';
import type { DocumentName } from './ports.ts';
import { placesOf } from './trust.ts';

type Place = DocumentName & { slot: number };

/**
 * Where a forked device wrote in one document by one slot on several branches, the entries of one
 * of them have effect there: two bodies of one Yjs client would make copies differ for good. Of
 * everything else both branches count, so that nobody's work falls that stands on either.
 */
export class Rivals {
  readonly #chains: Chains;
  /** By device, slot and document: the log on whose way entries have effect. */
  readonly #lines: Map<string, { log: Id; name: DocumentName }>;

  private constructor(chains: Chains, lines: Map<string, { log: Id; name: DocumentName }>) {
    this.#chains = chains;
    this.#lines = lines;
  }

  /** `limits`: what counts of each log. */
  static async of(chains: Chains, limits: Limits, view: () => LedgerView): Promise<Rivals> {
    const lines = new Map<string, { log: Id; name: DocumentName }>();
    for (const deviceId of chains.lines.forked) {
      const adopted = await placesOf(deviceId, view().adoptionsOf(deviceId), chains);
      for (const [name, { places, document }] of await placesBehind(chains, limits, deviceId)) {
        let best = places[0];
        for (const place of places.slice(1)) {
          if (!best || (await isPreferred(chains, adopted, place, best))) best = place;
        }
        if (best) lines.set(name, { log: best.log, name: document });
      }
    }
    return new Rivals(chains, lines);
  }

  /** Whether the body of an entry that counts may have effect. */
  hasEffect(deviceId: Id, { log, seq }: Stem, meta: Meta): boolean {
    const line = this.#lines.get(nameOf(deviceId, meta))?.log;
    if (line === undefined) return true;
    return this.#chains.lines.isBehind({ log: line, seq: Infinity }, { log, seq });
  }

  /** How far somebody has read what a device's slot wrote in a document. */
  readUpTo(deviceId: Id, place: Place, frontier: ReadonlyMap<Id, number>): number {
    const line = this.#lines.get(nameOf(deviceId, place))?.log ?? deviceId;
    return this.#chains.lines.readOn(line, frontier);
  }

  /** Documents in which another branch has effect than before. */
  changedFrom(before: Rivals): DocumentName[] {
    const names = [...this.#lines.keys(), ...before.#lines.keys()];
    return names.flatMap((name) => {
      const [now, then] = [this.#lines.get(name), before.#lines.get(name)];
      return now?.log === then?.log ? [] : (now?.name ?? then?.name ?? []);
    });
  }
}

const nameOf = (deviceId: Id, { docKind, docId, slot }: Place): string =>
  `${docKind} ${docId} ${slot} ${deviceId}`;

/** Of a forked device, by slot and document: the last entry that counts of each log that has one. */
async function placesBehind(chains: Chains, limits: Limits, deviceId: Id) {
  const found = new Map<string, { places: Stem[]; document: DocumentName }>();
  const logs = chains.logsOf(deviceId);
  const partings = logs.map(({ stem }) => stem?.seq ?? Infinity);
  for (const { log, stem, domains } of logs) {
    for (const [domain, { headSeq }] of domains) {
      const upTo = Math.min(headSeq, limits.of(domain, log) ?? headSeq);
      for (let seq = (stem?.seq ?? Math.min(...partings)) + 1; seq <= upTo; seq++) {
        const meta = await chains.metaAt(log, seq);
        if (!meta || domainOf(meta.docKind) !== domain) continue;
        const { docKind, docId } = meta;
        const name = nameOf(deviceId, meta);
        const known = found.get(name) ?? { places: [], document: { docKind, docId } };
        found.set(name, known);
        known.places = [...known.places.filter((place) => place.log !== log), { log, seq }];
      }
    }
  }
  return found;
}

/** The branch that was adopted last, or whose first hash of its own is the smaller; or the longer way. */
async function isPreferred(
  chains: Chains,
  adopted: readonly Stem[],
  one: Stem,
  other: Stem
): Promise<boolean> {
  const { lines } = chains;
  if (lines.isBehind(one, other)) return true;
  if (lines.isBehind(other, one)) return false;
  const first = lines.partingOf(one.log, other.log) + 1;
  const ways = [one, other].map(({ log }) => ({ log: lines.holderOf(log, first), seq: first }));
  const [mine, theirs] = ways as [Stem, Stem];
  const chosen = adopted.findLast((place) => ways.some((way) => lines.isBehind(place, way)));
  if (chosen) return lines.isBehind(chosen, mine);
  const [a, b] = [await chains.hashAt(mine.log, first), await chains.hashAt(theirs.log, first)];
  return a !== undefined && b !== undefined && compareBytes(a, b) < 0;
}
