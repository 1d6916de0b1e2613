import type { Id } from '#lib/core/base/index.ts';
import type { Catalogue } from './catalogue.ts';
import type { Names } from './names.ts';
import type { Space } from './space.ts';
import type { LateRow } from './types.ts';

/** What is kept of people who had no power any more when it came, device by device. */
export async function lateChangesOf(
  space: Space,
  names: Names,
  catalogue: Catalogue
): Promise<LateRow[]> {
  const rows = new Map<Id, { changes: number; docIds: Set<Id> }>();
  for (const late of space.log.late) {
    const { deviceId } = late;
    const row = rows.get(deviceId) ?? { changes: 0, docIds: new Set<Id>() };
    rows.set(deviceId, row);
    for (const { docId } of await space.log.namesOf(late)) {
      row.changes++;
      row.docIds.add(docId);
    }
  }
  return [...rows].map(([deviceId, { changes, docIds }]) => {
    const person = names.ofDevice(deviceId);
    return {
      deviceId,
      name: person?.name ?? '',
      organisation: person?.organisation ?? '',
      changes,
      titles: [...docIds].flatMap((docId) => catalogue.get(docId)?.title ?? [])
    };
  });
}
