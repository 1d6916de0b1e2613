import { SearchIndex, type SearchableDocument } from '#lib/core/search/index.ts';

/** A document of one section, in the space of the eye clinics unless told otherwise. */
export function document(
  docId: string,
  title: string,
  text: string,
  spaceId = 'eye-clinics'
): SearchableDocument {
  return { docId, spaceId, title, passages: [{ sectionId: 'what-happened', text }] };
}

/** What three eye clinics and a theatre department have written down so far. */
export const cases: readonly SearchableDocument[] = [
  document(
    'lens',
    'Wrong lens implant at cataract surgery',
    'The intraocular lens of the previous patient was still open on the trolley. ' +
      'The list had been changed twice that morning and the biometry sheet was not read aloud.'
  ),
  document(
    'swab',
    'Retained swab after repair of a tear',
    'The count was recorded as complete although two swabs had been opened later. ' +
      'Eleven days afterwards the patient returned with pain and the swab was removed.',
    'theatres'
  ),
  document(
    'ulcer',
    'Pressure ulcer under a plaster cast',
    'Mrs O’Neill could not feel her heel. The ulcer was seen when the cast came off; ' +
      'pressure areas had been checked everywhere else.',
    'theatres'
  ),
  document(
    'weakness',
    'Delayed recognition of Guillain-Barré syndrome',
    'Weak legs were put down to a fall. The X-ray was normal and she went home without ' +
      'an examination of her reflexes.',
    'theatres'
  ),
  document(
    'drops',
    'Dilating drops given to the wrong eye',
    'The follow-up clinic ran late. Nobody was harmed, but the lens could not be assessed.'
  )
];

export function indexOf(documents: Iterable<SearchableDocument>): SearchIndex {
  const index = new SearchIndex();
  for (const each of documents) index.put(each);
  return index;
}

export function idsFor(index: SearchIndex, query: string): string[] {
  return index.search(query).hits.map((hit) => hit.docId);
}

/** Writes what is highlighted in brackets. */
export function bracketed(segments: readonly { text: string; match: boolean }[]): string {
  return segments.map(({ text, match }) => (match ? `[${text}]` : text)).join('');
}
