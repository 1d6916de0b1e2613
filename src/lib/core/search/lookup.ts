import type { Fields } from './field-index.ts';
import {
  MISSPELLING_SHORTEST,
  MISSPELLING_TWO_SLIPS,
  MISSPELLING_WEIGHT,
  PREFIX_DECAY,
  PREFIX_IN_TEXTS,
  PREFIX_WEIGHT,
  SAME_FORM_WEIGHT,
  SAME_FORM_WEIGHT_SHORT_QUERY,
  SHORT_QUERY
} from './parameters.ts';
import { isJoined, joined, termsOf } from './terms.ts';
import type { Token } from './tokenise.ts';

/** A term of the index by which a word of the query may be found. */
export interface Alternative {
  term: string;
  weight: number;
  titleOnly: boolean;
  /** A continuation or a misspelling: one of several words that may be meant. */
  isGuess: boolean;
}

/** Looks a word of the query up in the index, as written, by its stem, begun or misspelt. */
export class Lookup {
  readonly #fields: Fields;
  readonly #sameFormWeight: number;

  constructor(fields: Fields, wordsInQuery: number) {
    this.#fields = fields;
    this.#sameFormWeight =
      wordsInQuery <= SHORT_QUERY ? SAME_FORM_WEIGHT_SHORT_QUERY : SAME_FORM_WEIGHT;
  }

  /** Terms that stand for a word of the query; none when the index has nothing like it. */
  find({ word, compound }: Token, isUnfinished: boolean): Alternative[] {
    const found = isUnfinished ? this.#unfinishedWord(word) : this.#finishedWord(word);
    if (!compound) return found;
    // "X-ray" finds "Xray" too; as each part brings that word, each brings its share of the weight.
    const whole = isUnfinished ? this.beginningWith(compound.word) : this.#formsOf(compound.word);
    const shares = whole
      .filter(({ term }) => isUnfinished || !isJoined(term))
      .map((alternative) => ({ ...alternative, weight: alternative.weight / compound.parts }));
    return best([...found, ...shares]);
  }

  /** Words that begin so, whatever their forms. */
  beginningWith(prefix: string): Alternative[] {
    const titleOnly = prefix.length < PREFIX_IN_TEXTS;
    const { title, all } = this.#fields;
    return [prefix, joined(prefix)].flatMap((begun) =>
      (titleOnly ? title : all).termsStartingWith(begun).map((term) => {
        const missing = term.length - begun.length;
        const closeness = term.length / (term.length + PREFIX_DECAY * missing);
        return missing === 0
          ? { term, weight: 1, titleOnly, isGuess: false }
          : { term, weight: PREFIX_WEIGHT * closeness, titleOnly, isGuess: true };
      })
    );
  }

  #finishedWord(word: string): Alternative[] {
    const forms = this.#formsOf(word);
    return forms.length > 0 ? forms : this.#misspellingsOf(word);
  }

  /**
   * What begins so, and the other forms of what is a word as it stands ("swabs" finds "swab"); the
   * stem of half a word ("experi") would only lead astray.
   */
  #unfinishedWord(word: string): Alternative[] {
    const beginnings = this.beginningWith(word);
    const isWord = this.#fields.all.has(word);
    const found = isWord ? best([...this.#formsOf(word), ...beginnings]) : beginnings;
    if (found.length > 0) return found;
    const otherwise = this.#finishedWord(word);
    return otherwise.length > 0 ? otherwise : this.#shortenedUntilFound(word);
  }

  /** The word itself and whatever shares its stem, also where a text divides it ("Xray", "X-ray"). */
  #formsOf(word: string): Alternative[] {
    return termsOf(word)
      .flatMap(({ term, isStem }) =>
        [term, joined(term)].map((key) => ({
          term: key,
          weight: isStem ? 1 : this.#sameFormWeight,
          titleOnly: false,
          isGuess: false
        }))
      )
      .filter(({ term }) => this.#fields.all.has(term));
  }

  /** Words of the index within a slip or two of this one or of its stem. */
  #misspellingsOf(word: string): Alternative[] {
    if (word.length < MISSPELLING_SHORTEST) return [];
    const most = word.length < MISSPELLING_TWO_SLIPS ? 1 : 2;
    const near = keysOf(word).flatMap((key) => this.#fields.all.termsNear(key, most));
    // Two letters in the wrong order are one slip to whoever types, though two letters differ.
    const swapped = swapsOf(word)
      .flatMap(keysOf)
      .filter((term) => this.#fields.all.has(term))
      .map((term) => ({ term, distance: 1 }));
    return best(
      [...near, ...swapped].map(({ term, distance }) => ({
        term,
        weight: (MISSPELLING_WEIGHT * term.length) / (term.length + distance),
        titleOnly: false,
        isGuess: true
      }))
    );
  }

  /** A slip near the end of an unfinished word: letters go until something begins so. */
  #shortenedUntilFound(word: string): Alternative[] {
    for (let length = word.length - 1; length >= PREFIX_IN_TEXTS; length--) {
      const found = this.beginningWith(word.slice(0, length));
      if (found.length > 0) return found;
    }
    return [];
  }
}

/** Under which terms a word may be kept, on its own or as a part of something joined. */
function keysOf(word: string): string[] {
  return termsOf(word).flatMap(({ term }) => [term, joined(term)]);
}

/** The word with two neighbouring letters exchanged, for each pair of neighbours. */
function swapsOf(word: string): string[] {
  return Array.from(
    { length: word.length - 1 },
    (_, i) =>
      word.slice(0, i) +
      word
        .slice(i, i + 2)
        .split('')
        .reverse()
        .join('') +
      word.slice(i + 2)
  );
}

/** Each term once, by its greatest weight. */
function best(alternatives: readonly Alternative[]): Alternative[] {
  const byTerm = new Map<string, Alternative>();
  for (const alternative of alternatives) {
    const key = `${alternative.titleOnly} ${alternative.term}`;
    const known = byTerm.get(key);
    if (!known || known.weight < alternative.weight) byTerm.set(key, alternative);
  }
  return [...byTerm.values()];
}
