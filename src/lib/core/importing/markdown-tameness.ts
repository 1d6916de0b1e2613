const mostNestingSpaces = 60;
const mostQuotes = 30;
const mostWork = 40_000_000;
const mostLines = 30_000;

/** Where a new piece of running text begins: list, quote, heading, table or HTML. */
const newPiece = /^\s*([-*+|>#<]|\d+[.)]\s|$)/;
const signs = /[*_~`[\]<>&!@:\\]|www/g;

/**
 * Whether Markdown is such as people write. Readers of Markdown take time with the square of the
 * signs in one paragraph and recurse with its nesting; a hostile file would hold the worker for minutes.
 */
export function isTame(markdown: string): boolean {
  let signsInPiece = 0;
  let work = 0;
  const lines = markdown.split('\n');
  if (lines.length > mostLines) return false;
  for (const line of lines) {
    const indent = /^[\s>]*/.exec(line)?.[0] ?? '';
    if (indent.length > mostNestingSpaces && /^[\s>]*([-*+>]|\d+[.)])\s/.test(line)) return false;
    if ((indent.match(/>/g)?.length ?? 0) > mostQuotes || /^\s*([-*+]\s+){20}/.test(line))
      return false;
    if (newPiece.test(line)) {
      work += signsInPiece ** 2;
      signsInPiece = 0;
    }
    signsInPiece += line.match(signs)?.length ?? 0;
  }
  return work + signsInPiece ** 2 <= mostWork;
}
