import { looksLike, type Detector, type IdentifierLevel } from './detector.ts';
import {
  couldBeIssued,
  findTenDigitNumbers,
  levelBesideLabels,
  type TenDigitNumber
} from './ten-digit-number.ts';

const FIRST = 320_000_001;
const LAST = 399_999_999;

/**
 * The Health and Care number of Northern Ireland: an NHS number whose first nine digits lie in
 * Northern Ireland's share of the range. Source: NHS Data Dictionary, HEALTH AND CARE NUMBER.
 */
export const hcNumber: Detector<'hc-number'> = {
  kind: 'hc-number',
  needsDigit: true,
  detect: (text) => findTenDigitNumbers(text, judge, looksLike('a Health and Care number'))
};

function judge(number: TenDigitNumber): IdentifierLevel | undefined {
  const stem = Number(number.digits.slice(0, 9));
  const isNorthernIrish = stem >= FIRST && stem <= LAST;
  return isNorthernIrish && couldBeIssued(number.digits) ? levelBesideLabels(number) : undefined;
}
