import { Plugin, PluginKey, type EditorState } from '@tiptap/pm/state';
import type { Caret } from '#lib/core/workspace/index.ts';
import { bindingOf } from '../binding/index.ts';
import { sealedCaret } from './sealed-caret.ts';

export interface OwnCaretOptions {
  /** Clock of the own Yjs client below which everything is sealed and known to others. */
  sealedClock: () => number;
  /** Null while the person is not in the text. */
  onCaret: (caret: Caret | null) => void;
}

const ownCaretKey = new PluginKey('ownCaret');

/** Tells where this person is, whenever that has changed. */
export class OwnCaret {
  readonly #options: OwnCaretOptions;
  #told = 'null';

  constructor(options: OwnCaretOptions) {
    this.#options = options;
  }

  plugin(): Plugin {
    return new Plugin({
      key: ownCaretKey,
      view: () => ({
        update: (view) => this.tell(view.state, view.hasFocus()),
        destroy: () => this.#emit(null)
      })
    });
  }

  tell(state: EditorState, isHere: boolean): void {
    if (!isHere) return this.#emit(null);
    const binding = bindingOf(state);
    if (!binding.isInStep(state.doc)) return;
    const clock = this.#options.sealedClock();
    this.#emit(sealedCaret(state.doc, state.selection, binding.body, clock));
  }

  #emit(caret: Caret | null): void {
    const key = JSON.stringify(caret && [[...caret.anchor], [...caret.head], caret.preview?.text]);
    if (key === this.#told) return;
    this.#told = key;
    this.#options.onCaret(caret);
  }
}
