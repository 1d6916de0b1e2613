/** A match of a pattern, with the text around it that tells what it is. */
export interface Sighting {
  text: string;
  start: number;
  end: number;
  /** Up to 40 characters on either side. */
  before: string;
  after: string;
  groups: readonly (string | undefined)[];
}

const AROUND = 40;

/**
 * Matches a global `pattern` all through `text` and keeps what `judge` makes of each match. After a
 * match that was nothing the search goes on one character later, for an identifier may begin inside
 * it; after one that was something, behind it.
 */
export function* scan<T>(
  pattern: RegExp,
  text: string,
  judge: (sighting: Sighting) => T | undefined
): Generator<T> {
  const cursor = new RegExp(pattern);
  for (let match = cursor.exec(text); match; match = cursor.exec(text)) {
    const start = match.index;
    const end = start + match[0].length;
    const found = judge({
      text: match[0],
      start,
      end,
      before: text.slice(Math.max(0, start - AROUND), start),
      after: text.slice(end, end + AROUND),
      groups: match.slice(1)
    });
    if (found === undefined) cursor.lastIndex = start + 1;
    else yield found;
  }
}
