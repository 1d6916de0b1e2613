import { endingOf, formatByName, formatName } from './file-name.ts';
import { foreignKindByEnding } from './foreign-kinds.ts';
import { limits } from './limits.ts';
import type { ImportFailure } from './types.ts';

/**
 * What a file's name and size (bytes) already rule out, so that a huge file never comes into
 * memory. Null means: read its bytes and hand them to `readFile`, which looks at the content.
 */
export function checkBeforeReading(file: { name: string; size: number }): ImportFailure | null {
  const { name: fileName, size } = file;
  if (size === 0) return { type: 'empty', fileName };

  const format = formatByName(fileName);
  const foreign = foreignKindByEnding(endingOf(fileName));
  // A .doc is often a .docx in truth, so small files of any ending may be looked into.
  const limit = format === 'word' || foreign ? limits.wordFile : limits.otherFile;
  if (size <= limit) return null;
  if (foreign) return { type: 'unsupported', fileName, kind: foreign };
  const is = format ? formatName(format) : 'a file';
  return { type: 'too-large', fileName, is, size, limit };
}
