import { findMatches, WantedTerms, type Match } from './find-matches.ts';
import { PASSAGE_CHARACTERS, QUOTE_CONTEXT_CHARACTERS } from './parameters.ts';
import type { MatchedTerms } from './search-index.ts';
import type { Passage, SearchableDocument } from './searchable-document.ts';
import { segmentsOf, type Highlighted } from './segments.ts';
import { wordEnd, wordStart } from './word-boundary.ts';

interface Highlights {
  /** The whole title. */
  title: Highlighted;
  /** Where the text matches best; null when only the title does. */
  passage: HighlightedPassage | null;
}

interface HighlightedPassage {
  sectionId: string;
  /** About two lines around the matches, with an ellipsis where text was left out. */
  text: Highlighted;
  /** Exactly what stands in the section around the first match shown, within one line. */
  quote: string;
}

/** What to show of a document that a search found. `terms` are those of the search's results. */
export function highlight(document: SearchableDocument, terms: MatchedTerms): Highlights {
  const anywhere = new WantedTerms(terms.anywhere);
  const inTitle = new WantedTerms([...terms.anywhere, ...terms.inTitles]);
  const { title } = document;
  const best = bestCluster(document.passages, anywhere);
  return {
    title: segmentsOf(title, findMatches(title, inTitle), 0, title.length),
    passage: best && showCluster(best)
  };
}

/** Matches of one passage that fit into what is shown. */
interface Cluster {
  passage: Passage;
  matches: Match[];
  first: Match;
  last: Match;
}

/** The matches that stand together: as many different words as possible, then as many at all. */
function bestCluster(passages: readonly Passage[], wanted: WantedTerms): Cluster | null {
  let best: Cluster | null = null;
  let most = 0;
  for (const passage of passages) {
    const matches = findMatches(passage.text, wanted);
    let end = 0;
    for (const [start, first] of matches.entries()) {
      while (end < matches.length && (matches[end]?.end ?? 0) - first.start <= PASSAGE_CHARACTERS) {
        end++;
      }
      const together = matches.slice(start, Math.max(end, start + 1));
      const different = new Set(together.map((match) => match.stem)).size;
      const value = different * PASSAGE_CHARACTERS + together.length;
      if (value <= most) continue;
      most = value;
      best = { passage, matches, first, last: together.at(-1) ?? first };
    }
  }
  return best;
}

function showCluster({ passage, matches, first, last }: Cluster): HighlightedPassage {
  const { sectionId, text } = passage;
  const [start, end] = windowAround(text, first.start, last.end);
  return { sectionId, text: segmentsOf(text, matches, start, end), quote: quoteOf(text, first) };
}

/** A stretch of the usual length, a third of what is spare before the matches, cut at spaces. */
function windowAround(text: string, from: number, to: number): [number, number] {
  const spare = Math.max(0, PASSAGE_CHARACTERS - (to - from));
  const latest = Math.max(0, text.length - PASSAGE_CHARACTERS);
  const start = Math.max(0, Math.min(from - Math.floor(spare / 3), latest));
  const end = Math.min(text.length, start + PASSAGE_CHARACTERS);
  return [wordStart(text, start, from), wordEnd(text, end, Math.min(to, end))];
}

function quoteOf(text: string, { start, end }: Match): string {
  const before = text.slice(Math.max(0, start - QUOTE_CONTEXT_CHARACTERS), start);
  const after = text.slice(end, end + QUOTE_CONTEXT_CHARACTERS);
  const from = wordStart(text, start - (/.*$/.exec(before)?.[0].length ?? 0), start);
  const to = wordEnd(text, end + (/^.*/.exec(after)?.[0].length ?? 0), end);
  return text.slice(from, to).trim();
}
