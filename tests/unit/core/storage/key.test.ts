import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareBytes } from '#lib/core/base/index.ts';
import {
  decodeKey,
  encodeKey,
  keyRange,
  StorageFailure,
  type StorageKey
} from '#lib/core/storage/index.ts';

const part = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.maxSafeNat(),
  fc.uint8Array({ maxLength: 8 }).map((bytes) => Uint8Array.from(bytes))
);
const path: fc.Arbitrary<StorageKey> = fc.array(part, { maxLength: 4 });

const leadsTo = (prefix: StorageKey, key: StorageKey) =>
  JSON.stringify(key.slice(0, prefix.length).map(tagged)) === JSON.stringify(prefix.map(tagged));
const tagged = (one: StorageKey[number]) =>
  one instanceof Uint8Array ? ['bytes', [...one]] : [typeof one, one];

describe('[K2] paths as bytes', () => {
  it('lead back to the path', () => {
    fc.assert(
      fc.property(path, (key) => {
        expect(decodeKey(encodeKey(key))).toEqual(key);
      })
    );
  });

  it('[K3] lie within the range of exactly those paths that lead to them', () => {
    fc.assert(
      fc.property(path, path, (prefix, rest) => {
        for (const key of [rest, [...prefix, ...rest]]) {
          const { lower, upper } = keyRange(prefix);
          const bytes = encodeKey(key);
          const within = compareBytes(bytes, lower) >= 0 && compareBytes(bytes, upper) < 0;
          expect(within).toBe(leadsTo(prefix, key));
        }
      })
    );
  });

  it('that are cut short are called damaged', () => {
    const whole = encodeKey(['draft', 7]);
    for (let length = 1; length < whole.length; length++) {
      if (length === 7) continue;
      expect(() => decodeKey(whole.slice(0, length))).toThrow(StorageFailure);
    }
  });
});
