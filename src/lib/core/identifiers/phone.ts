import { looksLike, type Detector, type Finding, type IdentifierLevel } from './detector.ts';
import { isLabelledAsPhone, isLabelledAsThing } from './labels.ts';
import { scan, type Sighting } from './scan.ts';

const GAP = '[ .()\\t\\n-]{0,3}';
const BRITISH = new RegExp(
  `(?<!\\d)(?:\\(?(?:\\+ ?|00 ?)44 ?\\)?${GAP}(?:\\( ?0 ?\\)|0)?|\\( ?0|0)${GAP}[1-9](?:${GAP}\\d){8,9}(?!\\d)`,
  'g'
);
const FOREIGN = /(?<![\dA-Za-z])\+[1-9](?:[ .()-]{0,2}\d){8,14}(?!\d)/g;

const AREAS_IN_USE = /^(?:1[1-9]|2[03489]|3[0347]|5[056]|7|8|9)/;
// Helplines, switchboards and premium lines: they lead to a place, seldom to a person.
const OF_AN_ORGANISATION = /^(?:3|8|9)/;

/**
 * A telephone number: British ones after +44, 0044 or 0, foreign ones after + only. Source: Ofcom,
 * The National Telephone Numbering Plan; numbers set aside for drama and tests count like others.
 */
export const phone: Detector<'phone'> = {
  kind: 'phone',
  needsDigit: true,
  *detect(text): Generator<Finding> {
    const label = looksLike('a telephone number');
    yield* scan(BRITISH, text, (sighting) => {
      const level = judge(sighting);
      // Of "(07700 900123)" the bracket is the sentence's, of "(0116) 496 0123" the number's.
      const bracket = /^\([^)]*$/.test(sighting.text) ? 1 : 0;
      return level && { level, start: sighting.start + bracket, end: sighting.end, label };
    });
    yield* scan(FOREIGN, text, ({ start, end }): Finding => ({
      level: 'block',
      start,
      end,
      label
    }));
  }
};

function judge({ text, before }: Sighting): IdentifierLevel | undefined {
  const called = isLabelledAsPhone(before);
  if (!called && /[A-Za-z]$|\d[.,/-]$/.test(before)) return undefined;
  const international = /^\(?(?:\+|00)/.test(text);
  const groups = groupsOf(text, international);
  const number = groups.join('');
  if (!AREAS_IN_USE.test(number)) return undefined;
  if (!international && !called && !isGroupedLikePhone(groups)) return undefined;
  if (isLabelledAsThing(before) && !called) return 'warn';
  return OF_AN_ORGANISATION.test(number) ? 'warn' : 'block';
}

/** The digits as they are grouped, without the prefix: "(0116) 496 0123" is 116, 496, 0123. */
function groupsOf(text: string, international: boolean): string[] {
  const national = international
    ? text.replace(/^\(?(?:\+|00) ?44/, '').replace(/^[^\d]*0?/, '')
    : text.replace(/^\(? ?0/, '');
  return national.split(/\D+/).filter((group) => group !== '');
}

/** Decimals, dates and columns of figures begin with 0 too; a dialling code has more digits. */
function isGroupedLikePhone(groups: readonly string[]): boolean {
  const lengths = groups.map((group) => group.length);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const [area = 0, ...others] = lengths;
  if (lengths.every((length) => length === 1)) return total === 10;
  // A nine-digit number, such as 01204 12345, is known from other numbers only by its dialling code.
  if (total === 9)
    return (area === 4 || area === 3) && others.length > 0 && Math.min(...others) >= 3;
  return area >= 2 && others.length <= 4 && others.every((length) => length >= 2);
}
