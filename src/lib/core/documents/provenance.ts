import type * as Y from 'yjs';
import { metaOf } from './layout.ts';

/** Where a copy came from, as the person who made it let it say. */
export interface Provenance {
  /** The space it was copied from; null when nobody outside is to learn of that space. */
  from: string | null;
  /** Who made the copy, by the name they have where the copy is. */
  by: string;
  /** Milliseconds since 1970, as their device claimed. */
  at: number;
}

const mostName = 200;

/** Written once, with the first change of a copy. */
export function writeProvenance(doc: Y.Doc, { from, by, at }: Provenance): void {
  metaOf(doc).set('provenance', { from, by, at });
}

/** Null for a document that is no copy, or says so in no form that can be read. */
export function readProvenance(doc: Y.Doc): Provenance | null {
  const value = metaOf(doc).get('provenance');
  if (typeof value !== 'object' || value === null) return null;
  const { from, by, at } = value as Record<string, unknown>;
  if (typeof by !== 'string' || typeof at !== 'number') return null;
  return {
    from: typeof from === 'string' && from !== '' ? from.slice(0, mostName) : null,
    by: by.slice(0, mostName),
    at
  };
}
