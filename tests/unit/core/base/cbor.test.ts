import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePlain, encodePlain, type Plain } from '#lib/core/base/index.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);
const nested = (depth: number): Plain => (depth === 0 ? 7 : [nested(depth - 1)]);

const plain = fc.letrec<{ value: Plain; leaf: Plain }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, depthSize: 'medium' },
    tie('leaf'),
    fc.array(tie('value'), { maxLength: 6 })
  ),
  leaf: fc.oneof(
    fc.maxSafeNat(),
    fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => text.normalize('NFC')),
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array({ maxLength: 40 })
  )
})).value;

describe('[C1] one way to write a value', () => {
  it('reads back whatever it wrote', () => {
    fc.assert(
      fc.property(plain, (value) => {
        expect(decodePlain(encodePlain(value))).toEqual({ ok: true, value });
      })
    );
  });

  it('accepts no bytes that it would not have written itself', () => {
    const anyBytes = fc.uint8Array({ maxLength: 60 });
    const damaged = fc
      .tuple(plain, fc.nat(), fc.nat(255))
      .map(([value, at, byte]) =>
        encodePlain(value).map((b, i, all) => (i === at % all.length ? byte : b))
      );
    fc.assert(
      fc.property(fc.oneof(anyBytes, damaged), (input) => {
        const decoded = decodePlain(input);
        if (decoded.ok) expect(encodePlain(decoded.value)).toEqual(Uint8Array.from(input));
      }),
      { numRuns: 600 }
    );
  });

  it('brings text to one form of Unicode, and reads no other', () => {
    const composed = 'Caf\u00e9';
    expect(decodePlain(encodePlain('Cafe\u0301'))).toEqual({ ok: true, value: composed });
    const decomposed = bytes(0x66, ...new TextEncoder().encode('Cafe\u0301'));
    expect(decodePlain(decomposed)).toEqual({ ok: false, error: 'malformed' });
  });
});

describe('[C2] what is refused', () => {
  it.each([
    ['nothing at all', bytes()],
    ['a number in more bytes than it needs', bytes(0x18, 0x05)],
    ['a number of two bytes that fits one', bytes(0x19, 0x00, 0xff)],
    ['a length in more bytes than it needs', bytes(0x58, 0x01, 0xaa)],
    ['an array length in more bytes than it needs', bytes(0x98, 0x01, 0x00)],
    ['a number beyond 2^53', bytes(0x1b, 0x00, 0x20, 0, 0, 0, 0, 0, 0)],
    ['a negative number', bytes(0x20)],
    ['a map', bytes(0xa0)],
    ['a map in an array', bytes(0x81, 0xa1, 0x01, 0x02)],
    ['a tag', bytes(0xc1, 0x00)],
    ['a half float', bytes(0xf9, 0x3c, 0x00)],
    ['a double', bytes(0xfb, 0x3f, 0xf0, 0, 0, 0, 0, 0, 0)],
    ['undefined', bytes(0xf7)],
    ['a simple value', bytes(0xf8, 0xff)],
    ['an array without an end', bytes(0x9f, 0x01, 0xff)],
    ['bytes without an end', bytes(0x5f, 0x41, 0x01, 0xff)],
    ['a stray end', bytes(0xff)],
    ['bytes that follow the value', bytes(0x01, 0x00)],
    ['an array that claims more than there is', bytes(0x83, 0x01, 0x02)],
    ['an array that claims 2^32 items', bytes(0x9a, 0xff, 0xff, 0xff, 0xff, 0x01)],
    ['bytes that claim more than there are', bytes(0x42, 0x01)],
    ['bytes that claim 2^53 - 1', bytes(0x5b, 0x00, 0x1f, 255, 255, 255, 255, 255, 255, 1)],
    ['text that is not UTF-8', bytes(0x62, 0xc3, 0x28)],
    ['half a surrogate pair', bytes(0x63, 0xed, 0xa0, 0x80)],
    ['a length cut short', bytes(0x19, 0x01)],
    ['a reserved length', bytes(0x1c)]
  ])('%s', (_, input) => {
    expect(decodePlain(input)).toEqual({ ok: false, error: 'malformed' });
  });

  it('nesting deeper than eight, of any depth', () => {
    expect(decodePlain(encodePlain(nested(8))).ok).toBe(true);
    expect(decodePlain(encodePlain(nested(9))).ok).toBe(false);
    const bomb = new Uint8Array(20_001).fill(0x81);
    bomb[20_000] = 0;
    expect(decodePlain(bomb).ok).toBe(false);
    expect(decodePlain(new Uint8Array(20_000).fill(0x81)).ok).toBe(false);
  });

  it('many open arrays in one scan that does not grow with their claims', () => {
    const claims = new Uint8Array(1_000_000);
    for (let at = 0; at < claims.length; at += 5) claims.set([0x9a, 0, 0, 0xff, 0xff], at);
    expect(decodePlain(claims).ok).toBe(false);
  });
});
