import type { FieldIndex, Fields } from './field-index.ts';
import type { Alternative } from './lookup.ts';
import {
  ALL_WORDS_QUERY,
  ENOUGH_WITH_ALL_WORDS,
  LENGTH_PENALTY,
  MATCH_FLOOR,
  SHORT_QUERY,
  TERM_SATURATION,
  TITLE_WEIGHT
} from './parameters.ts';
import type { Clause, QueryPlan } from './plan-query.ts';
import { countOf, documentOf } from './posting.ts';

/** What the ranking needs to know of the documents, which it sees as numbers only. */
interface Collection {
  /** How many documents the index holds, those left out of a search included. */
  size: number;
  /** One more than the highest number of a document. */
  places: number;
  docIdOf: (document: number) => string;
  accepts: (document: number) => boolean;
}

interface Ranked {
  document: number;
  score: number;
}

/**
 * The documents that a plan finds: how many, and the first `limit`, best first. Equal scores are
 * ordered by document id, so that the order does not tell in which order documents came.
 */
export function rank(
  plan: QueryPlan,
  fields: Fields,
  collection: Collection,
  limit: number
): { total: number; first: Ranked[] } {
  const tally = new Tally(collection.places);
  for (const clause of plan.clauses) tally.add(clause, fields, collection.size);
  const factorOf = (matched: number) => (plan.words <= SHORT_QUERY ? matched : 1);
  const found = tally.found.filter((document) => collection.accepts(document));
  const ranked = found.map((document) => {
    const matched = tally.matched[document] ?? 0;
    return { document, matched, score: (tally.scores[document] ?? 0) * factorOf(matched) };
  });

  const wantsAllWords = plan.words > 1 && plan.words <= ALL_WORDS_QUERY;
  const hasAllWords = (hit: { matched: number }) => hit.matched === plan.clauses.length;
  const wanted = wantsAllWords ? ranked.filter(hasAllWords) : ranked;
  const needsMore = wantsAllWords && wanted.length < ENOUGH_WITH_ALL_WORDS;
  const others = needsMore ? ranked.filter((hit) => !hasAllWords(hit)) : [];
  const first = [
    ...bestFirst(wanted, limit, collection),
    ...bestFirst(others, limit - wanted.length, collection)
  ];
  return {
    total: wanted.length + others.length,
    first: first.map(({ document, score }) => ({ document, score }))
  };
}

/** Scores of all documents while a query is worked through word by word. */
class Tally {
  readonly scores: Float64Array;
  /** How many words of the query each document has. */
  readonly matched: Uint8Array;
  readonly found: number[] = [];
  readonly #lastClause: Uint8Array;
  #clauses = 0;

  constructor(places: number) {
    this.scores = new Float64Array(places);
    this.matched = new Uint8Array(places);
    this.#lastClause = new Uint8Array(places);
  }

  add(clause: Clause, fields: Fields, documents: number): void {
    this.#clauses++;
    const rarityInTitle = rarities(clause, fields.title, documents);
    const rarityInAll = rarities(clause, fields.all, documents);
    for (const alternative of clause.alternatives) {
      const { term, titleOnly } = alternative;
      const weight = alternative.weight * clause.times;
      this.#addTerm(term, weight * TITLE_WEIGHT * rarityInTitle(alternative), fields.title);
      if (!titleOnly) this.#addTerm(term, weight * rarityInAll(alternative), fields.all);
    }
  }

  /** BM25+ of one term in one field, its rarity being part of the weight. */
  #addTerm(term: string, weight: number, field: FieldIndex): void {
    const byLength = LENGTH_PENALTY / field.averageLength;
    for (const posting of field.postingsOf(term)) {
      const document = documentOf(posting);
      const count = countOf(posting);
      const length = 1 - LENGTH_PENALTY + byLength * field.lengthOf(document);
      const saturated = (count * (TERM_SATURATION + 1)) / (count + TERM_SATURATION * length);
      this.scores[document] = (this.scores[document] ?? 0) + weight * (MATCH_FLOOR + saturated);
      this.#note(document);
    }
  }

  #note(document: number): void {
    const last = this.#lastClause[document];
    if (last === this.#clauses) return;
    if (last === 0) this.found.push(document);
    this.#lastClause[document] = this.#clauses;
    this.matched[document] = (this.matched[document] ?? 0) + 1;
  }
}

/**
 * How much the terms of a clause tell. Guesses are one word to whoever types it, and that word is
 * as common as the most common of them; a rare continuation is no surer than a frequent one.
 */
function rarities(
  { alternatives }: Clause,
  field: FieldIndex,
  documents: number
): (alternative: Alternative) => number {
  const rarityOf = (holding: number) => Math.log(1 + (documents - holding + 0.5) / (holding + 0.5));
  const holding = (alternative: Alternative) => field.postingsOf(alternative.term).length;
  const guesses = alternatives.filter((alternative) => alternative.isGuess);
  const rarityOfGuesses = rarityOf(
    guesses.reduce((most, guess) => Math.max(most, holding(guess)), 0)
  );
  return (alternative) => (alternative.isGuess ? rarityOfGuesses : rarityOf(holding(alternative)));
}

function bestFirst<Hit extends Ranked>(
  hits: readonly Hit[],
  limit: number,
  { docIdOf }: Collection
): Hit[] {
  if (limit <= 0) return [];
  const candidates = hits.length > limit ? hits.filter(reaching(limit, hits)) : [...hits];
  return candidates
    .sort((a, b) => b.score - a.score || (docIdOf(a.document) < docIdOf(b.document) ? -1 : 1))
    .slice(0, limit);
}

/** Numbers sort many times faster than objects, so the lowest score that counts comes first. */
function reaching(limit: number, hits: readonly Ranked[]): (hit: Ranked) => boolean {
  const scores = Float64Array.from(hits, (hit) => hit.score).sort();
  const lowest = scores[scores.length - limit] ?? 0;
  return (hit) => hit.score >= lowest;
}
