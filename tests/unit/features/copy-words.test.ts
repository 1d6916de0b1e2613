// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import {
  placesFor,
  provenanceWords,
  readersInWords
} from '../../../src/lib/features/documents/copy/copy-words.ts';
import { communityOf } from '../../support/fake-rows.ts';

const at = Date.UTC(2026, 2, 3, 12);

describe('what a copy says about where it came from', () => {
  it('names the space only if it was given', () => {
    expect(provenanceWords({ from: null, by: 'Amina Okafor', at })).toBe(
      'A copy, made by Amina Okafor on 3 March 2026'
    );
    expect(provenanceWords({ from: 'Eye surgery circle', by: 'Amina Okafor', at })).toBe(
      'A copy from Eye surgery circle, made by Amina Okafor on 3 March 2026'
    );
    expect(provenanceWords({ from: null, by: '', at })).toBe('A copy, made on 3 March 2026');
  });
});

it('counts the people of each organisation that can read it', () => {
  expect(
    readersInWords([
      { name: 'Harbour Eye', people: 12 },
      { name: 'Northgate', people: 1 }
    ])
  ).toBe('Harbour Eye (12 people) and Northgate (1 person)');
});

describe('where a copy may go', () => {
  const space = (community: string, some = {}) => ({
    ...communityOf({ community, name: 'Amina', organisation: 'Harbour' }),
    localId: community,
    ...some
  });
  const spaces = [
    space('here'),
    space('there'),
    space('read only', { readOnly: 'role' as const }),
    space('hidden', { hidden: true }),
    space('also hidden', { hidden: true })
  ];
  const namesFor = (from: string) => placesFor(spaces, from).map(({ name }) => name);

  it('is every other space where this person may write, and none that is hidden', () => {
    expect(namesFor('here')).toEqual(['there']);
  });

  it('from within a hidden space, may be another hidden one', () => {
    expect(namesFor('hidden')).toEqual(['here', 'there', 'also hidden']);
  });
});
