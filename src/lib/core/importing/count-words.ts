import type { Block, Inline } from '#lib/core/documents/index.ts';

const hasLetterOrDigit = /[\p{L}\p{N}]/u;

/** The plain text of a line of rich text, a hard break as a line end. */
export function inlineText(content: readonly Inline[]): string {
  return content.map((part) => (part.type === 'text' ? part.text : '\n')).join('');
}

/** The text of every paragraph and heading within a block, in reading order. */
export function* textsOf(block: Block): Generator<string> {
  if (block.type === 'paragraph' || block.type === 'heading') {
    yield inlineText(block.content ?? []);
  } else if (block.type === 'table') {
    for (const row of block.content) {
      for (const cell of row.content) for (const inner of cell.content) yield* textsOf(inner);
    }
  } else if (block.type === 'blockquote') {
    for (const inner of block.content) yield* textsOf(inner);
  } else {
    for (const item of block.content) for (const inner of item.content) yield* textsOf(inner);
  }
}

/** Words as a word processor counts them: runs between white space that hold a letter or a digit. */
export function countWords(text: string): number {
  let words = 0;
  for (const run of text.split(/\s+/)) if (hasLetterOrDigit.test(run)) words += 1;
  return words;
}
