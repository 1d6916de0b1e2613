import { describe, expect, it } from 'vitest';
import { cases, document, idsFor, indexOf } from './cases.ts';

const index = indexOf(cases);

describe('Imani looks for a case she half remembers', () => {
  it('finds it by a word of its title or of its text', () => {
    expect(idsFor(index, 'cataract')).toEqual(['lens']);
    expect(idsFor(index, 'biometry')).toEqual(['lens']);
  });

  it('puts the case with all her words before those with some', () => {
    expect(idsFor(index, 'wrong implant')).toEqual(['lens', 'drops']);
    expect(idsFor(index, 'retained swab lens')[0]).toBe('swab');
  });

  it('leaves out cases that lack a word once ten have them all', () => {
    const many = indexOf([
      ...Array.from({ length: 10 }, (_, i) => document(`both-${i}`, 'Wrong dose', 'insulin pen')),
      document('one', 'Wrong patient', 'called from the waiting room')
    ]);
    expect(many.search('wrong insulin').total).toBe(10);
    expect(idsFor(many, 'wrong patient')).toHaveLength(11);
  });

  it('puts a case that is about the word before one that mentions it', () => {
    const about = document('about', 'Chlorine release', 'The tank was filled by a contractor.');
    const mentions = document('mentions', 'Filled tank', 'The chlorine was by a contractor.');
    expect(idsFor(indexOf([mentions, about]), 'chlorine')).toEqual(['about', 'mentions']);
  });

  it('ranks by how rare a word is among all cases, whichever spaces she looks in', () => {
    const inTheatres = index.search('ulcer', { spaceIds: ['theatres'] });
    expect(inTheatres.hits).toEqual(index.search('ulcer').hits);
  });

  it('looks only in the spaces she asks for', () => {
    const { hits, total } = index.search('the patient lens swab', { spaceIds: ['theatres'] });
    expect(hits.map((hit) => hit.spaceId)).toEqual(['theatres']);
    expect(total).toBe(1);
    expect(index.search('lens', { spaceIds: [] }).hits).toEqual([]);
  });

  it('shows as many as are asked for and tells how many there are', () => {
    const { hits, total } = index.search('wrong lens', { limit: 1 });
    expect(hits.map((hit) => hit.docId)).toEqual(['lens']);
    expect(total).toBe(2);
    expect(index.search('lens', { limit: 0 })).toMatchObject({ hits: [], total: 2 });
  });

  it('gives the same few first, whether she asks for few or all', () => {
    const many = indexOf(
      Array.from({ length: 60 }, (_, i) =>
        document(`case-${i}`, `Fall number ${i}`, 'fell in the corridor '.repeat((i % 7) + 1))
      )
    );
    const all = many.search('corridor', { limit: 60 }).hits;
    expect(many.search('corridor', { limit: 10 }).hits).toEqual(all.slice(0, 10));
  });
});

describe('Words while they are being typed', () => {
  it('finds the case from the first letters of the last word', () => {
    for (const typed of ['catar', 'wrong cat', 'wrong lens impl']) {
      expect(idsFor(index, typed)[0]).toBe('lens');
    }
  });

  it('looks for one or two letters at the beginning of words of titles', () => {
    expect(new Set(idsFor(index, 'ca'))).toEqual(new Set(['lens', 'ulcer']));
    expect(idsFor(index, 'bi')).toEqual([]);
  });

  it('finds a word of two letters anywhere when it is whole', () => {
    const scans = indexOf([document('scan', 'Delayed scan', 'The CT was reported at night.')]);
    expect(idsFor(scans, 'ct')).toEqual(['scan']);
  });

  it('takes a word followed by a space as finished', () => {
    expect(idsFor(index, 'bio')).toEqual(['lens']);
    expect(idsFor(index, 'bio ')).toEqual([]);
  });

  it('finds other forms of the last word before the space is typed', () => {
    expect(idsFor(indexOf([document('swab', 'Retained swab', '')]), 'swabs')).toEqual(['swab']);
    const both = [document('many', 'Two swabs', ''), document('one', 'A swab', '')];
    expect(idsFor(indexOf(both), 'swabs')).toEqual(['many', 'one']);
  });

  it('lets no rare continuation outweigh a common one of the same beginning', () => {
    const begun = indexOf([
      document('rare', 'Presbyopia', 'glasses'),
      ...Array.from({ length: 5 }, (_, i) => document(`common-${i}`, 'Pressure', 'mattress'))
    ]);
    const { hits } = begun.search('pres');
    expect(hits.at(-1)?.docId).toBe('rare');
  });
});

