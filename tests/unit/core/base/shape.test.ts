import { describe, expect, it } from 'vitest';
import { type Plain, shape } from '#lib/core/base/index.ts';

const { bytes, exactly, exactlyNull, flag, list, nullable, text, tuple, uint } = shape;
const person = tuple(exactly(1), text(5), nullable(uint(120)), flag, bytes(2), list(uint(), 2));
const amina: Plain = [1, 'Amina', 44, true, Uint8Array.of(1, 2), [7]];

describe('[C4] shapes', () => {
  it('give what fits, with bytes of its own', () => {
    const own = Uint8Array.of(9, 9);
    const read = person([1, 'Amina', null, false, own, []]);
    own[0] = 0;
    expect(read).toEqual([1, 'Amina', null, false, Uint8Array.of(9, 9), []]);
  });

  it.each<[string, Plain | undefined]>([
    ['a missing value', undefined],
    ['no list', 'Amina'],
    ['one too few', (amina as Plain[]).slice(0, 5)],
    ['one too many', [...(amina as Plain[]), 0]],
    ['another constant', [2, ...(amina as Plain[]).slice(1)]],
    ['text too long', [1, 'Aminah', 44, true, Uint8Array.of(1, 2), [7]]],
    ['bytes for text', [1, Uint8Array.of(1), 44, true, Uint8Array.of(1, 2), [7]]],
    ['a number too large', [1, 'Amina', 121, true, Uint8Array.of(1, 2), [7]]],
    ['a negative number', [1, 'Amina', -1, true, Uint8Array.of(1, 2), [7]]],
    ['a fraction', [1, 'Amina', 1.5, true, Uint8Array.of(1, 2), [7]]],
    ['a number for a flag', [1, 'Amina', 44, 1, Uint8Array.of(1, 2), [7]]],
    ['too few bytes', [1, 'Amina', 44, true, Uint8Array.of(1), [7]]],
    ['a list too long', [1, 'Amina', 44, true, Uint8Array.of(1, 2), [7, 8, 9]]],
    ['a wrong item deep inside', [1, 'Amina', 44, true, Uint8Array.of(1, 2), [7, 'x']]]
  ])('refuse %s', (_, value) => {
    expect(person(value)).toBeUndefined();
  });

  it('keep a place for later with null and nothing else', () => {
    expect(exactlyNull(null)).toBeNull();
    for (const value of [0, false, '', [] as Plain[]]) expect(exactlyNull(value)).toBeUndefined();
    expect(tuple(uint(), exactlyNull)([1, null])).toEqual([1, null]);
  });

  it('bound lists from below as well', () => {
    expect(list(uint(), 3, 1)([])).toBeUndefined();
    expect(list(uint(), 3, 1)([1])).toEqual([1]);
  });
});
