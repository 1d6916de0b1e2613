import { looksLike, type Detector, type Finding } from './detector.ts';
import { OUTWARD } from './postcode.ts';
import { scan } from './scan.ts';

const DISTRICT = new RegExp(
  `(?<![A-Za-z\\d])(?:${OUTWARD})(?![A-Za-z\\d]|[ \\t]?\\d[A-Z]{2})`,
  'g'
);
const CALLED_A_PLACE =
  /\b(?:(?:lives?|lived|living|resides?|residing|resident|housed|home) (?:in|at|near|of|around)(?: the)? |post ?code[^A-Za-z\d]{0,4}(?:area |district |is |was )*)$/i;
const CALLED_AN_AREA = /^ (?:post ?code|district)\b/i;
// "The L4 area" is a vertebra: only a district of two letters is told by that word.
const TWO_LETTERS_AREA = /^[A-Z]{2}\d+[A-Z]? area\b/;

/** The first half of a postcode alone: a few thousand homes, so only beside words about a home. */
export const postcodeDistrict: Detector<'postcode-district'> = {
  kind: 'postcode-district',
  needsDigit: true,
  detect: (text) =>
    scan(DISTRICT, text, ({ text: found, before, after, start, end }): Finding | undefined => {
      const isPlace =
        CALLED_A_PLACE.test(before) ||
        CALLED_AN_AREA.test(after) ||
        TWO_LETTERS_AREA.test(found + after);
      if (!isPlace) return undefined;
      return { level: 'warn', start, end, label: looksLike('part of a postcode') };
    })
};
