import { Extension } from '@tiptap/core';
import { Plugin } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';
import { isFromDocument } from '../binding/index.ts';
import { cleanHtml } from './clean-html.ts';
import { clearSelected, isGuarded } from './clear.ts';
import { flatten } from './flatten.ts';
import { refill } from './refill.ts';
import { skeletonOf } from './skeleton.ts';

export interface ProtectionOptions {
  /** An act was not carried out, since it would have taken away what must stay. */
  onRefused: () => void;
}

/**
 * Sections stay where they are, and what a newer version wrote stays as it is. Deleting, cutting,
 * typing and pasting over a selection that holds either removes the rest of it; any other act that
 * would touch them is refused.
 */
export const Protection = Extension.create<ProtectionOptions>({
  name: 'protection',
  priority: 2000,

  addOptions: () => ({ onRefused: () => undefined }),

  transformPastedHTML: cleanHtml,

  addProseMirrorPlugins() {
    const { onRefused } = this.options;
    return [
      new Plugin({
        filterTransaction(transaction, state) {
          if (!transaction.docChanged || isFromDocument(transaction)) return true;
          if (skeletonOf(state.doc) === skeletonOf(transaction.doc)) return true;
          // A cut is carried out below, as far as it may be.
          if (transaction.getMeta('uiEvent') !== 'cut') queueMicrotask(onRefused);
          return false;
        },
        appendTransaction: (transactions, before, after) =>
          transactions.some((transaction) => transaction.docChanged && !isFromDocument(transaction))
            ? refill(before, after)
            : null,
        props: {
          handleKeyDown(view, event) {
            const isRemoving = ['Backspace', 'Delete', 'Enter'].includes(event.key);
            return isRemoving && clearIfGuarded(view);
          },
          handleTextInput(view, _from, _to, text) {
            if (!clearIfGuarded(view)) return false;
            view.dispatch(view.state.tr.insertText(text));
            return true;
          },
          handlePaste(view) {
            clearIfGuarded(view);
            return false;
          },
          handleDOMEvents: {
            compositionstart: (view) => void clearIfGuarded(view),
            // After the clipboard has been filled by the editor's own handler.
            cut: (view) => void queueMicrotask(() => clearIfGuarded(view))
          },
          transformCopied: flatten,
          transformPasted: flatten
        }
      })
    ];
  }
});

function clearIfGuarded(view: EditorView): boolean {
  if (!view.editable || !isGuarded(view.state)) return false;
  view.dispatch(clearSelected(view.state));
  return true;
}
