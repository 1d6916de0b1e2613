import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { align } from '#lib/editor/binding/align.ts';
import { difference } from '#lib/editor/binding/difference.ts';

const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'l', '😀', '😁', 'é') });

describe('the difference between two texts', () => {
  it('turns one into the other and never cuts a character in two', () => {
    fc.assert(
      fc.property(letters, letters, fc.option(fc.nat(20)), (before, after, caret) => {
        const place = caret === null ? null : Math.min(caret, after.length);
        const { at, removed, inserted } = difference(before, after, place);
        const middle = after.slice(at, at + inserted);
        expect(before.slice(0, at) + middle + before.slice(at + removed)).toBe(after);
        for (const part of [middle, before.slice(at, at + removed)]) {
          expect(part).toBe(part.toWellFormed());
        }
      })
    );
  });

  it('puts what was typed where the caret is', () => {
    expect(difference('helo', 'hello', 4)).toEqual({ at: 3, removed: 0, inserted: 1 });
    expect(difference('helo', 'hello', 3)).toEqual({ at: 2, removed: 0, inserted: 1 });
    expect(difference('aaa', 'aa', 1)).toEqual({ at: 1, removed: 1, inserted: 0 });
  });
});

describe('pairing two lists', () => {
  const pair = (from: string, to: string) =>
    align(from.length, to.length, (a, b) => (from[a] === to[b] ? 1 : 0));

  it('keeps order, uses every item once and pairs as much as can be', () => {
    fc.assert(
      fc.property(letters, letters, (from, to) => {
        const pairings = pair(from, to);
        const froms = pairings.flatMap((step) => ('from' in step ? [step.from] : []));
        const tos = pairings.flatMap((step) => ('to' in step ? [step.to] : []));
        expect(froms).toEqual([...from.split('').keys()]);
        expect(tos).toEqual([...to.split('').keys()]);
      })
    );
    expect(pair('abcd', 'xbcy').filter((step) => 'from' in step && 'to' in step)).toHaveLength(2);
  });
});
