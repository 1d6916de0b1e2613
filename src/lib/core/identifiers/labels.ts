// What may stand between a label and its number, or between the numbers of a list.
const FILLER = '(?:[^A-Za-z]|\\b(?:is|was|were|and|or|nos?|nums?|numbers?|codes?|ids?)\\b)*$';

const OF_A_THING = new RegExp(
  '\\b(?:lots?|batch(?:es)?|serials?|models?|refs?|references?|cat|catalog(?:ue)?|orders?|invoices?' +
    `|parts?|assets?|products?|accounts?|skus?|udi|gtin|barcodes?|pmid|doi|s\\/n|sn)\\b${FILLER}`,
  'i'
);
const OF_A_TELEPHONE =
  /\b(?:tel|telephone|phone|mob|mobile|cell|landline|fax|contact|whatsapp)(?![a-z])\.?(?:[ -](?:no|num|number|details|is|was|on)(?![a-z])\.?)*[^A-Za-z\d]{0,5}$/i;
const OF_A_BOOK = /isbn(?:-?1[03])?[^A-Za-z]{0,20}$|(?<!\d)97[89][- ]?$/i;

/** Whether the words before a number say that it names a thing: a lot, a model, an order. */
export function isLabelledAsThing(before: string): boolean {
  return OF_A_THING.test(before);
}

/** Whether the words right before a number say that it is a telephone's. */
export function isLabelledAsPhone(before: string): boolean {
  return OF_A_TELEPHONE.test(before);
}

/** Whether the number is the rest of an ISBN: ISBN-10 has the very check digit of the NHS number. */
export function isLabelledAsBook(before: string): boolean {
  return OF_A_BOOK.test(before);
}
