export { bindingOf, boundTo, isFromDocument } from './collaboration.ts';
export { undoManagerOf } from './undo.ts';
export type { BodyBinding } from './body-binding.ts';
export { placeAt, positionAt, relative, resolve, rootName, type Place } from './positions.ts';
export { difference } from './difference.ts';
export { isUnknown, unknownIds } from './unknown.ts';
export type { YParent, YType } from './units.ts';
