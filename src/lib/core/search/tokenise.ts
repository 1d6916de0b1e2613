import { foldWord } from './fold.ts';
import { COMPOUND_PARTS } from './parameters.ts';

/** A word of a text: `start` and `end` are offsets in the text as it was given. */
export interface Token {
  start: number;
  end: number;
  /** Folded: lower case, without accents. */
  word: string;
  /** The whole of which this is a part, as in "X-ray" or "O'Neill"; shared by its parts. */
  compound: Compound | null;
}

export interface Compound {
  start: number;
  end: number;
  /** Folded and written as one: "xray", "oneill". */
  word: string;
  parts: number;
}

/** Letters, digits and marks; soft hyphens and joiners inside a word are not seen by a reader. */
const LETTERS = '[\\p{L}\\p{N}\\p{M}\\u00ad\\u200c\\u200d\\u2060\\ufeff]+';
const APOSTROPHES = "'’＇";
const HYPHENS = '\\-\\u2010\\u2011';
const RUN = new RegExp(`${LETTERS}(?:[${APOSTROPHES}${HYPHENS}]${LETTERS})*`, 'gu');
const JOINER = new RegExp(`[${APOSTROPHES}${HYPHENS}]`);
const PART = new RegExp(`([${APOSTROPHES}]?)(${LETTERS})`, 'gu');

/** What English hangs on a word with an apostrophe: it belongs to no name. */
const ENDINGS = new Set(['s', 'd', 'm', 'll', 're', 've', 't']);

/**
 * The words of a text in their order, stop words included.
 *
 * "Guillain-Barré" gives "guillain" and "barre", both parts of "guillainbarre"; "patient's" gives
 * "patient" alone, and "didn't" nothing.
 */
export function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  for (const { 0: run, index } of text.matchAll(RUN)) {
    if (!JOINER.test(run)) {
      const word = foldWord(run);
      if (word) tokens.push({ start: index, end: index + run.length, word, compound: null });
      continue;
    }
    const parts = partsOf(run, index);
    const compound = compoundOf(parts);
    for (const part of parts) tokens.push({ ...part, compound });
  }
  return tokens;
}

type Part = Omit<Token, 'compound'>;

function partsOf(run: string, offset: number): Part[] {
  const parts: Part[] = [];
  for (const match of run.matchAll(PART)) {
    const [whole, apostrophe = '', letters = ''] = match;
    const word = foldWord(letters);
    if (apostrophe && parts.length > 0 && ENDINGS.has(word)) {
      if (word === 't' && parts.at(-1)?.word.endsWith('n')) parts.pop();
      continue;
    }
    const end = offset + match.index + whole.length;
    if (word) parts.push({ start: end - letters.length, end, word });
  }
  return parts;
}

function compoundOf(parts: readonly Part[]): Compound | null {
  const first = parts[0];
  const last = parts.at(-1);
  if (!first || !last || parts.length < 2 || parts.length > COMPOUND_PARTS) return null;
  const word = foldWord(parts.map((part) => part.word).join(''));
  return /\p{L}/u.test(word)
    ? { start: first.start, end: last.end, word, parts: parts.length }
    : null;
}
