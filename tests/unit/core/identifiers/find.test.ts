import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findIdentifiers } from '#lib/core/identifiers/index.ts';
import { withMarks } from './marked.ts';

const NHS_NUMBERS = ['999 000 0018', '9990000026', '999-000-1235', '450 557 7104'];
const PLANTED = [...NHS_NUMBERS, 'LE1 5WW', 'DOB 14/02/1948', '07700 900123', 'JG103759A'];
const INVISIBLE = ['\u00ad', '\u200b', '\u200d', '\u2060', '\ufeff', '\u200e'];

describe('a whole draft', () => {
  it('with every fixture identifier planted has each of them marked', () => {
    const draft =
      'Mrs Edith Marlow, DOB 14/02/1948, NHS 999 000 0018, of 4 Mill Lane, Leicester LE1 5WW ' +
      '(07700 900123), was moved from ward B12 3AB. Her CHI number was 010101 1237.';
    expect(withMarks(draft, findIdentifiers(draft))).toBe(
      'Mrs Edith Marlow, DOB ⟦14/02/1948⟧, NHS ⟦999 000 0018⟧, of 4 Mill Lane, Leicester ⟦LE1 5WW⟧ ' +
        '(⟦07700 900123⟧), was moved from ward ⟦B12 3AB⟧. Her CHI number was ⟦010101 1237⟧.'
    );
    expect(findIdentifiers(draft).map((hit) => `${hit.kind} ${hit.level}`)).toEqual([
      'birth-date block',
      'nhs-number block',
      'postcode block',
      'phone block',
      'postcode warn',
      'chi-number block'
    ]);
  });

  it.each([
    "Bell's palsy",
    'Waterlow score 21',
    'lot number 4010232137',
    'BP 120/80',
    'ward B12 3AB',
    'on the L4 5th floor',
    'in 2015/16',
    '1111111111',
    'May 2024, version 1.2.24, doses 5/7 and 2/52'
  ])('with "%s" in it has nothing that stops it', (decoy) => {
    const draft = `The patient was seen again: ${decoy}. Nothing else was found.`;
    expect(findIdentifiers(draft).filter((hit) => hit.level === 'block')).toEqual([]);
  });

  it('without a single digit has nothing to mark', () => {
    expect(findIdentifiers('The lens was checked twice and still went in upside down.')).toEqual(
      []
    );
    expect(findIdentifiers('')).toEqual([]);
  });
});

describe('two readings of one text', () => {
  it('leave the stronger one', () => {
    const hits = findIdentifiers('mobile 7700900126');
    expect(hits.map((hit) => `${hit.kind} ${hit.level}`)).toEqual(['phone block']);
  });

  it('leave the longer one where both are as strong', () => {
    // An NHS number by its digits, but the prefix makes the whole a telephone number.
    expect(findIdentifiers('450 557 7104').map((hit) => hit.kind)).toEqual(['nhs-number']);
    const text = '+44 (0)450 557 7104';
    expect(withMarks(text, findIdentifiers(text))).toBe(`⟦${text}⟧`);
    expect(findIdentifiers(text).map((hit) => hit.kind)).toEqual(['phone']);
  });

  it('leave the more specific one where both are as long', () => {
    expect(findIdentifiers('0101011237').map((hit) => hit.kind)).toEqual(['chi-number']);
  });
});

