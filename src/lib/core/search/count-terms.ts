import type { SearchableDocument } from './searchable-document.ts';
import { isStopWord } from './stop-words.ts';
import { joined, termsOf } from './terms.ts';
import { tokenise, type Compound, type Token } from './tokenise.ts';

interface TermCounts {
  /** Different words, which is what the ranking takes for the length of a text. */
  length: number;
  /** Every word as written and every stem, with how often it occurs. */
  counts: Map<string, number>;
}

/** The terms of a document by field; `all` is title and passages together. */
export function countTerms(document: SearchableDocument): { title: TermCounts; all: TermCounts } {
  const title = tokenise(document.title);
  const body = document.passages.flatMap((passage) => tokenise(passage.text));
  return { title: countsOf(title), all: countsOf([...title, ...body]) };
}

function countsOf(tokens: readonly Token[]): TermCounts {
  const words = new Map<string, number>();
  const compounds = new Map<Compound, string>();
  for (const { word, compound } of tokens) {
    if (!isStopWord(word)) increase(words, word, 1);
    if (compound) compounds.set(compound, compound.word);
  }
  const counts = new Map<string, number>();
  for (const [word, times] of words) {
    for (const { term } of termsOf(word)) increase(counts, term, times);
  }
  for (const word of compounds.values()) {
    for (const { term } of termsOf(word)) increase(counts, joined(term), 1);
  }
  return { length: words.size, counts };
}

function increase(counts: Map<string, number>, term: string, times: number): void {
  counts.set(term, (counts.get(term) ?? 0) + times);
}
