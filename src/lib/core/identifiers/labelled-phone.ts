import { looksLike, type Detector, type Finding } from './detector.ts';
import { isLabelledAsPhone } from './labels.ts';
import { scan } from './scan.ts';

const NUMBER = /(?<!\d)\d(?:[ .-]?\d){5,11}(?!\d)/g;

/** Any number that is called a telephone's: a mobile that lost its 0, a local number. */
export const labelledPhone: Detector<'phone'> = {
  kind: 'phone',
  needsDigit: true,
  detect: (text) =>
    scan(NUMBER, text, ({ text: found, before, start, end }): Finding | undefined => {
      if (!isLabelledAsPhone(before)) return undefined;
      const isWhole = found.replace(/\D/g, '').length >= 10;
      const label = looksLike('a telephone number');
      return { level: isWhole ? 'block' : 'warn', start, end, label };
    })
};
