export type { IdentifierLevel } from './detector.ts';
export type { IdentifierKind } from './detectors.ts';
export { findIdentifiers, type IdentifierHit } from './find.ts';
export { flatten, type FlatText, type RunSlice } from './flatten.ts';
