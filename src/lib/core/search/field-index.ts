import SearchableMap from 'minisearch/SearchableMap';
import { documentOf, postingOf, type Posting } from './posting.ts';

/** The two fields of the index: `all` holds the words of the title as well. */
export interface Fields {
  title: FieldIndex;
  all: FieldIndex;
}

interface Entry {
  term: string;
  postings: Posting[];
}

/**
 * For one field, the documents that hold each term and how often.
 *
 * MiniSearch's radix tree is the dictionary for beginnings and misspellings. The lists stand beside
 * it, and every document knows its own, so that it can be taken out without reading all of them.
 */
export class FieldIndex {
  readonly #entries = new Map<string, Entry>();
  readonly #dictionary = new SearchableMap<true>();
  readonly #entriesOf: (Entry[] | undefined)[] = [];
  readonly #lengths: number[] = [];
  #totalLength = 0;
  #documents = 0;

  /** `length` is in different words; `counts` maps each term to its occurrences. */
  add(document: number, length: number, counts: ReadonlyMap<string, number>): void {
    this.introduce(document, length);
    for (const [term, count] of counts) this.append(term, [postingOf(document, count)]);
  }

  /** A document whose postings follow. */
  introduce(document: number, length: number): void {
    while (this.#lengths.length <= document) {
      this.#lengths.push(0);
      this.#entriesOf.push(undefined);
    }
    this.#lengths[document] = length;
    this.#entriesOf[document] = [];
    this.#totalLength += length;
    this.#documents++;
  }

  /**
   * Postings of documents that did not hold the term so far, sorted. False when one of them was
   * never introduced.
   */
  append(term: string, postings: readonly Posting[]): boolean {
    if (postings.length === 0) return true;
    const entry = this.#entryOf(term);
    for (const posting of postings) {
      const document = documentOf(posting);
      const entriesOfDocument = this.#entriesOf[document];
      if (!entriesOfDocument) return false;
      entriesOfDocument.push(entry);
      if ((entry.postings.at(-1) ?? -1) < posting) entry.postings.push(posting);
      else entry.postings.splice(placeOf(document, entry.postings), 0, posting);
    }
    return true;
  }

  /** Takes a document out; a term that no document holds any more goes with it. */
  remove(document: number): void {
    for (const { term, postings } of this.#entriesOf[document] ?? []) {
      postings.splice(placeOf(document, postings), 1);
      if (postings.length > 0) continue;
      this.#entries.delete(term);
      this.#dictionary.delete(term);
    }
    this.#entriesOf[document] = undefined;
    this.#totalLength -= this.lengthOf(document);
    this.#lengths[document] = 0;
    this.#documents--;
  }

  /** In different words, over every document, also those without any. */
  get averageLength(): number {
    return this.#totalLength / this.#documents;
  }

  lengthOf(document: number): number {
    return this.#lengths[document] ?? 0;
  }

  has(term: string): boolean {
    return this.#entries.has(term);
  }

  postingsOf(term: string): readonly Posting[] {
    return this.#entries.get(term)?.postings ?? [];
  }

  /** Sorted, as the tree's own order tells in which order documents came. */
  termsStartingWith(prefix: string): string[] {
    return [...this.#dictionary.atPrefix(prefix).keys()].sort();
  }

  /** Terms within `most` letters of `word`, with how many letters differ, sorted. */
  termsNear(word: string, most: number): { term: string; distance: number }[] {
    return [...this.#dictionary.fuzzyGet(word, most)]
      .map(([term, [, distance]]) => ({ term, distance }))
      .sort((a, b) => (a.term < b.term ? -1 : 1));
  }

  /** The term's postings among documents `from` to before `to`. */
  postingsWithin(term: string, from: number, to: number): readonly Posting[] {
    return within(this.postingsOf(term), from, to);
  }

  /** Every term that documents `from` to before `to` hold, with its postings among them. */
  *termsWithin(from: number, to: number): Generator<[string, readonly Posting[]]> {
    for (const { term, postings } of this.#entries.values()) {
      const some = within(postings, from, to);
      if (some.length > 0) yield [term, some];
    }
  }

  #entryOf(term: string): Entry {
    const known = this.#entries.get(term);
    if (known) return known;
    const entry = { term, postings: [] };
    this.#entries.set(term, entry);
    this.#dictionary.set(term, true);
    return entry;
  }
}

function within(postings: readonly Posting[], from: number, to: number): readonly Posting[] {
  const start = placeOf(from, postings);
  const end = placeOf(to, postings);
  return end - start === postings.length ? postings : postings.slice(start, end);
}

/** Where in a sorted list the postings from this document on begin. */
function placeOf(document: number, postings: readonly Posting[]): number {
  let low = 0;
  let high = postings.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (documentOf(postings[middle] ?? 0) < document) low = middle + 1;
    else high = middle;
  }
  return low;
}
