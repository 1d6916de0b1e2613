// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import type { DocumentStanding } from '#lib/core/workspace/index.ts';
import { whereItIs, whoCanRead } from '../../../src/lib/features/documents/standing-words.ts';

const shared: DocumentStanding = {
  spaceLocalId: 's',
  spaceName: 'Harbour network',
  private: false,
  readers: [
    { name: 'Harbour', people: ['Amina Okafor'] },
    { name: 'Northgate', people: ['Ben Tarrant'] }
  ],
  alsoWith: [],
  onTheirWay: 0
};

describe('the line that tells the truth about a document', () => {
  it('says who can read it', () => {
    expect(whoCanRead({ ...shared, private: true })).toBe('Only you can read this');
    expect(whoCanRead(shared)).toBe('Harbour and Northgate can read this');
    const four = ['A', 'B', 'C', 'D'].map((name) => ({ name, people: [] }));
    expect(whoCanRead({ ...shared, readers: four })).toBe('4 organisations can read this');
  });

  it('never says that typing is on this device before it is', () => {
    expect(whereItIs(shared, false, true)[0]).toBe('saving…');
    expect(whereItIs(shared, true, true)[0]).toBe('on this device');
  });

  it('says who else has it, and what has yet to reach them', () => {
    expect(whereItIs(shared, true, true)).toEqual(['on this device', 'with nobody else yet']);
    expect(
      whereItIs({ ...shared, alsoWith: ['Harbour', 'Northgate'], onTheirWay: 2 }, true, true)
    ).toEqual(['on this device', 'also with Harbour and Northgate', '2 changes on their way']);
    expect(whereItIs({ ...shared, onTheirWay: 1 }, true, true).at(-1)).toBe('1 change on its way');
  });

  it('promises nothing about others for what only its owner reads', () => {
    expect(whereItIs({ ...shared, private: true, onTheirWay: 3 }, true, true)).toEqual([
      'on this device'
    ]);
    expect(whereItIs(null, true, true)).toEqual(['on this device']);
  });

  it('says so when it may only be read', () => {
    expect(whereItIs(shared, true, false).at(-1)).toBe('you can read it, not change it');
  });

  it('says why nothing can be written just now, or what becomes of it', () => {
    const last = (readOnly: 'removed' | 'update-needed' | 'no-key') =>
      whereItIs(shared, true, readOnly === 'no-key', readOnly).at(-1);
    expect(last('removed')).toBe('you are no longer a member, and nothing new arrives');
    expect(last('update-needed')).toMatch(/^load Cairn again/);
    expect(last('no-key')).toMatch(/what you write is kept here until then$/);
  });
});
