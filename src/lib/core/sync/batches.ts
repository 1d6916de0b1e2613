import type { Bytes } from '#lib/core/base/index.ts';

/** How large a message of records or envelopes gets before it is sent, in bytes. */
export const frameTarget = 48_000;

/** Runs of records, in their order, that fit a message comfortably; a large one goes alone. */
export function batches(records: readonly Bytes[]): Bytes[][] {
  const runs: Bytes[][] = [];
  let size = Infinity;
  for (const record of records) {
    if (size + record.length > frameTarget) {
      runs.push([]);
      size = 0;
    }
    runs.at(-1)?.push(record);
    size += record.length;
  }
  return runs;
}
