import type { DraftText, ImportNote } from '../types.ts';
import { parseHtml, type HtmlElement, type HtmlNode } from './parse-html.ts';
import { readNodes, type Tally } from './read-nodes.ts';

/** HTML as drafts, without a DOM; null if the page is tangled beyond `limits.elements`. */
export function readHtml(html: string, options: { backLink?: RegExp } = {}): DraftText | null {
  const document = parseHtml(withoutEmbeddedFiles(html));
  if (document === null) return null;
  const tally: Tally = { pictures: 0, links: 0, struckOut: 0, largeTables: 0 };
  const drafts = readNodes(document.childNodes, tally, options.backLink ?? null);
  const title = titleOf(document.childNodes);
  return {
    drafts,
    ...(title !== '' && { statedTitle: { text: title, certain: false } }),
    notes: notesFrom(tally)
  };
}

/** A page saved as one file carries its pictures as text; they are left out before anything looks at them. */
function withoutEmbeddedFiles(html: string): string {
  return html.replace(/\bdata:[a-z]+\/[a-z0-9.+-]+;base64,[a-z0-9+/=]+/gi, 'data:,');
}

function titleOf(nodes: HtmlNode[]): string {
  const head = findChild(findChild(nodes, 'html')?.childNodes, 'head');
  const text = findChild(head?.childNodes, 'title')?.childNodes[0];
  return text !== undefined && 'value' in text ? text.value : '';
}

function findChild(nodes: HtmlNode[] | undefined, tagName: string): HtmlElement | undefined {
  return nodes?.find((node): node is HtmlElement => 'tagName' in node && node.tagName === tagName);
}

function notesFrom(tally: Tally): ImportNote[] {
  const notes: ImportNote[] = [
    { type: 'pictures-left-out', count: tally.pictures },
    { type: 'links-left-out', count: tally.links },
    { type: 'struck-out-text-kept', count: tally.struckOut },
    { type: 'tables-kept-as-text', count: tally.largeTables }
  ];
  return notes.filter((note) => 'count' in note && note.count > 0);
}
