/**
 * That a document holds a term, and how often: the document's number in the upper bits, the count
 * in the lower. One small integer takes a fraction of the memory of an entry in a Map.
 */
export type Posting = number;

const COUNT_BITS = 10;
const MOST = 2 ** COUNT_BITS - 1;

/** Counts above 1,023 are kept as 1,023; the ranking levels off long before. */
export const postingOf = (document: number, count: number): Posting =>
  (document << COUNT_BITS) | Math.min(count, MOST);

export const documentOf = (posting: Posting): number => posting >>> COUNT_BITS;
export const countOf = (posting: Posting): number => posting & MOST;
