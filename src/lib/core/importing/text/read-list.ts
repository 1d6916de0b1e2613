import type { Block, ListItem } from '#lib/core/documents/index.ts';
import { inlineFromText } from './emphasis.ts';
import type { MarkedLine } from './line-marker.ts';

type List = Extract<Block, { type: 'bulletList' | 'orderedList' }>;

const deepest = 6;

/**
 * Items as lists, nested as they are indented. A number that does not follow the one before opens a
 * list of its own, so that every item shows the number that it had.
 */
export function buildLists(lines: readonly MarkedLine[]): Block[] {
  const roots: Block[] = [];
  const open: { indent: number; list: List; siblings: Block[] }[] = [];
  for (const line of lines) {
    while (open.length > 1 && line.indent < (open.at(-1)?.indent ?? 0)) open.pop();
    const top = open.at(-1);
    const isDeeper = top !== undefined && line.indent >= top.indent + 2 && open.length < deepest;
    const item = listItem(line);
    if (top && !isDeeper && continues(top.list, line)) {
      top.list.content.push(item);
      continue;
    }
    const siblings = isDeeper
      ? (top.list.content.at(-1)?.content ?? roots)
      : (top?.siblings ?? roots);
    const list = newList(line, item);
    siblings.push(list);
    if (!isDeeper) open.pop();
    open.push({ indent: line.indent, list, siblings });
  }
  return roots;
}

function listItem(line: MarkedLine): ListItem {
  return { type: 'listItem', content: [{ type: 'paragraph', content: inlineFromText(line.text) }] };
}

function newList({ number }: MarkedLine, item: ListItem): List {
  if (number === null) return { type: 'bulletList', content: [item] };
  return number === 1
    ? { type: 'orderedList', content: [item] }
    : { type: 'orderedList', attrs: { start: number }, content: [item] };
}

function continues(list: List, { number }: MarkedLine): boolean {
  if (list.type === 'bulletList') return number === null;
  return number === (list.attrs?.start ?? 1) + list.content.length;
}
