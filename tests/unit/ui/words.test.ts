import { describe, expect, it } from 'vitest';
import { countOf, initialsOf, listOf, shortDate } from '../../../src/lib/ui/words.ts';

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
