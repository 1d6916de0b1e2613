import { TextSelection } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';
import { findQuote, sectionAt, type Match } from './find-quote.ts';
import { showFlash } from './flash.ts';

/** A place that a search result, a comment or a link points at. */
export interface DocumentPlace {
  sectionId: string;
  /** Empty for the section as a whole. */
  quote: string;
}

const shownMs = 2400;

/**
 * Brings a place into view and highlights it for a moment. The selection moves there, the focus
 * does not. False when the section is gone; a quote that is gone leads to its section.
 */
export function openAt(view: EditorView, { sectionId, quote }: DocumentPlace): boolean {
  const match = quote === '' ? null : findQuote(view.state.doc, sectionId, quote);
  if (match === null) return openSection(view, sectionId);
  const selection = TextSelection.create(view.state.doc, match.from, match.to);
  view.dispatch(showFlash(view.state, match).setSelection(selection));
  scrollTo(elementAt(view, match), 'center');
  setTimeout(() => {
    if (!view.isDestroyed) view.dispatch(showFlash(view.state, null));
  }, shownMs);
  return true;
}

function openSection(view: EditorView, sectionId: string): boolean {
  const section = sectionAt(view.state.doc, sectionId);
  const element = section && view.nodeDOM(section.position);
  if (!(element instanceof Element)) return false;
  scrollTo(element, 'start');
  return true;
}

function elementAt(view: EditorView, { from }: Match): Element | null {
  const { node } = view.domAtPos(from, 1);
  return node instanceof Element ? node : node.parentElement;
}

const scrollTo = (element: Element | null, block: ScrollLogicalPosition) =>
  element?.scrollIntoView({ block, behavior: 'instant' });
