import type { SpaceSummary } from '#lib/core/workspace/index.ts';

/** Without the new key of a space one may write all the same: it is kept until the key is here. */
export function mayWriteIn({ readOnly }: SpaceSummary): boolean {
  return readOnly === null || readOnly === 'no-key';
}
