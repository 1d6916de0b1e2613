import { stemOf } from './fold.ts';

/** A term of the index; `isStem` tells what forms of a word share from the form that was written. */
interface Term {
  term: string;
  isStem: boolean;
}

/** Under which terms a word is kept: its stem and, where it differs, the word as written. */
export function termsOf(word: string): Term[] {
  const stem = stemOf(word);
  return stem === word
    ? [{ term: stem, isStem: true }]
    : [
        { term: stem, isStem: true },
        { term: word, isStem: false }
      ];
}

/**
 * The key of "X-ray" written as one. It is kept apart from "Xray", so that a search for "X-ray"
 * does not find its parts and then the whole once more.
 */
export function joined(term: string): string {
  return `-${term}`;
}

export function isJoined(term: string): boolean {
  return term.startsWith('-');
}
