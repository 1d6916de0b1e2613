/** One replacement that turns a text into another: `removed` characters at `at`, then `inserted`. */
export interface Difference {
  at: number;
  removed: number;
  inserted: number;
}

/**
 * The smallest replacement. `caret` is where the writer's caret stands in the new text: what was
 * typed ends there, which settles where an "l" was put beside another "l".
 */
export function difference(before: string, after: string, caret: number | null): Difference {
  const beyondCaret = caret === null ? 0 : after.length - caret;
  const most = Math.min(before.length, after.length);
  let suffix = sharedSuffix(before, after, Math.min(most, Math.max(0, beyondCaret)));
  const prefix = sharedPrefix(before, after, most - suffix);
  suffix = sharedSuffix(before, after, most - prefix);
  return {
    at: prefix,
    removed: before.length - prefix - suffix,
    inserted: after.length - prefix - suffix
  };
}

/** Neither end may cut a surrogate pair, for Yjs would replace the halves. */
function sharedPrefix(a: string, b: string, limit: number): number {
  let n = 0;
  while (n < limit && a[n] === b[n]) n++;
  return n > 0 && isHighSurrogate(a, n - 1) ? n - 1 : n;
}

function sharedSuffix(a: string, b: string, limit: number): number {
  let n = 0;
  while (n < limit && a[a.length - 1 - n] === b[b.length - 1 - n]) n++;
  return n > 0 && isLowSurrogate(a, a.length - n) ? n - 1 : n;
}

const isHighSurrogate = (text: string, index: number) =>
  (text.charCodeAt(index) & 0xfc00) === 0xd800;
const isLowSurrogate = (text: string, index: number) =>
  (text.charCodeAt(index) & 0xfc00) === 0xdc00;
