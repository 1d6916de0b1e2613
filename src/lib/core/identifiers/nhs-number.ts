import { looksLike, type Detector, type Finding, type IdentifierLevel } from './detector.ts';
import { isLabelledAsThing } from './labels.ts';
import { scan } from './scan.ts';
import {
  couldBeIssued,
  findTenDigitNumbers,
  isLabelledAsPatients,
  levelBesideLabels,
  type TenDigitNumber
} from './ten-digit-number.ts';

// Issued in England, Wales, Northern Ireland and the Isle of Man; 999 is for tests, and test data
// must be caught as real data would be.
const IN_USE = /^(?:[3467]|999)/;
const HOURLY_STAMP = /^20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])$/;
// A label right before excuses any grouping, and a digit too few or too many.
const RIGHT_AFTER_LABEL =
  /(?<=\bnhs(?:[ -]?(?:no|number|num|id)\b\.?(?: is)?[ :#=(-]{0,4}|[:#=] ?))\d(?:[ ._-]{0,2}\d){8,10}(?!\d)/gi;

/**
 * The NHS number: ten digits, usually 3-3-4, with a Modulus 11 check digit. Source: NHS Data
 * Dictionary, NHS NUMBER. One in eleven of all ten-digit numbers passes the check, so a number
 * outside the ranges in use only warns unless it is called an NHS number; and a number that is
 * called one warns even if it fails, for a slip of the finger identifies no less.
 */
export const nhsNumber: Detector<'nhs-number'> = {
  kind: 'nhs-number',
  needsDigit: true,
  *detect(text): Generator<Finding> {
    const label = looksLike('an NHS number');
    yield* findTenDigitNumbers(text, judge, label);
    yield* scan(RIGHT_AFTER_LABEL, text, ({ text: found, start, end }): Finding => {
      const level = couldBeIssued(found.replace(/\D/g, '')) ? 'block' : 'warn';
      return { level, start, end, label };
    });
  }
};

function judge(number: TenDigitNumber): IdentifierLevel | undefined {
  const { digits, before, text } = number;
  const labelled = isLabelledAsPatients(number);
  if (!couldBeIssued(digits)) {
    return labelled && !isLabelledAsThing(before) ? 'warn' : undefined;
  }
  if (labelled || IN_USE.test(digits)) return levelBesideLabels(number);
  return HOURLY_STAMP.test(text) ? undefined : 'warn';
}
