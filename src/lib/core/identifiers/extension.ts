import { looksLike, type Detector, type Finding } from './detector.ts';
import { scan } from './scan.ts';

const EXTENSION =
  /\b(?:ext|extn|extension|bleep|bleeped|pager|paged|dect)(?:\.|\b)(?: (?:no|num|number)\b\.?)?[ :#-]{0,3}(\d{3,6})(?!\d|[.,/-]\d)/gi;
// 2222 calls the arrest team in every hospital.
const ARREST_CALL = '2222';
const MEASURE =
  /^ ?(?:degrees?|deg|°|%|mm|cm|m|ml|mg|minutes?|mins?|hours?|days?|weeks?|years?)(?![a-z])/i;

/** An internal telephone extension or a bleep: known only inside, where it names one person. */
export const extension: Detector<'extension'> = {
  kind: 'extension',
  needsDigit: true,
  detect: (text) =>
    scan(EXTENSION, text, ({ groups, after, end }): Finding | undefined => {
      const number = groups[0] ?? '';
      if (number === ARREST_CALL || MEASURE.test(after)) return undefined;
      const label = looksLike('a bleep or extension number');
      return { level: 'warn', start: end - number.length, end, label };
    })
};
