import type { Id } from '#lib/core/base/index.ts';
import type { Cut } from '#lib/core/membership/index.ts';
import type { KnownLogs } from './acceptance.ts';
import type { Stem } from './author.ts';

/**
 * How far each log of a device is trusted that has written two entries under one number: up to
 * where its logs part, and on along the branch that was adopted last. Infinity: to its end.
 */
export async function trustedIn(
  deviceId: Id,
  adoptions: readonly Cut[],
  logs: KnownLogs
): Promise<Map<Id, number>> {
  const own = logs.logsOf(deviceId);
  const adopted = await placesOf(deviceId, adoptions, logs);
  const trusted = new Map(own.map(({ log, stem }) => [log, stem?.seq ?? 0]));
  let log = deviceId;
  for (let from = 0; ;) {
    const leaving = own.filter(({ stem }) => stem?.log === log && stem.seq >= from);
    const parting = Math.min(...leaving.map(({ stem }) => stem?.seq ?? 0));
    trusted.set(log, parting);
    if (leaving.length === 0) return trusted;
    from = parting + 1;
    const ways = [
      log,
      ...leaving.filter(({ stem }) => stem?.seq === parting).map((one) => one.log)
    ];
    const wayTo = (place: Stem) =>
      ways.find((way) => logs.lines.isBehind(place, { log: way, seq: from }));
    const chosen = adopted.findLast((place) => wayTo(place) !== undefined);
    const next = chosen && wayTo(chosen);
    if (next === undefined) return trusted;
    log = next;
  }
}

/** Where the entries lie that adoptions name, as far as they are here. */
export async function placesOf(
  deviceId: Id,
  adoptions: readonly Cut[],
  logs: KnownLogs
): Promise<Stem[]> {
  const places: Stem[] = [];
  for (const { seq, hash } of adoptions) {
    const log = await logs.logOf({ deviceId, seq, hash16: hash.slice(0, 16) });
    if (log !== undefined) places.push({ log, seq });
  }
  return places;
}
