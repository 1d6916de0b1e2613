export { highlight } from './highlight.ts';
export { SearchIndex, type SavedShard } from './search-index.ts';
export type { SearchableDocument } from './searchable-document.ts';
export type { Highlighted } from './segments.ts';
