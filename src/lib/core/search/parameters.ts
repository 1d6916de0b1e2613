/**
 * Every number that decides what is found and in what order, with its reason. They were chosen by
 * steps that helped on several unrelated collections at once; none is fitted to one of them.
 */

/** The usual saturation of BM25: the tenth repetition of a word says little more than the third. */
export const TERM_SATURATION = 1.2;

/** How strongly a long text is held back: most cases are long because they are thorough. */
export const LENGTH_PENALTY = 0.7;

/** The floor of BM25+: a word found in a very long text still counts for something. */
export const MATCH_FLOOR = 0.5;

/** Words of the title are counted with the text as well, so the title alone needs only a little. */
export const TITLE_WEIGHT = 0.3;

/** In a long question, the form that was typed comes before other forms without burying them. */
export const SAME_FORM_WEIGHT = 0.2;

/** Who types two or three words mostly remembers them as they were written. */
export const SAME_FORM_WEIGHT_SHORT_QUERY = 1;

/** A longer word that begins as typed is a guess: worth less than the word, but always shown. */
export const PREFIX_WEIGHT = 0.375;

/** How fast a beginning loses worth with each letter that is still missing. */
export const PREFIX_DECAY = 0.3;

/** A word within a few letters of the one typed, tried only where nothing has the word itself. */
export const MISSPELLING_WEIGHT = 0.45;

/** Below four letters almost every word is one letter away from another. */
export const MISSPELLING_SHORTEST = 4;

/** From eight letters on, two slips still leave a word that can be told from its neighbours. */
export const MISSPELLING_TWO_SLIPS = 8;

/** One or two letters begin too many words of the texts; in titles they begin few enough. */
export const PREFIX_IN_TEXTS = 3;

/** In a short query each further word that matches counts; in a long one it rewards mere length. */
export const SHORT_QUERY = 4;

/** Up to six words people mean all of them; a pasted sentence is never found whole. */
export const ALL_WORDS_QUERY = 6;

/** With this many texts that have every word, those that lack one are only in the way. */
export const ENOUGH_WITH_ALL_WORDS = 10;

/** A pasted paragraph says what it is about in its first words; the rest costs time. */
export const QUERY_DISTINCT_WORDS = 128;
export const QUERY_CHARACTERS = 10_000;

/** Longer runs of letters are codes, not words; the cut bounds the dictionary. */
export const WORD_LETTERS = 64;

/** "state-of-the-art" is also kept as one word, a chain of codes is not. */
export const COMPOUND_PARTS = 4;

/** One screen of results and some to scroll. */
export const RESULTS = 50;

/** About two lines of text, as much as is taken in at a glance. */
export const PASSAGE_CHARACTERS = 240;

/** Enough on either side to tell one place of a section from another. */
export const QUOTE_CONTEXT_CHARACTERS = 32;

/** Small enough that saving an edit costs little, large enough that shards repeat few words. */
export const SHARD_DOCUMENTS = 1_000;
