import { describe, expect, it } from 'vitest';
import atlas from '#lib/core/documents/kinds/atlas-case-study.json' with { type: 'json' };
import {
  areasOfWork,
  kindById,
  kinds,
  parseKind,
  parseVocabulary
} from '#lib/core/documents/kinds/index.ts';

describe('the kinds that come with Cairn', () => {
  it('are a case study, an incident summary and a plain page', () => {
    expect(kinds.map(({ id }) => id)).toEqual(['atlas-case-study', 'incident-summary', 'page']);
    expect(kindById('page')?.sections.map(({ id }) => id)).toEqual(['text']);
    expect(kindById('kind-of-tomorrow')).toBeNull();
  });

  it('give the case study exactly the parts that are used nationally, and what we add', () => {
    const parts = kindById('atlas-case-study')?.sections.map(({ heading, level }) => [
      heading,
      level
    ]);
    expect(parts).toEqual([
      ['Leading change', 2],
      ['Where to look', 2],
      ['What to change', 2],
      ['How to change', 2],
      ['Adding value', 2],
      ['Better outcomes', 3],
      ['Better experience', 3],
      ['Better use of resources', 3],
      ['Challenges and lessons for implementation', 2],
      ['What must be in place', 2],
      ['Tried and did not work', 2],
      ['Find out more', 2]
    ]);
  });

  it('guide every section in a sentence or two', () => {
    for (const { guidance } of kinds.flatMap(({ sections }) => sections)) {
      expect(guidance).toMatch(/[.?]$/);
      expect(guidance.length).toBeLessThan(220);
    }
  });

  it('say what each area of work means, in no more terms than one can look over', () => {
    expect(areasOfWork.terms.length).toBeLessThanOrEqual(30);
    expect(areasOfWork.terms.map(({ id }) => id)).toContain('theatres-anaesthesia');
    expect(areasOfWork.source).not.toBe('');
  });
});

describe('data that claims to be a kind', () => {
  const section = { id: 'a', heading: 'A', guidance: 'Write.', level: 2 };
  const whole = { id: 'k', version: 1, label: 'K', description: 'A kind.', sections: [section] };

  it('is taken when it is whole', () => {
    expect(parseKind(whole)).toEqual({ ok: true, value: whole });
    expect(parseKind(atlas).ok).toBe(true);
  });

  it.each([
    ['no object', null, ''],
    ['a list', [], ''],
    ['no sections', { ...whole, sections: [] }, 'sections'],
    ['an unknown key', { ...whole, colour: 'red' }, 'colour'],
    ['a missing key', { ...whole, label: undefined }, 'label'],
    ['an empty text', { ...whole, description: ' ' }, 'description'],
    ['an id that is no slug', { ...whole, id: 'Kind One' }, 'id'],
    ['a version of nought', { ...whole, version: 0 }, 'version'],
    ['a version in words', { ...whole, version: '1' }, 'version'],
    [
      'a level of no heading',
      { ...whole, sections: [{ ...section, level: 4 }] },
      'sections[0].level'
    ],
    [
      'a sub-heading first',
      { ...whole, sections: [{ ...section, level: 3 }] },
      'sections[0].level'
    ],
    ['an id twice', { ...whole, sections: [section, section] }, 'sections[1].id'],
    ['a hostile key', JSON.parse('{"__proto__":{"id":"k"}}') as unknown, '__proto__']
  ])('is refused with %s', (_name, data, path) => {
    expect(parseKind(data)).toMatchObject({ ok: false, error: { type: 'malformed', path } });
  });

  it('is refused as a vocabulary when a term has no meaning', () => {
    const term = { id: 't', label: 'T', definition: 'A term.' };
    const list = { id: 'v', label: 'V', version: 1, source: 'Us.', terms: [term] };
    expect(parseVocabulary(list).ok).toBe(true);
    const broken = { ...list, terms: [{ id: 't', label: 'T' }] };
    expect(parseVocabulary(broken)).toMatchObject({ error: { path: 'terms[0].definition' } });
  });
});
