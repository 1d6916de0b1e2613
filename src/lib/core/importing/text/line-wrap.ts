import { parseMarker } from './line-marker.ts';

/** How the lines of a text were broken: at a column by a machine, or (null) by hand where a line should end. */
export type Wrap = { width: number } | null;

export type Join = 'same-line' | 'new-line' | 'new-paragraph';

const narrowest = 45;
const widest = 130;
const enoughLines = 3;
const convincingShare = 0.6;
const slack = 0.93;
const longEnough = 60;

/** Looks for the column at which most lines could not have taken another word. */
export function measureWrap(groups: readonly (readonly string[])[]): Wrap {
  const pairs = groups.flatMap((lines) =>
    lines.slice(1).map((next, index) => ({ line: lines[index] ?? '', next }))
  );
  const prose = pairs.filter(({ line, next }) => !/[\t|]/.test(line + next) && !parseMarker(next));
  const lengths = prose.map(({ line }) => line.length).sort((a, b) => a - b);
  const width = lengths[Math.floor(lengths.length * 0.95)] ?? 0;
  if (width < narrowest || width > widest) return null;

  const full = prose.filter(({ line, next }) => isFull(line, next, width));
  if (prose.length < enoughLines) {
    return full.every(({ next }) => /^\p{Ll}/u.test(next)) ? { width } : null;
  }
  return full.length >= prose.length * convincingShare ? { width } : null;
}

/** Whether the next line goes on where this one was broken, stands below it, or opens a paragraph. */
export function joinOf(line: string, next: string, wrap: Wrap): Join {
  if ((wrap && isFull(line, next, wrap.width)) || isMidSentence(line, next)) return 'same-line';
  return isParagraphLine(line) || isParagraphLine(next) ? 'new-paragraph' : 'new-line';
}

/** A line so long that it must be a whole paragraph. */
export function isParagraphLine(line: string): boolean {
  return line.length > widest;
}

/** What stands between a broken line and the next: nothing in a word divided by a hyphen, else a space. */
export function seamOf(line: string, next: string): '' | ' ' {
  return /\p{L}-$/u.test(line.slice(-4)) && /^\p{Ll}/u.test(next) ? '' : ' ';
}

/** A line of some length without a stop, and a small letter after it: broken, whatever the rest of the text does. */
function isMidSentence(line: string, next: string): boolean {
  return (
    line.length >= longEnough &&
    !/[.:;,!?]$/.test(line) &&
    /^\p{Ll}\p{L}*[ ,]/u.test(next.trimStart())
  );
}

function isFull(line: string, next: string, width: number): boolean {
  const firstWord = /^\S+/.exec(next.trimStart())?.[0] ?? '';
  return line.length + 1 + firstWord.length > width * slack;
}
