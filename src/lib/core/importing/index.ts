export { checkBeforeReading } from './check-before-reading.ts';
export { describeFailure } from './describe-failure.ts';
export { describeNote } from './describe-note.ts';
export { readFile, type NamedBytes } from './read-file.ts';
export type { ImportedText, ImportFailure, ImportNote } from './types.ts';
