import { Plugin, type EditorState, type Transaction } from '@tiptap/pm/state';
import { ReplaceStep } from '@tiptap/pm/transform';
import { ySyncPluginKey, yUndoPluginKey } from '@tiptap/y-tiptap';
import * as Y from 'yjs';
import type { BodyBinding } from './body-binding.ts';

interface UndoState {
  undoManager: Y.UndoManager;
  /** Where the last act ended: what goes on there is undone together with it. */
  end: number | null;
}

/** Undo and redo of this person's own acts, under the stock key, so that Tiptap's commands work. */
export function undoPlugin(binding: BodyBinding): Plugin<UndoState> {
  const undoManager = new Y.UndoManager(binding.body, {
    trackedOrigins: new Set([binding]),
    // Undoing what one began must not take away what others wrote in it since.
    deleteFilter: (item) =>
      !(item instanceof Y.Item && item.content instanceof Y.ContentType) ||
      item.content.type._length === 0
  });
  undoManager.on('stack-item-added', ({ stackItem }) => {
    stackItem.meta.set(binding, binding.keptSelection);
  });
  return new Plugin<UndoState>({
    key: yUndoPluginKey,
    state: {
      init: () => ({ undoManager, end: null }),
      apply(transaction, state) {
        if (!transaction.docChanged) return state;
        if (transaction.getMeta(ySyncPluginKey) !== undefined) {
          return { ...state, end: state.end && transaction.mapping.map(state.end) };
        }
        if (!goesOn(transaction, state.end)) undoManager.stopCapturing();
        return { ...state, end: endOf(transaction) };
      }
    },
    view: () => ({ destroy: () => undoManager.destroy() })
  });
}

/** Whether an act is one more letter, typed or deleted, where the last one was. */
function goesOn({ steps: [step, more] }: Transaction, end: number | null): boolean {
  if (!(step instanceof ReplaceStep) || more || end === null) return false;
  const isLetter = step.slice.openStart === 0 && (step.slice.content.firstChild?.isText ?? true);
  return isLetter && (step.from === end || step.to === end);
}

function endOf({ steps: [step, more] }: Transaction): number | null {
  return step instanceof ReplaceStep && !more ? step.from + step.slice.size : null;
}

/** What this person can take back and do again in an editor made with `boundTo`. */
export function undoManagerOf(state: EditorState): Y.UndoManager {
  const undo = yUndoPluginKey.getState(state) as UndoState | undefined;
  if (undo === undefined) throw new Error('no undo manager in this state');
  return undo.undoManager;
}
