import type { DocumentStanding } from '#lib/core/workspace/index.ts';
import { type ReadOnly, readOnlyWords } from '#lib/ui/space/index.ts';
import { countOf, listOf } from '#lib/ui/index.ts';

/** Beyond so many organisations their number says more than their names. */
const mostNamed = 3;

/** "Only you can read this", "Harbour and Northgate can read this". */
export function whoCanRead({ private: onlyMe, readers }: DocumentStanding): string {
  if (onlyMe) return 'Only you can read this';
  if (readers.length > mostNamed) return `${readers.length} organisations can read this`;
  return `${listOf(readers.map((reader) => reader.name))} can read this`;
}

/** What else is true of where the document is, in the order a reader asks. */
export function whereItIs(
  standing: DocumentStanding | null,
  saved: boolean,
  mayWrite: boolean,
  readOnly: ReadOnly | null = null
): string[] {
  const words = [saved ? 'on this device' : 'saving…'];
  if (standing && !standing.private) {
    const { alsoWith, onTheirWay } = standing;
    words.push(alsoWith.length > 0 ? `also with ${listOf(alsoWith)}` : 'with nobody else yet');
    if (onTheirWay > 0)
      words.push(countOf(onTheirWay, 'change on its way', 'changes on their way'));
  }
  if (readOnly || !mayWrite) words.push(readOnlyWords[readOnly ?? 'role'].inShort);
  return words;
}
