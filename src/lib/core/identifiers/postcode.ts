import { looksLike, type Detector, type IdentifierLevel } from './detector.ts';
import { isLabelledAsThing } from './labels.ts';
import { scan, type Sighting } from './scan.ts';

/** The first half of a postcode: A9, A99, AA9, AA99, A9A or AA9A, with the letters in use. */
export const OUTWARD =
  '[A-PR-UWYZ](?:\\d{1,2}|\\d[A-HJKPSTUW]|[A-HK-Y]\\d{1,2}|[A-HK-Y]\\d[ABEHMNPRVWXY])';
const INWARD = '\\d[ABD-HJLNP-UW-Z]{2}';
const BETWEEN = '[ \\t]{0,2}\\n?[ \\t]{0,2}';
// ZZ99 stands for no fixed abode, unknown or abroad, and uses letters that no real postcode does.
const POSTCODE = new RegExp(
  `(?<![A-Z\\d])(?:(?:${OUTWARD})${BETWEEN}${INWARD}|ZZ99${BETWEEN}\\d[A-Z]{2}|GIR${BETWEEN}0AA)(?![A-Z\\d])`,
  'gi'
);

// Of the areas with one letter only these exist; C and T number the spine, and C57BL is a mouse.
const UNUSED_AREA = /^(?![BEGLMNSW])[A-Z]\d/i;

const CALLED_A_POSTCODE = /\bpost ?code\b[^A-Za-z\d]{0,4}(?:is |was )?$/i;
const CALLED_A_ROOM =
  /\b(?:ward|bay|space|bed|theatre|level|room|floor|cubicle|zone)s?\b.{0,11}$/is;
const ORDINAL = /^(?:1st|2nd|3rd|\dth)$/;
const AMOUNT = /^\d(?:hr|yr|ft|gy|hz|ng|ug|pg|dl|bd|st|lb|pt|fr|ga|xl|xs|gb|tb)$/;
const OF_A_BUILDING = /^ ?(?:floor|storey|percentile|centile|week|edition|line)\b/i;

/**
 * A full postcode: an outward and an inward half. Sources: Royal Mail, Postcode Address File, for
 * the shapes; NHS Data Dictionary, NHS Postcode Directory, for the ZZ99 pseudo-postcodes.
 */
export const postcode: Detector<'postcode'> = {
  kind: 'postcode',
  needsDigit: true,
  detect: (text) =>
    scan(POSTCODE, text, (sighting) => {
      const level = judge(sighting);
      const { start, end } = sighting;
      return level && { level, start, end, label: looksLike('a full postcode') };
    })
};

function judge(sighting: Sighting): IdentifierLevel | undefined {
  const { text, before } = sighting;
  if (CALLED_A_POSTCODE.test(before)) return 'block';
  if (isOrdinalOrAmount(sighting)) return undefined;
  if (UNUSED_AREA.test(text)) return /\s/.test(text) ? 'warn' : undefined;
  return couldBeAPlaceOrCode(sighting) ? 'warn' : 'block';
}

function isOrdinalOrAmount({ text }: Sighting): boolean {
  const inward = text.slice(-3);
  // "L4 5th floor" and "B12 5ug" are no postcodes; in capitals they may be.
  const capitals = inward === inward.toUpperCase();
  return !capitals && (ORDINAL.test(inward) || AMOUNT.test(inward.toLowerCase()));
}

function couldBeAPlaceOrCode({ text, before, after }: Sighting): boolean {
  if (CALLED_A_ROOM.test(before.slice(-18)) || isLabelledAsThing(before)) return true;
  if (/(?:\dTH|1ST|2ND|3RD)$/.test(text) && OF_A_BUILDING.test(after)) return true;
  const inOneWord = !/\s/.test(text);
  return inOneWord && (/[A-Za-z\d][-/_.]$/.test(before) || /^[-/_][A-Za-z\d]/.test(after));
}
