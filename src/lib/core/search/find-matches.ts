import { stemOf } from './fold.ts';
import { isStopWord } from './stop-words.ts';
import { joined, termsOf } from './terms.ts';
import { tokenise, type Token } from './tokenise.ts';

/** A stretch of a text to highlight. */
export interface Match {
  start: number;
  end: number;
  /** Tells one word from another, whatever their forms. */
  stem: string;
}

/** The terms that a search asked for, ready to be recognised in texts. */
export class WantedTerms {
  readonly #terms: ReadonlySet<string>;
  readonly #beginnings: ReadonlySet<string>;

  constructor(terms: Iterable<string>) {
    this.#terms = new Set(terms);
    this.#beginnings = new Set([...this.#terms].map(beginningOf));
  }

  hasFormOf(word: string): boolean {
    return this.#mayHave(word) && termsOf(word).some(({ term }) => this.#terms.has(term));
  }

  hasFormOfJoined(word: string): boolean {
    return this.#mayHave(word) && termsOf(word).some(({ term }) => this.#terms.has(joined(term)));
  }

  /** Stems keep the first two letters of a word, so most words are told apart without one. */
  #mayHave(word: string): boolean {
    return this.#beginnings.has(beginningOf(word));
  }
}

/** Where one of the terms stands in a text, in order and without overlap. */
export function findMatches(text: string, wanted: WantedTerms): Match[] {
  const matches: Match[] = [];
  let previous: Token['compound'] = null;
  for (const token of tokenise(text)) {
    const match = matchOf(token, wanted);
    if (!match) continue;
    const last = matches.at(-1);
    // Parts of "Guillain-Barré" that follow each other read better as one.
    if (last && token.compound && token.compound === previous && match.start <= last.end + 1) {
      last.end = match.end;
    } else matches.push(match);
    previous = token.compound;
  }
  return matches;
}

function matchOf({ start, end, word, compound }: Token, wanted: WantedTerms): Match | null {
  if (compound && wanted.hasFormOfJoined(compound.word)) {
    return { start: compound.start, end: compound.end, stem: stemOf(compound.word) };
  }
  // The stem of a stop word may be a word of its own, as "doe" is of "does".
  if (isStopWord(word) || !wanted.hasFormOf(word)) return null;
  return { start, end, stem: stemOf(word) };
}

function beginningOf(term: string): string {
  return term.replace(/^-/, '').slice(0, 2);
}
