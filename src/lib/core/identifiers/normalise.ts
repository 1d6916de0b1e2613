/**
 * Text in one plain spelling, with the way back to the spelling it came in: NFKC (per character
 * with its accents), digits of every script as 0–9, every space as ' ', every line break as '\n',
 * every dash as '-', and nothing that has no width.
 */
export interface NormalisedText {
  readonly text: string;
  /** The stretch of the original, whole characters only, that a stretch of `text` was made from. */
  readonly toOriginal: (start: number, end: number) => { start: number; end: number };
}

// From `at` in the new text on, offsets run in step with the original from `from` on; if `width` is
// not 0, everything up to the next stretch was made from the `width` units at `from` together.
interface Stretch {
  at: number;
  from: number;
  width: number;
}

// U+FFFC stands where an editor anchors a comment or another object inside the text.
const PLAIN = /^[\t\n\x20-\x7e]*$/;
const REWRITABLE =
  /[\p{Default_Ignorable_Code_Point}\ufffc]+|\r\n?|[\v\f]|[^\x00-\x7f]\p{M}*|[\x00-\x7f]\p{M}+/gu;

export function normalise(original: string): NormalisedText {
  if (PLAIN.test(original)) {
    return { text: original, toOriginal: (start, end) => ({ start, end }) };
  }
  const stretches: Stretch[] = [{ at: 0, from: 0, width: 0 }];
  let text = '';
  let done = 0;
  for (const match of original.matchAll(REWRITABLE)) {
    const found = match[0];
    const plain = rewrite(found);
    text += original.slice(done, match.index);
    done = match.index + found.length;
    if (plain.length !== found.length) {
      if (plain !== '') stretches.push({ at: text.length, from: match.index, width: found.length });
      stretches.push({ at: text.length + plain.length, from: done, width: 0 });
    }
    text += plain;
  }
  text += original.slice(done);
  return {
    text,
    toOriginal: (start, end) => ({
      start: startOfUnit(stretches, start),
      end: end > start ? endOfUnit(stretches, end - 1) : startOfUnit(stretches, start)
    })
  };
}

function rewrite(character: string): string {
  if (/^[\p{Default_Ignorable_Code_Point}\ufffc]/u.test(character)) return '';
  if (/^[\r\v\f\u0085\u2028\u2029]/.test(character)) return '\n';
  return character
    .normalize('NFKC')
    .replace(/(?![0-9])\p{Nd}/gu, asciiDigit)
    .replace(/\p{Zs}/gu, ' ')
    .replace(/[\p{Pd}\u2212\u2043]/gu, '-')
    .replace(/[\u2044\u2215\u29f8]/g, '/')
    .replace(/\u00b7/g, '.')
    .replace(/([0-9])\p{M}+/gu, '$1');
}

function asciiDigit(digit: string): string {
  // Unicode keeps the ten digits of a script together and in order: count back to its zero.
  const codePoint = digit.codePointAt(0) ?? 0;
  let below = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(codePoint - below - 1))) below += 1;
  return String(below % 10);
}

function startOfUnit(stretches: readonly Stretch[], index: number): number {
  const { at, from, width } = stretchAt(stretches, index);
  return width > 0 ? from : from + index - at;
}

function endOfUnit(stretches: readonly Stretch[], index: number): number {
  const { at, from, width } = stretchAt(stretches, index);
  return width > 0 ? from + width : from + index - at + 1;
}

/** The last stretch that begins at or before `index`; the first always does. */
function stretchAt(stretches: readonly Stretch[], index: number): Stretch {
  let low = 0;
  let high = stretches.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((stretches[middle]?.at ?? Infinity) <= index) low = middle;
    else high = middle - 1;
  }
  return stretches[low] ?? { at: 0, from: 0, width: 0 };
}
