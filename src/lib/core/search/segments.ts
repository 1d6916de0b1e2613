import type { Match } from './find-matches.ts';

/** Text in pieces, those that match marked as such: never markup, whatever the text holds. */
export type Highlighted = { text: string; match: boolean }[];

/**
 * The text from `start` to `end` in pieces, line breaks and runs of spaces as one space, with an
 * ellipsis at either end where text was left out.
 */
export function segmentsOf(
  text: string,
  matches: readonly Match[],
  start: number,
  end: number
): Highlighted {
  const segments: Highlighted = [];
  let at = start;
  for (const match of matches) {
    const from = Math.max(match.start, start);
    const to = Math.min(match.end, end);
    if (from >= to) continue;
    segments.push({ text: text.slice(at, from), match: false });
    segments.push({ text: text.slice(from, to), match: true });
    at = to;
  }
  segments.push({ text: text.slice(at, end), match: false });

  const tidy = segments.map((segment) => ({ ...segment, text: segment.text.replace(/\s+/g, ' ') }));
  if (start > 0) tidy.unshift({ text: '… ', match: false });
  if (end < text.length) tidy.push({ text: ' …', match: false });
  return joinAlike(tidy);
}

function joinAlike(segments: Highlighted): Highlighted {
  const joined: Highlighted = [];
  for (const segment of segments) {
    const last = joined.at(-1);
    if (segment.text === '') continue;
    if (last && !last.match && !segment.match) last.text += segment.text;
    else joined.push({ ...segment });
  }
  return joined;
}
