import type { Fields } from './field-index.ts';
import { Lookup, type Alternative } from './lookup.ts';
import { QUERY_CHARACTERS, QUERY_DISTINCT_WORDS } from './parameters.ts';
import { isStopWord } from './stop-words.ts';
import { tokenise, type Token } from './tokenise.ts';

/** One word of the query: any of its alternatives finds it. */
export interface Clause {
  alternatives: readonly Alternative[];
  /** How often the query says it. Repetition is meant: dropping it costs much on long queries. */
  times: number;
}

export interface QueryPlan {
  clauses: Clause[];
  /** Words of the query that are searched for, repetitions included. */
  words: number;
}

/** Which terms of the index a query asks for. A query without a letter or digit asks for none. */
export function planQuery(query: string, fields: Fields): QueryPlan {
  const typed = query.slice(0, QUERY_CHARACTERS);
  const tokens = tokenise(typed);
  const unfinished = tokens.at(-1)?.end === typed.length ? tokens.at(-1) : undefined;
  const telling = tokens.filter((token) => !isStopWord(token.word));
  if (telling.length === 0) return planOfBeginnings(tokens, fields);

  const lookup = new Lookup(fields, telling.length);
  const clausesByWord = new Map<string, Clause>();
  let words = 0;
  for (const token of telling) {
    const isUnfinished = token === unfinished;
    const key = `${token.word} ${token.compound?.word ?? ''} ${isUnfinished}`;
    const clause = clausesByWord.get(key);
    if (clause) clause.times++;
    else if (clausesByWord.size === QUERY_DISTINCT_WORDS) break;
    else clausesByWord.set(key, { alternatives: lookup.find(token, isUnfinished), times: 1 });
    words++;
  }
  return { clauses: [...clausesByWord.values()], words };
}

/** Nothing but stop words: perhaps the beginnings of other words, as "the" of "theatre". */
function planOfBeginnings(tokens: readonly Token[], fields: Fields): QueryPlan {
  const words = [...new Set(tokens.map((token) => token.word))].slice(0, QUERY_DISTINCT_WORDS);
  const lookup = new Lookup(fields, words.length);
  const clauses = words.map((word) => ({ alternatives: lookup.beginningWith(word), times: 1 }));
  return { clauses, words: words.length };
}
