import { defaultTreeAdapter, html, Parser, Token, type DefaultTreeAdapterTypes } from 'parse5';
import { limits } from '../limits.ts';
import { isBlockTag } from './elements.ts';

export type HtmlNode = DefaultTreeAdapterTypes.ChildNode;
export type HtmlElement = DefaultTreeAdapterTypes.Element;

const startTag = Token.TokenType.START_TAG;

type TreeMap = DefaultTreeAdapterTypes.DefaultTreeAdapterMap;

/** Elements without elements inside them, or with raw text: their tags are seen at any depth. */
const neverNested = new Set([
  'br',
  'hr',
  'img',
  'input',
  'wbr',
  'script',
  'style',
  'textarea',
  'title',
  'xmp',
  'iframe',
  'noembed',
  'noframes',
  'noscript',
  'plaintext'
]);

class TooManyElements extends Error {}

/**
 * HTML as a tree, by the standard's own algorithm with two bounds: nesting stops at
 * `limits.nesting`, as it does in browsers, and a page that grows past `limits.elements` (the
 * standard reopens unclosed formatting in every paragraph) is given up: null.
 */
export function parseHtml(source: string): DefaultTreeAdapterTypes.Document | null {
  let elements = 0;
  const countingAdapter: typeof defaultTreeAdapter = {
    ...defaultTreeAdapter,
    createElement(...args) {
      elements += 1;
      if (elements > limits.elements) throw new TooManyElements();
      return defaultTreeAdapter.createElement(...args);
    }
  };
  try {
    return BoundedParser.parse<TreeMap>(source, { treeAdapter: countingAdapter });
  } catch (error) {
    if (error instanceof TooManyElements) return null;
    throw error;
  }
}

class BoundedParser<T extends TreeMap> extends Parser<T> {
  /** How many elements were opened beyond the deepest; their end tags are not for those above. */
  #skipped = 0;

  override onStartTag(token: Token.TagToken): void {
    const isTooDeep = this.openElements.stackTop > limits.nesting;
    if (!isTooDeep || neverNested.has(token.tagName)) return super.onStartTag(token);
    if (!token.selfClosing) this.#skipped += 1;
    this.#partWords(token);
  }

  override onEndTag(token: Token.TagToken): void {
    if (this.#skipped === 0 || neverNested.has(token.tagName)) return super.onEndTag(token);
    this.#skipped -= 1;
    this.#partWords(token);
  }

  #partWords(token: Token.TagToken): void {
    if (!isBlockTag(token.tagName)) return;
    super.onStartTag({ ...token, type: startTag, tagName: 'br', tagID: html.TAG_ID.BR, attrs: [] });
  }
}
