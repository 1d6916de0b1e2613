import type { Block, ListItem } from '#lib/core/documents/index.ts';
import type { Draft } from './types.ts';

/** Drafts that stand within a list, a quote or a cell, where headings only keep a level of their own. */
export function nestBlocks(drafts: readonly Draft[]): Block[] {
  return drafts.map((draft) =>
    draft.type === 'draftHeading'
      ? { type: 'heading', attrs: { level: editorLevel(draft.level) }, content: draft.content }
      : draft
  );
}

/** The editor's headings go from 2 to 4; 1 is the document's title. */
export function editorLevel(level: number): 2 | 3 | 4 {
  return level <= 2 ? 2 : level === 3 ? 3 : 4;
}

/**
 * Adds one item to a list, whose schema wants a paragraph first. Text that begins with a list of its
 * own belongs to the item before it; a heading becomes that paragraph.
 */
export function addListItem(items: ListItem[], blocks: readonly Block[]): void {
  const [first, ...rest] = blocks;
  if (first === undefined) return;
  if (first.type === 'paragraph') {
    items.push({ type: 'listItem', content: [...blocks] });
  } else if (first.type === 'heading') {
    items.push({
      type: 'listItem',
      content: [{ type: 'paragraph', content: first.content ?? [] }, ...rest]
    });
  } else if (first.type === 'bulletList' || first.type === 'orderedList') {
    const before = items.at(-1);
    if (before) for (const block of blocks) before.content.push(block);
    else {
      for (const item of first.content) items.push(item);
      for (const block of rest) items.at(-1)?.content.push(block);
    }
  } else {
    items.push({ type: 'listItem', content: [{ type: 'paragraph' }, ...blocks] });
  }
}
