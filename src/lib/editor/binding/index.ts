export { bindingOf, boundTo, isFromDocument } from './collaboration.ts';
export { undoManagerOf } from './undo.ts';
export type { BodyBinding } from './body-binding.ts';
export { placeAt, positionAt, rootName, type Place } from './positions.ts';
export { difference, type Difference } from './difference.ts';
export { isUnknown, unknownIds } from './unknown.ts';
export { isElement, type YParent, type YType } from './units.ts';
