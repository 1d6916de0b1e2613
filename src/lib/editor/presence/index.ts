export { OwnCaret } from './own-caret.ts';
export { peers, peersKey, showPeople } from './peers.ts';
export { previewLimit, sealedCaret } from './sealed-caret.ts';