describe('Words that are written in another way', () => {
  it('finds other forms, the form that was typed first', () => {
    const forms = [
      document('implants', 'Implants left in the store', ''),
      document('implanted', 'A device implanted in the store', ''),
      document('implant', 'Implant left in the store', '')
    ];
    expect(new Set(idsFor(indexOf(forms), 'implanted '))).toEqual(
      new Set(['implanted', 'implants', 'implant'])
    );
    expect(idsFor(indexOf(forms), 'implanted ')[0]).toBe('implanted');
  });

  it('finds a misspelt word, but only where nothing has the word itself', () => {
    expect(idsFor(index, 'catarct surgery')[0]).toBe('lens');
    expect(idsFor(index, 'retianed ')).toEqual(['swab']);
    expect(idsFor(index, 'pessure ')).toEqual(['ulcer']);
    expect(idsFor(index, 'uclers ')).toEqual(['ulcer']);
    const near = indexOf([document('cast', 'Cast', ''), document('case', 'Case', '')]);
    expect(idsFor(near, 'cast ')).toEqual(['cast']);
  });

  it('finds nothing for a short word that nothing has', () => {
    expect(idsFor(index, 'eyo ')).toEqual([]);
  });

  it('goes back over a slip in a word that is not finished', () => {
    expect(idsFor(index, 'syndrxm')).toEqual(['weakness']);
  });

  it.each(['Guillain-Barré', 'guillain barre', 'Guillain‑Barre\u0301', 'guillainbarré', 'BARRE'])(
    'finds Guillain-Barré by %s',
    (query) => expect(idsFor(index, query)).toEqual(['weakness'])
  );

  it.each(["O'Neill", 'O’Neill', 'oneill', 'neill', "o'nei", 'ONEIL'])(
    'finds O’Neill by %s',
    (query) => expect(idsFor(index, query)).toEqual(['ulcer'])
  );

  it.each(['x-ray', 'X ray', 'xray', 'X‐Ray', 'x-r', 'xra'])('finds the X-ray by %s', (query) =>
    expect(idsFor(index, query)[0]).toBe('weakness')
  );

  it('finds a word written as one by its parts', () => {
    const written = indexOf([document('one', 'Chest xray lost', ''), document('two', 'Bed', '')]);
    expect(idsFor(written, 'x-ray')).toEqual(['one']);
    expect(idsFor(written, 'lost x-ray chest')).toEqual(['one']);
  });

  it('counts the parts of a joined word and its whole only once', () => {
    const written = indexOf([document('a', 'X-ray', 'lost'), document('b', 'X ray', 'lost')]);
    const [first, second] = written.search('X-ray ').hits;
    expect(first?.score).toBe(second?.score);
  });

  it('takes ’s and n’t for endings, not for words', () => {
    const owners = indexOf([
      document('owner', 'The patient’s own tablets', 'They didn’t match.'),
      document('other', 'Type S connector', 'T piece')
    ]);
    expect(idsFor(owners, 'patient ')).toEqual(['owner']);
    expect(idsFor(owners, 's ')).toEqual(['other']);
    expect(idsFor(owners, 't ')).toEqual(['other']);
  });

  it('folds letters that carry no separate accent', () => {
    const names = indexOf([document('name', 'Letter to Dr Sørensen-Łoś', '')]);
    expect(idsFor(names, 'sorensen')).toEqual(['name']);
    expect(idsFor(names, 'los')).toEqual(['name']);
  });
});
