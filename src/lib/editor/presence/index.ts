export { OwnCaret } from './own-caret.ts';
export { peers, showPeople } from './peers.ts';
