import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compareBytes,
  concatBytes,
  fromBase64Url,
  idFromBytes,
  idToBytes,
  isId,
  toBase64Url,
  toHex,
  uintToBytes
} from '#lib/core/base/index.ts';

const sixteen = fc.uint8Array({ minLength: 16, maxLength: 16 });

describe('[C3] ids', () => {
  it('are 26 small letters and digits that lead back to the same sixteen bytes', () => {
    fc.assert(
      fc.property(sixteen, (bytes) => {
        const id = idFromBytes(bytes);
        expect(id).toMatch(/^[a-z2-7]{26}$/);
        expect(isId(id)).toBe(true);
        expect(idToBytes(id)).toEqual(Uint8Array.from(bytes));
      })
    );
  });

  it('have one form only', () => {
    const id = idFromBytes(new Uint8Array(16));
    expect(isId(id)).toBe(true);
    const spareBitsSet = `${id.slice(0, 25)}b`;
    expect(isId(spareBitsSet)).toBe(false);
    for (const text of [
      '',
      id.slice(1),
      `${id}a`,
      id.toUpperCase(),
      id.replace('a', '1'),
      ` ${id}`
    ]) {
      expect(isId(text)).toBe(false);
    }
  });

  it('throw where our own code hands over something else', () => {
    expect(() => idToBytes('not an id!')).toThrow();
  });
});

describe('bytes', () => {
  it('sort like numbers when written big-endian', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.maxSafeNat(), (a, b) => {
        expect(Math.sign(compareBytes(uintToBytes(a, 8), uintToBytes(b, 8)))).toBe(
          Math.sign(a - b)
        );
      })
    );
  });

  it('sort a beginning before what it begins', () => {
    expect(compareBytes(Uint8Array.of(1), Uint8Array.of(1, 0))).toBeLessThan(0);
    expect(concatBytes(Uint8Array.of(1), Uint8Array.of(), Uint8Array.of(2))).toEqual(
      Uint8Array.of(1, 2)
    );
    expect(toHex(Uint8Array.of(0, 15, 255))).toBe('000fff');
  });

  it('survive base64url, and nothing else reads as it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        expect(fromBase64Url(toBase64Url(bytes))).toEqual(Uint8Array.from(bytes));
      })
    );
    for (const text of ['a', 'ab+c', 'ab/c', 'ab==', 'a b', 'é'])
      expect(fromBase64Url(text)).toBeNull();
  });

  it('have one base64url only: spare bits are zero', () => {
    expect(fromBase64Url('AA')).toEqual(Uint8Array.of(0));
    expect(fromBase64Url('AB')).toBeNull();
  });
});
