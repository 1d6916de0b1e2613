import { looksLike, type Detector, type Finding } from './detector.ts';
import { isLabelledAsThing } from './labels.ts';
import { scan } from './scan.ts';

const PREFIX =
  '(?<![A-Z\\d])(?!BG|GB|NK|KN|NT|TN|ZZ)[ABCEGHJ-PRSTW-Z][ABCEGHJ-NPRSTW-Z](?:[ -]?\\d\\d){3}';
const WITH_OR_WITHOUT_SUFFIX = new RegExp(`${PREFIX}([ -]?[A-D])?(?![A-Z\\d])`, 'gi');
const LABEL = /\b(?:n\.?i\.?(?: ?n(?:o|um|umber)\b|\b)|nino\b|national insurance)/i;

/**
 * The National Insurance number: two letters, six digits and A to D, some letters never used.
 * Source: HMRC, National Insurance Manual, NIM39110. The last letter is often left
 * out, so beside the words a number without it warns.
 */
export const niNumber: Detector<'ni-number'> = {
  kind: 'ni-number',
  needsDigit: true,
  detect: (text) =>
    scan(WITH_OR_WITHOUT_SUFFIX, text, ({ text: found, before, start, end, groups }) => {
      const labelled = LABEL.test(before);
      const isWhole = groups[0] !== undefined;
      // "at 12 34 56 a day": small letters with gaps are words unless somebody says otherwise.
      const couldBeWords = /[a-z]/.test(found) && /[ -]/.test(found);
      if (!labelled && (!isWhole || couldBeWords)) return undefined;
      const couldBeAThing = !labelled && isLabelledAsThing(before);
      return {
        level: isWhole && !couldBeAThing ? 'block' : 'warn',
        start,
        end,
        label: looksLike('a National Insurance number')
      } satisfies Finding;
    })
};
