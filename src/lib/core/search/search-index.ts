import { err, ok, type Bytes, type Result } from '#lib/core/base/index.ts';
import { countTerms } from './count-terms.ts';
import { DocumentTable, shardOf, type IndexedDocument } from './document-table.ts';
import { FieldIndex } from './field-index.ts';
import { RESULTS, SHARD_DOCUMENTS } from './parameters.ts';
import { planQuery, type QueryPlan } from './plan-query.ts';
import { rank } from './rank.ts';
import { decodeShard, encodeShard, type SavedIndexError, type Shard } from './saved-shard.ts';
import type { SearchableDocument } from './searchable-document.ts';

interface SearchOptions {
  /** Only documents of these spaces; without it, of all. */
  spaceIds?: readonly string[];
  /** At most this many hits; 50 without it. */
  limit?: number;
}

interface SearchHit {
  docId: string;
  spaceId: string;
  /** Comparable within one search only. */
  score: number;
}

interface SearchResults {
  /** Best first. */
  hits: SearchHit[];
  /** How many documents match, shown or not. */
  total: number;
  /** What to highlight in the documents found. */
  terms: MatchedTerms;
}

/** Terms of the index that a query asked for; `inTitles` count in titles only. */
export interface MatchedTerms {
  anywhere: readonly string[];
  inTitles: readonly string[];
}

/** A part of the index as it is stored; `bytes` is null when nothing of it is left to store. */
export interface SavedShard {
  shard: number;
  bytes: Bytes | null;
}

/**
 * Which documents hold which words. It keeps words, counts and ids but never text, and it is never
 * the only copy of anything: whenever it cannot be loaded it is filled anew.
 *
 * Results depend on the documents alone, not on the order or number of changes that led to them.
 */
export class SearchIndex {
  readonly #documents = new DocumentTable();
  readonly #fields = { title: new FieldIndex(), all: new FieldIndex() };
  readonly #unsaved = new Set<number>();

  /**
   * The index as it was saved. On an error the caller fills a new one: `other-version` was written
   * by another release, `damaged` is incomplete, altered or from different moments.
   */
  static load(saved: Iterable<Uint8Array>): Result<SearchIndex, SavedIndexError> {
    const index = new SearchIndex();
    for (const bytes of saved) {
      const shard = decodeShard(bytes);
      if (!shard.ok) return shard;
      if (!index.#addShard(shard.value)) return err({ type: 'damaged' });
    }
    return ok(index);
  }

  /** How many documents it holds. */
  get size(): number {
    return this.#documents.size;
  }

  /** What it holds, for its owner to compare after loading: put what differs, remove what is gone. */
  *documents(): Generator<IndexedDocument> {
    for (const [, document] of this.#documents.entries()) yield document;
  }

  /** Adds a document, or replaces what the index knew of it. */
  put(document: SearchableDocument): void {
    const { docId, spaceId, revision = '' } = document;
    const known = this.#documents.numberOf(docId);
    this.remove(docId);
    const number = known ?? this.#documents.freeNumber();
    this.#documents.put(number, { docId, spaceId, revision });

    const { title, all } = countTerms(document);
    this.#fields.title.add(number, title.length, title.counts);
    this.#fields.all.add(number, all.length, all.counts);
    this.#unsaved.add(shardOf(number));
  }

  /** Forgets a document; one that it does not hold is no error. */
  remove(docId: string): void {
    const number = this.#documents.numberOf(docId);
    if (number === undefined) return;
    this.#documents.remove(number);
    this.#fields.title.remove(number);
    this.#fields.all.remove(number);
    this.#unsaved.add(shardOf(number));
  }

  /** Forgets every document of a space. */
  removeSpace(spaceId: string): void {
    const leaving = [...this.#documents.entries()].filter(([, doc]) => doc.spaceId === spaceId);
    for (const [, document] of leaving) this.remove(document.docId);
  }

  /** The last word counts as unfinished unless something follows it, if only a space. */
  search(query: string, { spaceIds, limit = RESULTS }: SearchOptions = {}): SearchResults {
    const plan = planQuery(query, this.#fields);
    const spaces = spaceIds && new Set(spaceIds);
    const collection = {
      size: this.#documents.size,
      places: this.#documents.places,
      docIdOf: (number: number) => this.#documents.at(number)?.docId ?? '',
      accepts: (number: number) => !spaces || spaces.has(this.#documents.at(number)?.spaceId ?? '')
    };
    const { total, first } = rank(plan, this.#fields, collection, limit);
    const hits = first.flatMap(({ document, score }) => {
      const known = this.#documents.at(document);
      return known ? [{ docId: known.docId, spaceId: known.spaceId, score }] : [];
    });
    return { hits, total, terms: matchedTerms(plan) };
  }

  /**
   * The shards that changed since they were last taken, to be stored together, each in place of
   * its predecessor. Nothing in them is left of removed documents.
   */
  takeUnsaved(): SavedShard[] {
    const shards = [...this.#unsaved].sort((a, b) => a - b);
    this.#unsaved.clear();
    return shards.map((shard) => ({ shard, bytes: this.#encode(shard) }));
  }

  /** What was taken could not be stored: it counts as unsaved again. */
  giveBack(saved: readonly SavedShard[]): void {
    for (const { shard } of saved) this.#unsaved.add(shard);
  }

  #encode(shard: number): Bytes | null {
    const { title, all } = this.#fields;
    const first = shard * SHARD_DOCUMENTS;
    const beyond = first + SHARD_DOCUMENTS;
    const documents = [...this.#documents.within(first, beyond)].map(([number, document]) => ({
      number,
      ...document,
      titleLength: title.lengthOf(number),
      allLength: all.lengthOf(number)
    }));
    if (documents.length === 0) return null;
    const terms = [...all.termsWithin(first, beyond)].map(([term, postings]) => ({
      term,
      title: title.postingsWithin(term, first, beyond),
      all: postings
    }));
    return encodeShard({ shard, documents, terms });
  }

  /** False when a document is there already, from a shard of another moment, or is missing. */
  #addShard({ documents, terms }: Shard): boolean {
    const { title, all } = this.#fields;
    for (const { number, docId, spaceId, revision, titleLength, allLength } of documents) {
      if (this.#documents.numberOf(docId) !== undefined || this.#documents.at(number)) return false;
      this.#documents.put(number, { docId, spaceId, revision });
      title.introduce(number, titleLength);
      all.introduce(number, allLength);
    }
    return terms.every(
      (each) => title.append(each.term, each.title) && all.append(each.term, each.all)
    );
  }
}

function matchedTerms({ clauses }: QueryPlan): MatchedTerms {
  const alternatives = clauses.flatMap((clause) => clause.alternatives);
  const termsWhere = (titleOnly: boolean) => [
    ...new Set(alternatives.filter((a) => a.titleOnly === titleOnly).map((a) => a.term))
  ];
  return { anywhere: termsWhere(false), inTitles: termsWhere(true) };
}
