import { fileURLToPath } from 'node:url';
import { BuiltPages } from '../support/built-pages.ts';

const sources = fileURLToPath(new URL('./pages', import.meta.url));

/** Pages that exist for measuring, or for comparing with what everybody would build. */
export type BenchPages = BuiltPages;
export const BenchPages = {
  open: (...names: string[]): Promise<BuiltPages> => BuiltPages.open(sources, ...names)
};
