import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalise } from '#lib/core/identifiers/normalise.ts';

/** The part of `original` that the first `part` of its normalised text was made from. */
function origin(original: string, part: string): string {
  const { text, toOriginal } = normalise(original);
  const at = text.indexOf(part);
  expect(at, `"${part}" in "${text}"`).toBeGreaterThanOrEqual(0);
  const { start, end } = toOriginal(at, at + part.length);
  return original.slice(start, end);
}

describe('one plain spelling', () => {
  it.each([
    ['digits of every script', '٣४৫๖７𝟖⑨²', '34567892'],
    ['spaces of every width', 'a\u00a0b\u2009c\u2007d\u3000e\u202ff', 'a b c d e f'],
    ['dashes of every length', 'a‐b‑c‒d–e—f−g－h', 'a-b-c-d-e-f-g-h'],
    ['characters without width', 's\u00ado\u200bf\u2060t\ufeff!\u200d', 'soft!'],
    ['ends of lines', 'a\r\nb\rc\u2028d\u2029e\vf', 'a\nb\nc\nd\ne\nf'],
    ['ligatures and signs', 'ﬁ №4 ℡', 'fi No4 TEL'],
    ['accents', 'e\u0301 é', 'é é'],
    ['marks on digits', '1\u0332 2\ufe0f\u20e3', '1 2'],
    ['slashes and dots', '14⁄02∕48 1·5', '14/02/48 1.5'],
    ['what is plain already', 'Lot 12, 5/7 – “no”', 'Lot 12, 5/7 - “no”'],
    ['half of a pair', '\ud835 1', '\ud835 1']
  ])('for %s', (_, original, plain) => expect(normalise(original).text).toBe(plain));
});

describe('the way back', () => {
  it.each([
    ['past a pair of units', '😀 𝟗𝟗 x', '99', '𝟗𝟗'],
    ['past a character that grew', 'ﷺ 12', '12', '12'],
    ['past characters that vanished', '\u00ad\u200b12', '12', '12'],
    ['over characters that vanished within', '1\u00ad\u200b2', '12', '1\u00ad\u200b2'],
    ['without those that vanished behind', '12\u00ad\u200b x', '12', '12'],
    ['past accents that were joined', 'e\u0301e\u0301 12', '12', '12'],
    ['with the marks on the digits', '1\u03322\u0332 x', '12', '1\u03322\u0332'],
    ['from a part of a character to the whole', 'a№4', 'o4', '№4'],
    ['past a line end of two units', 'a\r\n12', '12', '12']
  ])('leads %s', (_, original, part, expected) => expect(origin(original, part)).toBe(expected));

  it('covers the whole text, piece by piece and in order, whatever the text', () => {
    const unit = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 3 }),
      fc.string({ unit: 'binary', maxLength: 2 }),
      fc.constantFrom('\u00ad', '\r\n', 'ﷺ', '½', '٣', '𝟗', 'e\u0301', '1\u20e3')
    );
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 10 }), (parts) => {
        const original = parts.join('');
        const { text, toOriginal } = normalise(original);
        let reached = 0;
        for (let at = 0; at < text.length; at += 1) {
          const { start, end } = toOriginal(at, at + 1);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeGreaterThanOrEqual(reached);
          // What no piece covers is what vanished.
          if (start > reached) expect(normalise(original.slice(reached, start)).text).toBe('');
          reached = end;
        }
        expect(normalise(original.slice(reached)).text).toBe('');
      }),
      { seed: 3, numRuns: 500 }
    );
  });
});
