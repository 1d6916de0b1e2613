import type { Block } from '#lib/core/documents/index.ts';
import { err, ok, type Result } from '#lib/core/base/index.ts';
import { countWords, textsOf } from './count-words.ts';
import { formatName, type Format } from './file-name.ts';
import { limits, limitsInWords } from './limits.ts';
import { editorLevel } from './nest-blocks.ts';
import { takeTitle } from './title.ts';
import type { Draft, DraftText, ImportedText, ImportFailure } from './types.ts';

/** From drafts to the document: its title taken, its headings settled, its lists joined, its words counted. */
export function finish(
  fileName: string,
  format: Format,
  draft: DraftText
): Result<ImportedText, ImportFailure> {
  const is = formatName(format);
  const { title, drafts } = takeTitle(fileName, draft);
  const blocks = joinLists(settleHeadings(drafts));

  let words = 0;
  let characters = 0;
  let lines = 0;
  for (const block of blocks) {
    for (const text of textsOf(block)) {
      words += countWords(text);
      characters += text.length;
      lines += 1;
    }
  }
  const tooMuch =
    characters > limits.characters ? 'characters' : lines > limits.lines ? 'lines' : null;
  if (tooMuch) return err({ type: 'too-much-inside', fileName, is, most: limitsInWords[tooMuch] });
  const isUntouched = drafts.length === draft.drafts.length;
  if (characters === 0 && isUntouched) return err({ type: 'no-text', fileName, is });
  return ok({
    title,
    blocks: blocks.length > 0 ? blocks : [{ type: 'paragraph' }],
    words,
    notes: draft.notes
  });
}

/** The document's highest heading becomes level 2, and the others keep their distance to it down to 4. */
function settleHeadings(drafts: readonly Draft[]): Block[] {
  let highest = 6;
  for (const draft of drafts) {
    if (draft.type === 'draftHeading') highest = Math.min(highest, draft.level);
  }
  return drafts.map((draft) =>
    draft.type === 'draftHeading'
      ? {
          type: 'heading',
          attrs: { level: editorLevel(draft.level - highest + 2) },
          content: draft.content
        }
      : draft
  );
}

/** Lists that only blank lines parted are one list, as long as no number changes by it. */
function joinLists(blocks: readonly Block[]): Block[] {
  const joined: Block[] = [];
  for (const block of blocks) {
    const last = joined.at(-1);
    if (block.type === 'bulletList' && last?.type === 'bulletList') {
      for (const item of block.content) last.content.push(item);
    } else if (
      block.type === 'orderedList' &&
      last?.type === 'orderedList' &&
      follows(last, block)
    ) {
      for (const item of block.content) last.content.push(item);
    } else joined.push(block);
  }
  return joined;
}

type OrderedList = Extract<Block, { type: 'orderedList' }>;

function follows(list: OrderedList, next: OrderedList): boolean {
  return (
    (next.attrs?.start ?? 1) === (list.attrs?.start ?? 1) + list.content.length &&
    next.attrs !== undefined
  );
}
