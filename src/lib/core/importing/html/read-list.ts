import type { Block, ListItem } from '#lib/core/documents/index.ts';
import { addListItem } from '../nest-blocks.ts';
import { attribute } from './elements.ts';
import type { HtmlElement, HtmlNode } from './parse-html.ts';

const mostDigits = /^\d{1,6}$/;

/** A `ul` or `ol`; whatever stands in it outside an `li` becomes an item too. Null if it is empty. */
export function readList(
  element: HtmlElement,
  readBlocks: (nodes: HtmlNode[]) => Block[]
): Block | null {
  const content: ListItem[] = [];
  let strays: HtmlNode[] = [];
  const addStrays = () => {
    addListItem(content, readBlocks(strays));
    strays = [];
  };
  for (const child of element.childNodes) {
    if (child.nodeName === 'li') {
      addStrays();
      addListItem(content, readBlocks([child]));
    } else strays.push(child);
  }
  addStrays();

  if (content.length === 0) return null;
  if (element.tagName !== 'ol') return { type: 'bulletList', content };
  const start = attribute(element, 'start') ?? '1';
  return mostDigits.test(start) && Number(start) !== 1
    ? { type: 'orderedList', attrs: { start: Number(start) }, content }
    : { type: 'orderedList', content };
}
