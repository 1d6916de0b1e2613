import type { Provenance } from '#lib/core/documents/index.ts';
import type { CopyPreview, SpaceSummary } from '#lib/core/workspace/index.ts';
import { countOf, dayOf, listOf } from '#lib/ui/index.ts';

/** "A copy from Eye surgery circle, made by Amina Okafor on 3 March 2026". */
export function provenanceWords({ from, by, at }: Provenance): string {
  const start = from === null ? 'A copy' : `A copy from ${from}`;
  return `${start}, made ${by === '' ? '' : `by ${by} `}on ${dayOf(at)}`;
}

/** "Harbour Eye (1 person) and Northgate (3 people)". */
export function readersInWords(readers: CopyPreview['readers']): string {
  return listOf(
    readers.map(({ name, people }) => `${name} (${countOf(people, 'person', 'people')})`)
  );
}

/**
 * Where a copy may go: other spaces where this person may write. A space that is hidden on this
 * device is not offered, unless whoever asks is already in a hidden one.
 */
export function placesFor(spaces: readonly SpaceSummary[], fromLocalId: string): SpaceSummary[] {
  const isInside = spaces.some(({ localId, hidden }) => localId === fromLocalId && hidden);
  return spaces.filter(
    ({ localId, hidden, readOnly }) =>
      localId !== fromLocalId && readOnly === null && (isInside || !hidden)
  );
}
