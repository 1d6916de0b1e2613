import type { SpaceSummary } from '#lib/core/workspace/index.ts';

/** Readers and commenters add nothing of their own to a space. */
export function mayWriteIn({ role }: SpaceSummary): boolean {
  return role !== 'reader' && role !== 'commenter';
}
