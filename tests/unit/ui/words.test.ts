import { describe, expect, it } from 'vitest';
import {
  countOf,
  dayOf,
  initialsOf,
  isoOf,
  listOf,
  shortDate,
  timeOf
} from '../../../src/lib/ui/words.ts';

describe('words made of figures and names', () => {
  it('count as people do', () => {
    expect(countOf(0, 'document')).toBe('0 documents');
    expect(countOf(1, 'document')).toBe('1 document');
    expect(countOf(1200, 'document')).toBe('1,200 documents');
    expect(countOf(2, 'change on its way', 'changes on their way')).toBe('2 changes on their way');
  });

  it('list names with an "and"', () => {
    expect(listOf([])).toBe('');
    expect(listOf(['Harbour'])).toBe('Harbour');
    expect(listOf(['Harbour', 'Northgate', 'Riverside'])).toBe('Harbour, Northgate and Riverside');
  });

  it('shorten a name to two letters', () => {
    expect(initialsOf('Only me')).toBe('OM');
    expect(initialsOf('Amina')).toBe('Am');
    expect(initialsOf('  O’Neill & Sons ')).toBe('ON');
    expect(initialsOf('Éire')).toBe('Éi');
    expect(initialsOf('—')).toBe('·');
  });

  it('say a moment as shortly as it stays clear', () => {
    const now = new Date(2026, 2, 3, 15, 0).getTime();
    expect(shortDate(new Date(2026, 2, 3, 9, 5).getTime(), now)).toBe('09:05');
    expect(shortDate(new Date(2026, 1, 28, 9, 5).getTime(), now)).toBe('28 Feb');
    expect(shortDate(new Date(2024, 1, 28, 9, 5).getTime(), now)).toBe('28 Feb 2024');
  });
});

describe('a time that a device claimed', () => {
  it('is said in words, and to machines', () => {
    const at = new Date(2026, 2, 3, 14, 5).getTime();
    expect(dayOf(at)).toBe('3 March 2026');
    expect(timeOf(at)).toBe('3 Mar 2026, 14:05');
    expect(isoOf(Date.UTC(2026, 2, 3))).toBe('2026-03-03T00:00:00.000Z');
  });

  it('may be one that no calendar has', () => {
    expect(dayOf(Number.MAX_SAFE_INTEGER)).toBe('an unknown time');
    expect(isoOf(Number.MAX_SAFE_INTEGER)).toBeUndefined();
  });
});
