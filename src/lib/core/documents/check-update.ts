import * as Y from 'yjs';
import type { Bytes } from '#lib/core/base/index.ts';

/** Of every Yjs client in a document: the clock below which somebody had read it. */
export type Clocks = ReadonlyMap<number, number>;

export type UpdateFault =
  | 'too-large'
  | 'malformed'
  | 'foreign-client'
  | 'clock-gap'
  | 'deletes-unseen'
  | 'refers-to-unseen';

const maxBytes = 1_048_576;
const maxStructs = 50_000;
const maxRanges = 20_000;
const maxDepth = 16;

/**
 * Whether a Yjs update (V1) may be applied: it speaks for `client` only, goes on exactly where
 * that client stopped, and deletes or refers to nothing its author had not read (`read`). Depends
 * on these three alone, so every device decides alike. Closes three attacks of under ten bytes on
 * peers that apply what they receive: poisoned clocks, deletion in advance, silent divergence.
 */
export function checkUpdate(
  update: Bytes,
  client: number,
  read: Clocks
): { fault: UpdateFault } | { fault: null; from: number; to: number } {
  if (update.length > maxBytes) return { fault: 'too-large' };
  let decoded;
  try {
    decoded = Y.decodeUpdate(update);
  } catch {
    return { fault: 'malformed' };
  }
  if (decoded.structs.length > maxStructs) return { fault: 'too-large' };
  // The first number is that of clients: applying reads one run of each, decoding all of them.
  if ((update[0] ?? 0) > 1) return { fault: 'malformed' };
  const from = read.get(client) ?? 0;
  let to = from;
  const isRead = (id: Y.ID | null): boolean =>
    id === null || id.clock < (id.client === client ? to : (read.get(id.client) ?? 0));

  for (const struct of decoded.structs) {
    if (struct.id.client !== client) return { fault: 'foreign-client' };
    if (struct instanceof Y.Skip || struct.id.clock !== to) return { fault: 'clock-gap' };
    // What has no length is stored and never found again: it breaks the document that takes it.
    if (struct.length < 1) return { fault: 'malformed' };
    if (struct instanceof Y.Item) {
      if (isTooDeep(struct.content)) return { fault: 'malformed' };
      // Neither is ever written by Yjs, and both make what a document shows depend on its history.
      const isBetweenItself = struct.origin && Y.compareIDs(struct.origin, struct.rightOrigin);
      const isLongEntry = struct.parentSub !== null && struct.length > 1;
      if (isBetweenItself || isLongEntry) return { fault: 'malformed' };
      const parent = struct.parent instanceof Y.ID ? struct.parent : null;
      if (![struct.origin, struct.rightOrigin, parent].every(isRead)) {
        return { fault: 'refers-to-unseen' };
      }
    }
    to += struct.length;
    if (!Number.isSafeInteger(to)) return { fault: 'malformed' };
  }

  let ranges = 0;
  for (const [owner, deletions] of decoded.ds.clients) {
    const end = owner === client ? to : (read.get(owner) ?? 0);
    ranges += deletions.length;
    if (ranges > maxRanges) return { fault: 'too-large' };
    if (deletions.some(({ len }) => len < 1)) return { fault: 'malformed' };
    if (deletions.some(({ clock, len }) => clock + len > end)) return { fault: 'deletes-unseen' };
  }
  return { fault: null, from, to };
}

/**
 * Whether a value inside an item is nested deeper than documents need. How deep is too deep for
 * the stack differs between devices, and reading takes less of it than writing.
 */
function isTooDeep(content: Y.Item['content']): boolean {
  let level: unknown[] = valuesOf(content);
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxDepth) return true;
    level = level.flatMap((value) =>
      typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)
        ? (Object.values(value) as unknown[])
        : []
    );
  }
  return false;
}

function valuesOf(content: Y.Item['content']): unknown[] {
  if (content instanceof Y.ContentAny || content instanceof Y.ContentJSON) {
    return content.arr as unknown[];
  }
  if (content instanceof Y.ContentEmbed) return [content.embed];
  if (content instanceof Y.ContentFormat) return [content.value];
  return [];
}
