/*
 * A second reading of docs/protocol.md, "Acceptance": the definition as it stands, over sets, with
 * no thought for what it costs. It asks the ledger who had which power, and nothing else of src.
 */

export interface Sheet {
  id: string;
  device: string;
  seq: number;
  domain: string;
  /** The ledger as the author saw it. */
  view: readonly string[];
  /** Ids of everything the author had accepted of this domain, itself left out. */
  past: ReadonlySet<string>;
}

/** What the ledger comes to for whoever knows so much of it. */
export interface Powers {
  hasPower(view: readonly string[], device: string, domain: string): boolean;
  /** Seqs up to which removals, demotions and adoptions of a view let a device count. */
  cuts(view: readonly string[], device: string): readonly number[];
}

/** Ids of the sheets that count for somebody who knows `view` and all these sheets. */
export function referenceAccepted(
  sheets: readonly Sheet[],
  view: readonly string[],
  powers: Powers
): Set<string> {
  const byId = new Map(sheets.map((sheet) => [sheet.id, sheet]));
  const known = new Map<string, boolean>();

  const isWithinLimit = ({ device, domain, seq }: Sheet, seen: readonly string[]): boolean =>
    powers.hasPower(seen, device, domain) || powers.cuts(seen, device).some((cut) => seq <= cut);

  function accepted(seen: readonly string[], some: Iterable<Sheet>): Set<string> {
    const found = new Set<string>();
    for (const sheet of some) {
      if (!isWithinLimit(sheet, seen) || !isConsistent(sheet)) continue;
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
    const covered = accepted(sheet.view, past);
    const fine =
      powers.hasPower(sheet.view, sheet.device, sheet.domain) &&
      past.every(({ id }) => covered.has(id));
    known.set(sheet.id, fine);
    return fine;
  }

  return accepted(view, sheets);
}
