import { looksLike, type Detector, type IdentifierLevel } from './detector.ts';
import {
  couldBeIssued,
  findTenDigitNumbers,
  levelBesideLabels,
  type TenDigitNumber
} from './ten-digit-number.ts';

/**
 * The Community Health Index number of Scotland: a date of birth as DDMMYY, a serial whose last
 * digit tells the sex, and the Modulus 11 check digit. Source: NHS Data Dictionary, COMMUNITY
 * HEALTH INDEX NUMBER. It passes for an NHS number too, so the label names both.
 */
export const chiNumber: Detector<'chi-number'> = {
  kind: 'chi-number',
  needsDigit: true,
  detect: (text) => findTenDigitNumbers(text, judge, looksLike('an NHS/CHI number'))
};

function judge(number: TenDigitNumber): IdentifierLevel | undefined {
  const isChi = beginsWithDate(number.digits) && couldBeIssued(number.digits);
  return isChi ? levelBesideLabels(number) : undefined;
}

function beginsWithDate(digits: string): boolean {
  const day = Number(digits.slice(0, 2));
  const month = Number(digits.slice(2, 4));
  const year = Number(digits.slice(4, 6));
  // The century is not written; 2000 was a leap year, so 29 February counts in every fourth year.
  const date = new Date(Date.UTC(2000 + year, month - 1, day));
  // A day too many or too few runs over into another month.
  return date.getUTCMonth() === month - 1;
}
