export { flash } from './flash.ts';
export { openAt, type DocumentPlace } from './open-at.ts';
export { findQuote } from './find-quote.ts';
