import { looksLike, type Detector, type Finding } from './detector.ts';
import { isLabelledAsThing } from './labels.ts';
import { scan } from './scan.ts';

const MOBILE = /(?<![\d.,/-])(?:44[ -]?)?7[1-57-9]\d{2}(?:[ -]?\d{6}|[ -]\d{3}[ -]\d{3})(?!\d)/g;

/** A mobile number as a spreadsheet leaves it: it takes the first 0 away. */
export const mobileWithoutZero: Detector<'phone'> = {
  kind: 'phone',
  needsDigit: true,
  detect: (text) =>
    scan(MOBILE, text, ({ before, start, end }): Finding | undefined => {
      if (isLabelledAsThing(before) || /[A-Za-z£$€]$/.test(before)) return undefined;
      return { level: 'warn', start, end, label: looksLike('a mobile number without its first 0') };
    })
};
