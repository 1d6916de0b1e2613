import type { HtmlElement } from './parse-html.ts';

/** Elements that begin and end a paragraph, as a browser's own style sheet has it. */
const blockElements = new Set(
  (
    'address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer ' +
    'form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup option p pre search section ' +
    'summary table tbody td tfoot th thead tr ul caption'
  ).split(' ')
);

/** Elements without words of their own: code, controls, pictures, and what a browser never shows. */
const droppedElements = new Set(
  (
    'script style template noscript noembed noframes head title link meta base select option optgroup datalist ' +
    'button textarea input output progress meter img picture svg canvas video audio iframe object embed map area ' +
    'param source track applet frameset frame colgroup col annotation annotation-xml rp'
  ).split(' ')
);

const pictureElements = new Set(['img', 'canvas', 'video', 'object', 'embed']);

export const isBlockTag = (tagName: string): boolean => blockElements.has(tagName);

export const isDropped = (element: HtmlElement): boolean =>
  droppedElements.has(element.tagName) || isHidden(element);

export const isPicture = (element: HtmlElement): boolean => pictureElements.has(element.tagName);

export function attribute(element: HtmlElement, name: string): string | undefined {
  return element.attrs.find((each) => each.name === name)?.value;
}

function isHidden(element: HtmlElement): boolean {
  if (attribute(element, 'hidden') !== undefined) return true;
  if (element.tagName === 'dialog') return attribute(element, 'open') === undefined;
  return /display\s*:\s*none|visibility\s*:\s*hidden/i.test(attribute(element, 'style') ?? '');
}

/** True or false where the element itself says so, undefined where it leaves its parent's word standing. */
export function emphasisOf(element: HtmlElement): { bold?: boolean; italic?: boolean } {
  const style = attribute(element, 'style') ?? '';
  const weight = /font-weight\s*:\s*(\w+)/i.exec(style)?.[1]?.toLowerCase();
  const slant = /font-style\s*:\s*(\w+)/i.exec(style)?.[1]?.toLowerCase();
  const bold = weight
    ? weight === 'bold' || weight === 'bolder' || Number(weight) >= 600
    : undefined;
  const italic = slant ? slant === 'italic' || slant === 'oblique' : undefined;
  const { tagName } = element;
  return {
    bold: bold ?? (tagName === 'b' || tagName === 'strong' || tagName === 'dt' ? true : undefined),
    italic: italic ?? (tagName === 'i' || tagName === 'em' || tagName === 'cite' ? true : undefined)
  };
}
