import type { Id } from '#lib/core/base/index.ts';
import type { Catalogue } from './catalogue.ts';
import type { Names } from './names.ts';
import type { Space } from './space.ts';
import type { LateRow } from './types.ts';

/** What is kept and does not count, log by log: of people without power when it came, and of copies. */
export async function lateChangesOf(
  space: Space,
  names: Names,
  catalogue: Catalogue
): Promise<LateRow[]> {
  const rows = new Map<Id, { deviceId: Id; forked: boolean; changes: number; docIds: Set<Id> }>();
  for (const late of space.log.late) {
    const { log, deviceId, forked } = late;
    const row = rows.get(log) ?? { deviceId, forked, changes: 0, docIds: new Set<Id>() };
    rows.set(log, row);
    for (const { docId } of await space.log.namesOf(late)) {
      row.changes++;
      row.docIds.add(docId);
    }
  }
  return [...rows].map(([log, { deviceId, forked, changes, docIds }]) => {
    const person = names.ofDevice(deviceId);
    return {
      log,
      deviceId,
      copied: forked,
      name: person?.name ?? '',
      organisation: person?.organisation ?? '',
      changes,
      titles: [...docIds].flatMap((docId) => catalogue.get(docId)?.title ?? [])
    };
  });
}

/** Other people of whose devices two copies have been at work, as long as nobody has chosen between them. */
export function copiesOf(space: Space, names: Names): string[] {
  const { log, membership, deviceId: own } = space;
  const waiting = log.forked.filter(
    (deviceId) =>
      deviceId !== own && membership.devices.has(deviceId) && !log.isOpen(deviceId, 'document')
  );
  return [...new Set(waiting.map((deviceId) => names.ofDevice(deviceId)?.name ?? ''))];
}
