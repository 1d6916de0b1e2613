import * as Y from 'yjs';
import { difference, type Difference } from '../binding/index.ts';

export interface SharedLineOptions {
  fields: Y.Map<unknown>;
  name: string;
}

/**
 * One line of text that several people may type in at once, in an editable element. Not an input:
 * browsers keep what stands in inputs, in clear, to restore it.
 */
export class SharedLine {
  readonly #element: HTMLElement;
  readonly #fields: Y.Map<unknown>;
  readonly #name: string;
  readonly #undo: Y.UndoManager;
  #isComposing = false;
  /** What the element showed when it and the document last agreed. */
  #shown = '';

  constructor(element: HTMLElement, { fields, name }: SharedLineOptions) {
    this.#element = element;
    this.#fields = fields;
    this.#name = name;
    this.#undo = new Y.UndoManager(fields, { trackedOrigins: new Set([this]) });
    this.#show();
    fields.observeDeep(this.#hear);
    element.addEventListener('input', this.#write);
    element.addEventListener('keydown', this.#press);
    element.addEventListener('paste', this.#paste);
    element.addEventListener('compositionstart', this.#compose);
    element.addEventListener('compositionend', this.#compose);
  }

  destroy(): void {
    this.#fields.unobserveDeep(this.#hear);
    this.#undo.destroy();
    const element = this.#element;
    element.removeEventListener('input', this.#write);
    element.removeEventListener('keydown', this.#press);
    element.removeEventListener('paste', this.#paste);
    element.removeEventListener('compositionstart', this.#compose);
    element.removeEventListener('compositionend', this.#compose);
  }

  get #text(): Y.Text | null {
    const value = this.#fields.get(this.#name);
    return value instanceof Y.Text ? value : null;
  }

  readonly #hear = (_events: unknown, transaction: Y.Transaction): void => {
    if (transaction.origin !== this) this.#show();
  };

  /** Draws what the document says; the caret keeps its place among the letters. */
  #show(): void {
    if (this.#isComposing) return;
    const before = this.#element.textContent;
    const after = this.#text?.toString() ?? '';
    this.#shown = after;
    if (before === after) return;
    const caret = this.#caret();
    this.#element.textContent = after;
    if (caret === null) return;
    const { at, removed, inserted } = difference(before, after, null);
    const isBehind = caret >= at + removed && caret > at;
    this.#place(isBehind ? caret + inserted - removed : Math.min(caret, at + inserted));
  }

  readonly #write = (): void => {
    if (this.#isComposing) return;
    const { doc } = this.#fields;
    const line = this.#element.textContent.replaceAll(/[\n\r]+/g, ' ');
    const caret = this.#caret();
    doc?.transact(() => {
      const text = this.#text ?? this.#fields.set(this.#name, new Y.Text());
      const typed = difference(this.#shown, line, caret);
      const { at, removed } = since(typed, difference(this.#shown, text.toString(), null));
      if (removed > 0) text.delete(at, removed);
      if (typed.inserted > 0) text.insert(at, line.slice(typed.at, typed.at + typed.inserted));
    }, this);
    this.#shown = line;
    if (line === '' || line !== this.#element.textContent) this.#rewrite(line, caret);
  };

  /** An emptied element holds a line break, which would hide its placeholder. */
  #rewrite(line: string, caret: number | null): void {
    this.#element.textContent = line;
    if (caret !== null) this.#place(Math.min(caret, line.length));
  }

  readonly #press = (event: KeyboardEvent): void => {
    const isCommand = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (key === 'enter') event.preventDefault();
    else if (isCommand && (key === 'y' || (key === 'z' && event.shiftKey)))
      this.#step(event, 'redo');
    else if (isCommand && key === 'z') this.#step(event, 'undo');
  };

  #step(event: KeyboardEvent, step: 'undo' | 'redo'): void {
    event.preventDefault();
    this.#undo[step]();
  }

  readonly #paste = (event: ClipboardEvent): void => {
    event.preventDefault();
    const pasted = event.clipboardData?.getData('text/plain').replaceAll(/\s+/g, ' ') ?? '';
    const selection = getSelection();
    if (!selection || selection.rangeCount === 0) return;
    selection.deleteFromDocument();
    selection.getRangeAt(0).insertNode(document.createTextNode(pasted));
    selection.collapseToEnd();
    this.#element.normalize();
    this.#write();
  };

  readonly #compose = (event: Event): void => {
    this.#isComposing = event.type === 'compositionstart';
    if (this.#isComposing) return;
    this.#write();
    this.#show();
  };

  /** Offset of the caret in the text, null when it is elsewhere. */
  #caret(): number | null {
    const selection = getSelection();
    const node = selection?.focusNode;
    if (!selection || !node || !this.#element.contains(node)) return null;
    const range = document.createRange();
    range.setStart(this.#element, 0);
    range.setEnd(node, selection.focusOffset);
    return range.toString().length;
  }

  #place(offset: number): void {
    const node = this.#element.firstChild;
    getSelection()?.collapse(node ?? this.#element, node ? offset : 0);
  }
}

/** A change of one's own, moved to where it belongs after a change by somebody else. */
function since(own: Difference, other: Difference): Difference {
  if (own.at + own.removed <= other.at) return own;
  if (own.at >= other.at + other.removed) {
    return { ...own, at: own.at + other.inserted - other.removed };
  }
  return { ...own, at: other.at, removed: 0 };
}
