import type { Result } from '#lib/core/base/index.ts';
import type { Provenance } from '#lib/core/documents/index.ts';
import type { IdentifierHit } from '#lib/core/identifiers/index.ts';

/** What a person is shown before a copy of a document goes to another space. */
export interface CopyPreview {
  /** As the copy will say it. */
  provenance: Provenance;
  /** Whether others read there, now or later: it must be answered then. */
  leavesDevice: boolean;
  /** Everybody who will be able to read the copy now, by organisation. */
  readers: { name: string; people: number }[];
  /** What in the copy may identify someone, in the order of reading. */
  identifiers: { kind: IdentifierHit['kind']; label: string; text: string }[];
  /** How many links to documents that stay behind become plain words. */
  flattenedLinks: number;
  /** Stands for all of this and for the very text: what is answered for, and nothing else. */
  seen: string;
}

/** `changed`: what was shown is no longer what would be copied, or no longer who would read it. */
export type CopyFailure = { type: 'not-found' } | { type: 'not-entitled' } | { type: 'changed' };

export interface CopyCalls {
  previewCopy(docId: string, intoLocalId: string): Promise<Result<CopyPreview, CopyFailure>>;
  /**
   * Makes the copy that was shown. `answered`: the `seen` of the preview that the person has read
   * and answered for.
   */
  shareCopy(
    docId: string,
    intoLocalId: string,
    answered: string
  ): Promise<Result<{ docId: string }, CopyFailure>>;
}
