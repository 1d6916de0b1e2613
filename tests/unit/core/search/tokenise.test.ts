import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokenise } from '#lib/core/search/tokenise.ts';

const words = (text: string) => tokenise(text).map((token) => token.word);

describe('A text falls into words', () => {
  it('at everything that is no letter, digit or mark', () => {
    expect(words('Dose: 2.5 mg/kg (IV), <10 min_later…')).toEqual([
      'dose',
      '2',
      '5',
      'mg',
      'kg',
      'iv',
      '10',
      'min',
      'later'
    ]);
  });

  it('in one form, whatever the capitals and accents', () => {
    expect(words('ÉCLAIR éclair e\u0301clair ﬁne Straße')).toEqual([
      'eclair',
      'eclair',
      'eclair',
      'fine',
      'strasse'
    ]);
  });

  it('of which joined ones know their whole', () => {
    const [guillain, barre] = tokenise('(Guillain-Barré)');
    expect(guillain?.compound).toEqual({ start: 1, end: 15, word: 'guillainbarre', parts: 2 });
    expect(barre?.compound).toBe(guillain?.compound);
    expect(tokenise('2024-05-01')[0]?.compound).toBeNull();
    expect(tokenise('a-b-c-d-e')[0]?.compound).toBeNull();
  });

  it('without the endings that an apostrophe hangs on', () => {
    expect(words("the nurse's list wasn't theirs, we'll see O'Neill")).toEqual([
      'the',
      'nurse',
      'list',
      'theirs',
      'we',
      'see',
      'o',
      'neill'
    ]);
  });

  it('whose places are those of the text as it was given', () => {
    const text = 'Im Fall Bärbel O’Neill: ﬁne e\u0301clair, X‑ray.';
    const found = tokenise(text).map(({ start, end }) => text.slice(start, end));
    expect(found).toEqual([
      'Im',
      'Fall',
      'Bärbel',
      'O',
      'Neill',
      'ﬁne',
      'e\u0301clair',
      'X',
      'ray'
    ]);
  });

  it('in order, apart and within the text, for any text at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        let at = 0;
        for (const { start, end, word } of tokenise(text)) {
          expect(start).toBeGreaterThanOrEqual(at);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(text.length);
          expect(word).not.toBe('');
          expect(word.isWellFormed()).toBe(true);
          expect(word).not.toMatch(/\s/);
          at = end;
        }
      }),
      { numRuns: 150, seed: 7 }
    );
  });
});
