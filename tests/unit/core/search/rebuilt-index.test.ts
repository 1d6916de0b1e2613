import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SearchIndex, type SearchableDocument } from '#lib/core/search/index.ts';
import { indexOf } from './cases.ts';

// Few words, so that documents share them, begin alike, differ by a letter and come out equal.
const word = fc.constantFrom(
  'lens',
  'lenses',
  'wrong',
  'wring',
  'implant',
  'implanted',
  'implants',
  'X-ray',
  'xray',
  'Barré',
  'O’Neill',
  'the'
);
const text = fc.array(word, { maxLength: 8 }).map((words) => words.join(' '));
const someDocument: fc.Arbitrary<SearchableDocument> = fc.record({
  docId: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
  spaceId: fc.constantFrom('clinics', 'theatres'),
  title: text,
  passages: fc.array(fc.record({ sectionId: fc.constant('s'), text }), { maxLength: 2 })
});

type Change =
  | { type: 'put'; document: SearchableDocument }
  | { type: 'remove'; docId: string }
  | { type: 'removeSpace'; spaceId: string }
  | { type: 'save' };

const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: fc.constant('put'), document: someDocument }) },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant('remove'), docId: fc.constantFrom('a', 'b', 'c') })
  },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('removeSpace'), spaceId: fc.constant('theatres') })
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('save') }) }
);

const queries = [
  'lens',
  'wrong lens',
  'impl',
  'implants ',
  'x-ray lens',
  'wrang ',
  'o',
  'the',
  'barre xr'
];

/** Goes the way of the changes, through saving and loading, and says what should be left. */
function follow(changes: readonly Change[]) {
  let index = new SearchIndex();
  const left = new Map<string, SearchableDocument>();
  const stored = new Map<number, Uint8Array>();
  for (const step of changes) {
    if (step.type === 'put') {
      index.put(step.document);
      left.set(step.document.docId, step.document);
    } else if (step.type === 'remove') {
      index.remove(step.docId);
      left.delete(step.docId);
    } else if (step.type === 'removeSpace') {
      index.removeSpace(step.spaceId);
      for (const { docId, spaceId } of [...left.values()]) {
        if (spaceId === step.spaceId) left.delete(docId);
      }
    } else {
      for (const { shard, bytes } of index.takeUnsaved()) {
        if (bytes) stored.set(shard, bytes);
        else stored.delete(shard);
      }
      const loaded = SearchIndex.load(stored.values());
      if (!loaded.ok) throw new Error(loaded.error.type);
      index = loaded.value;
    }
  }
  return { index, left: [...left.values()] };
}

it('an index that has seen many changes finds exactly what one filled anew finds', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
      const { index, left } = follow(changes);
      const anew = indexOf(left.toReversed());
      expect(index.size).toBe(left.length);
      for (const query of queries) expect(index.search(query)).toEqual(anew.search(query));
    }),
    { numRuns: 200, seed: 20_250_101 }
  );
});
