import type { TextMark } from '#lib/core/documents/index.ts';
import { limits } from '../limits.ts';
import { nestBlocks } from '../nest-blocks.ts';
import type { Draft } from '../types.ts';
import { DraftBuilder } from './draft-builder.ts';
import { attribute, emphasisOf, isBlockTag, isDropped, isPicture } from './elements.ts';
import { safeAddress, withMark, withoutMark } from './marks.ts';
import type { HtmlElement, HtmlNode } from './parse-html.ts';
import { readList } from './read-list.ts';
import { readTable } from './read-table.ts';

/** What was seen on the way and could not be kept as it was. */
export interface Tally {
  pictures: number;
  links: number;
  struckOut: number;
  largeTables: number;
}

/** What holds for everything inside an element. */
interface Context {
  marks: readonly TextMark[];
  level?: number | undefined;
  isPreformatted: boolean;
  /** Lists, quotes and tables around this place. */
  depth: number;
  tally: Tally;
  /** Links back from a footnote to its place, which a document without jumps does not need. */
  backLink: RegExp | null;
}

const lists = new Set(['ul', 'ol', 'menu', 'dir']);
const struckOut = new Set(['s', 'strike', 'del']);
const superscripts: Record<string, string> = {
  ...Object.fromEntries([...'⁰¹²³⁴⁵⁶⁷⁸⁹'].map((raised, digit) => [String(digit), raised])),
  '+': '⁺',
  '-': '⁻',
  '−': '⁻'
};

/** The words of these nodes in their order, as blocks; nothing but a whitelist of structure survives. */
export function readNodes(nodes: HtmlNode[], tally: Tally, backLink: RegExp | null): Draft[] {
  return readWithin(nodes, { marks: [], isPreformatted: false, depth: 0, tally, backLink });
}

function readWithin(nodes: HtmlNode[], context: Context): Draft[] {
  const builder = new DraftBuilder();
  for (const node of nodes) readNode(node, context, builder);
  builder.endParagraph(context);
  return builder.drafts;
}

function readNode(node: HtmlNode, context: Context, builder: DraftBuilder): void {
  if (node.nodeName === '#text' && 'value' in node) {
    if (context.isPreformatted) builder.preformatted(node.value, context.marks);
    else builder.text(node.value, context.marks);
  } else if ('tagName' in node) readElement(node, context, builder);
}

function readElement(element: HtmlElement, context: Context, builder: DraftBuilder): void {
  if (isPicture(element)) context.tally.pictures += 1;
  if (isCheckbox(element))
    builder.text(attribute(element, 'checked') === undefined ? '☐ ' : '☑ ', context.marks);
  if (isDropped(element)) return;
  if (element.tagName === 'br') builder.lineBreak();
  else if (isBlockTag(element.tagName)) readBlockElement(element, context, builder);
  else readInlineElement(element, context, builder);
}

function readBlockElement(element: HtmlElement, outer: Context, builder: DraftBuilder): void {
  builder.endParagraph(outer);
  const context = contextWithin(element, outer);
  const { tagName } = element;
  // Tables straight within tables are layout and will be taken apart, however many there are.
  const isLayout = tagName === 'table' && context.depth === 0;
  const inner = { ...context, depth: context.depth + (isLayout ? 0 : 1), level: undefined };
  const readInner = (nodes: HtmlNode[]) => readWithin(nodes, inner);
  if (inner.depth > limits.blocksWithinBlocks) readParagraphs(element, context, builder);
  else if (lists.has(tagName)) {
    const list = readList(element, (nodes) => nestBlocks(readInner(nodes)));
    if (list) builder.blocks([list]);
  } else if (tagName === 'table') {
    const { tally } = context;
    builder.blocks(readTable(element, readInner, () => (tally.largeTables += 1)));
  } else if (tagName === 'blockquote') {
    const content = nestBlocks(readInner(element.childNodes));
    if (content.length > 0) builder.blocks([{ type: 'blockquote', content }]);
  } else readParagraphs(element, context, builder);
}

function readParagraphs(element: HtmlElement, context: Context, builder: DraftBuilder): void {
  readChildren(element, context, builder);
  builder.endParagraph(context);
}

function readInlineElement(element: HtmlElement, outer: Context, builder: DraftBuilder): void {
  const context = contextWithin(element, outer);
  if (element.tagName === 'sup') {
    const raised = raise(element);
    if (raised !== null) return builder.text(raised, context.marks);
  }
  if (element.tagName === 'a') {
    const href = attribute(element, 'href')?.trim() ?? '';
    if (context.backLink?.test(href)) return;
    return readChildren(element, contextWithinLink(href, context), builder);
  }
  if (struckOut.has(element.tagName)) context.tally.struckOut += 1;
  if (element.tagName === 'q') builder.text('“', context.marks);
  readChildren(element, context, builder);
  if (element.tagName === 'q') builder.text('”', context.marks);
}

function readChildren(element: HtmlElement, context: Context, builder: DraftBuilder): void {
  for (const child of element.childNodes) readNode(child, context, builder);
}

function contextWithin(element: HtmlElement, outer: Context): Context {
  const level = /^h([1-6])$/.exec(element.tagName)?.[1];
  const { bold, italic } = emphasisOf(element);
  let marks = outer.marks;
  if (bold !== undefined)
    marks = bold ? withMark(marks, { type: 'bold' }) : withoutMark(marks, 'bold');
  if (italic !== undefined)
    marks = italic ? withMark(marks, { type: 'italic' }) : withoutMark(marks, 'italic');
  const context = { ...outer, marks };
  if (level) context.level = Number(level);
  if (context.level !== undefined) context.marks = withoutMark(context.marks, 'bold');
  if (element.tagName === 'pre') context.isPreformatted = true;
  return context;
}

function contextWithinLink(href: string, context: Context): Context {
  const address = safeAddress(href);
  if (address !== null) {
    return {
      ...context,
      marks: withMark(context.marks, { type: 'link', attrs: { href: address } })
    };
  }
  if (href !== '' && !href.startsWith('#')) context.tally.links += 1;
  return context;
}

function isCheckbox(element: HtmlElement): boolean {
  return element.tagName === 'input' && attribute(element, 'type')?.toLowerCase() === 'checkbox';
}

/** Raised digits keep their height ("10⁹" is not "109"); other raised text is read as it stands. */
function raise(element: HtmlElement): string | null {
  const only = element.childNodes.length === 1 ? element.childNodes[0] : undefined;
  if (only?.nodeName !== '#text' || !('value' in only)) return null;
  const digits = only.value.trim();
  if (!/^[0-9+\-−]+$/.test(digits)) return null;
  return [...digits].map((digit) => superscripts[digit] ?? digit).join('');
}
