import { describe, expect, it } from 'vitest';
import type { Bytes } from '#lib/core/base/index.ts';
import { SearchIndex, type SavedShard } from '#lib/core/search/index.ts';
import { cases, document, idsFor, indexOf } from './cases.ts';

/** Stands for the storage: each shard in place of its predecessor. */
function store(saved: readonly SavedShard[], stored = new Map<number, Bytes>()) {
  for (const { shard, bytes } of saved) {
    if (bytes) stored.set(shard, bytes);
    else stored.delete(shard);
  }
  return stored;
}

function loaded(stored: ReadonlyMap<number, Bytes>): SearchIndex {
  const result = SearchIndex.load(stored.values());
  if (!result.ok) throw new Error(result.error.type);
  return result.value;
}

const holds = (stored: ReadonlyMap<number, Bytes>, word: string) =>
  [...stored.values()].some((bytes) => Buffer.from(bytes).includes(word));

describe('The index is saved and loaded', () => {
  it('finds the same in the same order with the same scores', () => {
    const index = indexOf(cases);
    const again = loaded(store(index.takeUnsaved()));
    for (const query of ['lens', 'wrong lens', 'barré', 'ca', 'retianed ', 'the', 'x-ray swab']) {
      expect(again.search(query)).toEqual(index.search(query));
    }
  });

  it('goes on being changed after loading', () => {
    const again = loaded(store(indexOf(cases).takeUnsaved()));
    again.remove('lens');
    again.put(document('new', 'Wrong lens again', ''));
    const expected = indexOf([...cases.slice(1), document('new', 'Wrong lens again', '')]);
    expect(again.search('wrong lens')).toEqual(expected.search('wrong lens'));
  });

  it('tells its owner which state of each document it knows', () => {
    const index = new SearchIndex();
    index.put({ ...document('a', 'A', ''), revision: '7' });
    index.put(document('b', 'B', ''));
    const again = loaded(store(index.takeUnsaved()));
    expect([...again.documents()]).toEqual([
      { docId: 'a', spaceId: 'eye-clinics', revision: '7' },
      { docId: 'b', spaceId: 'eye-clinics', revision: '' }
    ]);
    expect(again.size).toBe(2);
  });

  it('loads as empty from nothing', () => {
    expect(loaded(new Map()).search('lens').hits).toEqual([]);
  });

  it('holds no text, only words', () => {
    const stored = store(indexOf(cases).takeUnsaved());
    expect(holds(stored, 'biometry')).toBe(true);
    expect(holds(stored, 'biometry sheet')).toBe(false);
  });
});

describe('What was removed is not in the saved bytes', () => {
  const secret = document('secret', 'Zanzibarwort', 'Quixotrope was given to Mr Vexillary-Smythe.');
  const words = ['zanzibarwort', 'quixotrop', 'vexillary', 'vexillarysmyth', 'secret'];

  it('after a document was removed', () => {
    const index = indexOf([...cases, secret]);
    const stored = store(index.takeUnsaved());
    expect(words.filter((word) => holds(stored, word))).toEqual(words);

    index.remove('secret');
    store(index.takeUnsaved(), stored);
    expect(words.filter((word) => holds(stored, word))).toEqual([]);
    expect(idsFor(index, 'quixotrope')).toEqual([]);
    expect(holds(stored, 'biometry')).toBe(true);
  });

  it('after its words were written over', () => {
    const index = indexOf([...cases, secret]);
    index.put(document('secret', 'Plain title', 'plain text'));
    const stored = store(index.takeUnsaved());
    expect(words.filter((word) => holds(stored, word))).toEqual(['secret']);
  });

  it('after its space was left, while other spaces stay', () => {
    const index = indexOf(cases);
    const stored = store(index.takeUnsaved());
    index.removeSpace('theatres');
    store(index.takeUnsaved(), stored);
    expect(['swab', 'reflex', 'theatres'].filter((word) => holds(stored, word))).toEqual([]);
    expect([...loaded(stored).documents()].map(({ docId }) => docId)).toEqual(['lens', 'drops']);
    expect(idsFor(index, 'lens')).toEqual(['lens', 'drops']);
  });

  it('and a shard without documents is not stored at all', () => {
    const index = indexOf([secret]);
    const stored = store(index.takeUnsaved());
    index.removeSpace('eye-clinics');
    expect(index.takeUnsaved()).toEqual([{ shard: 0, bytes: null }]);
    expect(stored.size).toBe(1);
  });

  it('removes what it does not hold without complaint', () => {
    const index = indexOf(cases);
    index.takeUnsaved();
    index.remove('unknown');
    index.removeSpace('unknown');
    expect(index.takeUnsaved()).toEqual([]);
  });
});

describe('An edit rewrites only its shard', () => {
  const many = Array.from({ length: 2_300 }, (_, i) =>
    document(`case-${String(i).padStart(4, '0')}`, `Title ${i}`, `common word${i % 50} code${i}`)
  );

  it('divides documents by the thousand and finds across all of them', () => {
    const index = indexOf(many);
    const stored = store(index.takeUnsaved());
    expect([...stored.keys()]).toEqual([0, 1, 2]);
    const again = loaded(stored);
    expect(again.search('word7 ', { limit: 100 }).total).toBe(46);
    expect(again.search('common word7')).toEqual(index.search('common word7'));

    again.put(document('case-1500', 'Edited', 'code1500'));
    expect(again.takeUnsaved().map(({ shard }) => shard)).toEqual([1]);
    expect(again.takeUnsaved()).toEqual([]);
  });

  it('ranks a new document by all others, not by the few of its shard', () => {
    const newest = document('newest', 'Title', 'common word7 code9999');
    const index = indexOf([...many, newest]);
    const first = indexOf([newest, ...many]);
    expect(index.search('word7 code9999')).toEqual(first.search('word7 code9999'));
  });

  it('fills the room that removed documents left', () => {
    const index = indexOf(many);
    index.takeUnsaved();
    index.remove('case-0003');
    index.put(document('late', 'Late', ''));
    expect(index.takeUnsaved().map(({ shard }) => shard)).toEqual([0]);
  });

  it('saves again what could not be stored', () => {
    const index = indexOf(cases);
    const lost = index.takeUnsaved();
    index.giveBack(lost);
    expect(index.takeUnsaved()).toEqual(lost);
  });
});

describe('Bytes that cannot be trusted are refused', () => {
  const [saved] = indexOf(cases).takeUnsaved();
  const bytes = saved?.bytes ?? new Uint8Array();
  const errorOf = (...shards: Uint8Array[]) => {
    const result = SearchIndex.load(shards);
    return result.ok ? null : result.error.type;
  };

  it('names another version as such', () => {
    const other = bytes.slice();
    other[3] = 99;
    expect(errorOf(other)).toBe('other-version');
    expect(errorOf(bytes)).toBeNull();
  });

  it('refuses every cut', () => {
    for (let length = 0; length < bytes.length; length++) {
      expect(errorOf(bytes.slice(0, length)), `cut to ${length}`).not.toBeNull();
    }
  });

  it('never throws for a changed byte', () => {
    for (let i = 0; i < bytes.length; i++) {
      const changed = bytes.slice();
      changed[i] = (changed[i] ?? 0) ^ 0xff;
      const result = SearchIndex.load([changed]);
      if (result.ok) result.value.search('wrong lens implant');
    }
  });

  it('refuses shards of different moments, where one document is in two', () => {
    expect(errorOf(bytes, bytes)).toBe('damaged');
  });
});
