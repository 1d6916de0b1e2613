/*
 * A second reading of docs/protocol.md, "Acceptance": the definition as it stands, over sets, with
 * no thought for what it costs. It asks the ledger who had which power, and nothing else of src.
 */

export interface Sheet {
  id: string;
  device: string;
  seq: number;
  domain: string;
  /** Where its text goes: document and slot. */
  place: string;
  /** The ledger as the author saw it. */
  view: readonly string[];
  /** Ids of everything the author had accepted of this domain, itself left out. */
  past: ReadonlySet<string>;
  /** Ids of everything before it in its own log, oldest first, itself at the end. */
  chain: readonly string[];
}

/** What the ledger comes to for whoever knows so much of it. */
export interface Powers {
  hasPower(view: readonly string[], device: string, domain: string): boolean;
  /** Ids that removals, demotions and adoptions of a view let a device count up to. */
  cuts(view: readonly string[], device: string): readonly string[];
  /** Of these, in order, what was adopted. */
  adoptions(view: readonly string[], device: string): readonly string[];
}

/** Ids of the sheets that count for somebody who knows `view` and all these sheets. */
export function referenceAccepted(
  sheets: readonly Sheet[],
  view: readonly string[],
  powers: Powers
): Set<string> {
  const byId = new Map(sheets.map((sheet) => [sheet.id, sheet]));
  const known = new Map<string, boolean>();

  const isCut = ({ device, id }: Sheet, seen: readonly string[]): boolean =>
    powers.cuts(seen, device).some((cut) => byId.get(cut)?.chain.includes(id));

  const isWithinLimit = (sheet: Sheet, seen: readonly string[]): boolean =>
    powers.hasPower(seen, sheet.device, sheet.domain) || isCut(sheet, seen);

  function accepted(some: Iterable<Sheet>, isIn: (sheet: Sheet) => boolean): Set<string> {
    const found = new Set<string>();
    for (const sheet of some) {
      if (!isIn(sheet) || !isConsistent(sheet)) continue;
      found.add(sheet.id);
      for (const id of sheet.past) found.add(id);
    }
    return found;
  }

  function isConsistent(sheet: Sheet): boolean {
    const told = known.get(sheet.id);
    if (told !== undefined) return told;
    known.set(sheet.id, false);
    const past = [...sheet.past].flatMap((id) => byId.get(id) ?? []);
    const covered = accepted(past, (earlier) => isWithinLimit(earlier, sheet.view));
    const fine =
      powers.hasPower(sheet.view, sheet.device, sheet.domain) &&
      past.every(({ id }) => covered.has(id));
    known.set(sheet.id, fine);
    return fine;
  }

  /** Wherever the log parts on the way to this sheet, the last adoption of any way is of this one. */
  function isTrusted({ device, chain }: Sheet): boolean {
    return chain.every((id, at) => {
      const ways = waysAt(sheets, device, chain.slice(0, at));
      if (ways.size < 2) return true;
      const chosen = powers.adoptions(view, device).findLast((adopted) => {
        const way = byId.get(adopted)?.chain[at];
        return way !== undefined && ways.has(way);
      });
      return chosen !== undefined && byId.get(chosen)?.chain[at] === id;
    });
  }

  return accepted(
    sheets,
    (sheet) =>
      isCut(sheet, view) || (powers.hasPower(view, sheet.device, sheet.domain) && isTrusted(sheet))
  );
}

/** Of what counts: what may have effect. Two ways of one log in one place exclude each other. */
export function referenceEffective(
  sheets: readonly Sheet[],
  accepted: ReadonlySet<string>,
  adoptions: (device: string) => readonly string[]
): Set<string> {
  const byId = new Map(sheets.map((sheet) => [sheet.id, sheet]));
  const counting = sheets.filter(({ id }) => accepted.has(id));

  function isPreferred(one: Sheet, other: Sheet): boolean {
    const at = one.chain.findIndex((id, i) => id !== other.chain[i]);
    const ways = [one.chain[at], other.chain[at]];
    const chosen = adoptions(one.device).findLast((adopted) =>
      ways.includes(byId.get(adopted)?.chain[at] ?? '')
    );
    if (chosen !== undefined) return byId.get(chosen)?.chain[at] === ways[0];
    return (ways[0] ?? '') < (ways[1] ?? '');
  }

  const isBeaten = (sheet: Sheet): boolean =>
    counting.some(
      (other) =>
        other.device === sheet.device &&
        other.place === sheet.place &&
        !other.chain.includes(sheet.id) &&
        !sheet.chain.includes(other.id) &&
        isPreferred(other, sheet)
    );
  return new Set(counting.filter((sheet) => !isBeaten(sheet)).map(({ id }) => id));
}

/** What was written next on a log, after exactly these entries: one thing, unless it was forked. */
const waysAt = (sheets: readonly Sheet[], device: string, before: readonly string[]): Set<string> =>
  new Set(
    sheets
      .filter((sheet) => sheet.device === device && before.every((id, i) => sheet.chain[i] === id))
      .flatMap(({ chain }) => chain[before.length] ?? [])
  );
