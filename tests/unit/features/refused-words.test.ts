import { expect, it } from 'vitest';
import { refusedWords } from '#lib/features/people/refused-words.ts';

it('says how often a device sent what was refused, and why', () => {
  expect(refusedWords({})).toBe('');
  expect(refusedWords({ envelope: 0, operation: 0 })).toBe('');
  expect(refusedWords({ envelope: 1 })).toBe(
    'Sent 1 thing that was refused: 1 change that had been forged or damaged.'
  );
  expect(refusedWords({ 'no-right': 2, unreadable: 1 })).toBe(
    'Sent 3 things that were refused: 1 message that made no sense, 2 changes that it had no right to make.'
  );
});
