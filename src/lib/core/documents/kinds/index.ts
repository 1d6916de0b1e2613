export { areasOfWork, kindById, kinds } from './catalogue.ts';
export type { Kind, KindSection, Term, Vocabulary } from './kind.ts';
export { parseKind, parseVocabulary, type KindFault } from './parse.ts';