describe('whatever the text', () => {
  const anyText = fc
    .array(
      fc.oneof(
        fc.string({ unit: 'grapheme', maxLength: 12 }),
        fc.string({ unit: 'binary', maxLength: 4 }),
        fc.constantFrom(
          ...PLANTED,
          ...INVISIBLE,
          'NHS no ',
          'DOB ',
          'born ',
          'tel ',
          '+44 ',
          '(0)'
        ),
        fc.constantFrom('９９９', '𝟗𝟗', '٠', 'ﷺ', 'e\u0301', '1\u20e3', '\ud83d', '\r\n', '½', '…')
      ),
      { maxLength: 12 }
    )
    .map((parts) => parts.join(''));

  it('hits lie within it, in order, apart, and never cut a character in two', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        let done = 0;
        for (const { start, end } of findIdentifiers(text)) {
          expect(start).toBeGreaterThanOrEqual(done);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(text.length);
          for (const edge of [start, end]) {
            expect(/[\ud800-\udbff][\udc00-\udfff]/.test(text.slice(edge - 1, edge + 1))).toBe(
              false
            );
          }
          done = end;
        }
      }),
      { seed: 211, numRuns: 500 }
    );
  });

  it('a planted identifier is found at its own place', () => {
    const prose = fc.string({
      unit: fc.constantFrom('a', 'é', '😀', ' ', '’', '…'),
      maxLength: 40
    });
    fc.assert(
      fc.property(prose, fc.constantFrom(...PLANTED), prose, (before, planted, after) => {
        const text = `${before}\n${planted}\n${after}`;
        const hits = findIdentifiers(text);
        const last = before.length + 1 + planted.length;
        expect(hits).toEqual([expect.objectContaining({ level: 'block', end: last })]);
        expect(planted).toContain(text.slice(hits[0]?.start, last));
      }),
      { seed: 14, numRuns: 200 }
    );
  });

  it('an NHS number is found whatever invisible characters and spaces are typed into it', () => {
    const gap = fc.constantFrom(
      '',
      ' ',
      '\u00a0',
      '\u2009',
      '\u2007',
      '-',
      '\u2011',
      '\u2013',
      '.'
    );
    const specks = fc.array(fc.tuple(fc.nat({ max: 12 }), fc.constantFrom(...INVISIBLE)), {
      maxLength: 6
    });
    fc.assert(
      fc.property(gap, gap, specks, (first, second, invisible) => {
        let number = `999${first}000${second}0018`;
        for (const [at, speck] of invisible) {
          const inside = Math.min(Math.max(at, 1), number.length - 1);
          number = number.slice(0, inside) + speck + number.slice(inside);
        }
        const hits = findIdentifiers(`see ${number}.`);
        expect(hits).toEqual([
          expect.objectContaining({
            kind: 'nhs-number',
            level: 'block',
            start: 4,
            end: 4 + number.length
          })
        ]);
      }),
      { seed: 42, numRuns: 300 }
    );
  });

  it('every number that England could issue, and one that fails the check does not', () => {
    const stem = fc.tuple(
      fc.constantFrom('40', '48', '60', '79', '99'),
      fc.nat({ max: 9_999_999 })
    );
    fc.assert(
      fc.property(stem, ([first, rest]) => {
        const nine = (first === '99' ? '999' : first) + String(rest).padStart(7, '0');
        const digits = nine.slice(0, 9);
        const weighted = [...digits].reduce((sum, d, place) => sum + Number(d) * (10 - place), 0);
        const check = (11 - (weighted % 11)) % 11;
        for (let last = 0; last < 10; last += 1) {
          const levels = findIdentifiers(`seen: ${digits}${last}`)
            .filter((hit) => hit.kind === 'nhs-number')
            .map((hit) => hit.level);
          const allTheSame = new Set(`${digits}${last}`).size === 1;
          expect(levels).toEqual(last === check && !allTheSame ? ['block'] : []);
        }
      }),
      { seed: 7, numRuns: 100 }
    );
  });
});

describe('a hundred thousand characters made to slow it down', () => {
  // No stop-watch: a pattern that backtracks would not end within the patience of the test runner.
  it.each([
    '1',
    '0',
    '0 ',
    '1.',
    '９ ',
    '٩',
    '1\u00ad',
    '1\u0301',
    'ﷺ1',
    '\ud835\udfd7',
    '1–',
    '1\n',
    '11\n ',
    '9 9 9 ',
    '999 000 001',
    '999 000 0018 ',
    'A1',
    'A1 \t',
    'LE1 5W',
    'LE1 5WW ',
    'AB 12 34 56 ',
    'born ',
    'DOB 1/',
    'd o b ',
    '(1/1/1900',
    '[1/1/1900]',
    '76F (',
    '0(',
    '0         ',
    '+44 (0)',
    '+1',
    'nhs 1',
    'NHS no 1 1 ',
    'tel no is on ',
    'bleep ',
    'lot number number ',
    'isbn 1 ',
    'postcode is ',
    'lives in the LE1 ',
    'ward ward ',
    '7 years '
  ])(
    '%j',
    (unit) => {
      const text = unit.repeat(Math.ceil(100_000 / unit.length)).slice(0, 100_000);
      for (const hit of findIdentifiers(`${text}1`)) expect(hit.end).toBeLessThanOrEqual(100_001);
    },
    30_000
  );
});
