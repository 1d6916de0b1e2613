import { describe, expect, it } from 'vitest';
import { isSafeAddress } from '#lib/editor/schema/link.ts';
import { toAddress, whereTo } from '#lib/editor/toolbar/link-address.ts';

describe('an address that somebody types', () => {
  it.each([
    ['https://www.england.nhs.uk/psirf', 'https://www.england.nhs.uk/psirf'],
    [' www.cqc.org.uk/guidance?x=1 ', 'https://www.cqc.org.uk/guidance?x=1'],
    ['safety@example.org', 'mailto:safety@example.org'],
    ['mailto:safety@example.org', 'mailto:safety@example.org'],
    ['http://example.org', null],
    ['javascript:alert(1)', null],
    ['data:text/html,x', null],
    ['two words', null],
    ['https://', null],
    ['', null]
  ])('%s becomes %s', (typed, address) => {
    expect(toAddress(typed)).toBe(address);
  });

  it('is shown by where it leads', () => {
    expect(whereTo('https://www.cqc.org.uk/a/b')).toBe('www.cqc.org.uk');
    expect(whereTo('mailto:safety@example.org')).toBe('safety@example.org');
  });

  it.each([
    `https://cairn.example/d/${'a'.repeat(26)}`,
    `https://cairn.example/s/${'b'.repeat(26)}/people`,
    `https://cairn.example/join#j1.${'c'.repeat(55)}`
  ])('never leads to where not everybody may know of: %s', (address) => {
    expect(toAddress(address)).toBeNull();
  });

  it('is safe only as a whole', () => {
    expect(isSafeAddress('https://a.example\njavascript:alert(1)')).toBe(false);
    expect(isSafeAddress(['https://a.example'])).toBe(false);
  });
});
