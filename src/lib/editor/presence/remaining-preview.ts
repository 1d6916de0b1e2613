import * as Y from 'yjs';
import type { Place, YType } from '../binding/index.ts';

/** How far a document had come, per Yjs client, when something was first seen. */
export type Clocks = ReadonlyMap<number, number>;

/**
 * What of a preview has not yet arrived as text. `since` says which items were there when the
 * preview was first seen: only newer ones right behind its place can be the text itself.
 * Null when nothing is left to show.
 */
export function remainingPreview(
  text: string,
  after: Place,
  since: Clocks
): { text: string; arrived: number } | null {
  const arrived = arrivedText(after, since);
  if (arrived === null) return null;
  if (!text.startsWith(arrived.text)) return null;
  const rest = text.slice(arrived.text.length);
  const isNextHere = rest.startsWith('\n') && arrived.isWhole && isFollowedByNew(after.type, since);
  return rest === '' || isNextHere ? null : { text: rest, arrived: arrived.text.length };
}

/** New text right behind a place; null when something other than text arrived there. */
function arrivedText(
  { type, index }: Place,
  since: Clocks
): { text: string; isWhole: boolean } | null {
  if (type instanceof Y.Text) return newTextAfter(type, index, since);
  const next: unknown = type instanceof Y.XmlFragment ? (type.toArray() as unknown[])[index] : null;
  if (!(next instanceof Y.AbstractType) || !isNew(next._item, since)) {
    return { text: '', isWhole: next === undefined };
  }
  return next instanceof Y.Text ? newTextAfter(next, 0, since) : null;
}

function newTextAfter(type: Y.Text, index: number, since: Clocks) {
  let text = '';
  let left = index;
  for (let item = type._start; item !== null; item = item.right) {
    if (item.deleted || !item.countable) continue;
    if (left >= item.length) {
      left -= item.length;
      continue;
    }
    const isOld = item.id.clock + left < (since.get(item.id.client) ?? 0);
    if (isOld || !(item.content instanceof Y.ContentString)) return { text, isWhole: false };
    text += item.content.str.slice(left);
    left = 0;
  }
  return { text, isWhole: true };
}

/** Whether the block after the one with this text, or after its list, has come since. */
function isFollowedByNew(type: YType, since: Clocks): boolean {
  for (let at: unknown = type; at instanceof Y.AbstractType && at._item; at = at._item.parent) {
    if (at instanceof Y.Text) continue;
    let next = at._item.right;
    while (next?.deleted) next = next.right;
    if (next) return isNew(next, since);
  }
  return false;
}

const isNew = (item: Y.Item | null, since: Clocks) =>
  item !== null && item.id.clock >= (since.get(item.id.client) ?? 0);
