import type { JSONContent } from '@tiptap/core';
import { Collaboration } from '@tiptap/extension-collaboration';
import { Plugin, type EditorState, type Transaction } from '@tiptap/pm/state';
import { ySyncPluginKey } from '@tiptap/y-tiptap';
import type * as Y from 'yjs';
import { BodyBinding } from './body-binding.ts';
import { undoPlugin } from './undo.ts';
import type { YParent } from './units.ts';

/**
 * Tiptap's collaboration over our own binding. The plugins answer to the stock keys, so that
 * commands, shortcuts and whatever asks "was this my own change?" work as they are.
 */
export function boundTo(body: YParent) {
  let binding: BodyBinding | null = null;
  return Collaboration.extend({
    onBeforeCreate() {
      binding = new BodyBinding(body, this.editor.schema);
      // Accepted as it is, though the type knows only its JSON.
      this.editor.options.content = binding.read() as unknown as JSONContent;
    },
    addProseMirrorPlugins() {
      if (binding === null) throw new Error('the binding comes before its plugins');
      return [syncPlugin(binding), undoPlugin(binding)];
    }
  }).configure({ fragment: body });
}

interface SyncState {
  binding: BodyBinding;
  type: YParent;
  doc: Y.Doc;
  isChangeOrigin: boolean;
  isUndoRedoOperation: boolean;
}

const syncPlugin = (binding: BodyBinding) =>
  new Plugin<SyncState>({
    key: ySyncPluginKey,
    state: {
      init: () => ({
        binding,
        type: binding.body,
        doc: binding.doc,
        isChangeOrigin: false,
        isUndoRedoOperation: false
      }),
      apply(transaction, state) {
        const change = transaction.getMeta(ySyncPluginKey) as Partial<SyncState> | undefined;
        const isChangeOrigin = change?.isChangeOrigin ?? false;
        return {
          ...state,
          isChangeOrigin,
          isUndoRedoOperation: change?.isUndoRedoOperation ?? false
        };
      }
    },
    view(view) {
      binding.attach(view);
      return {
        update: (view, before) => binding.push(view.state, before),
        destroy: () => binding.detach()
      };
    }
  });

/** The binding of an editor made with `boundTo`. */
export function bindingOf(state: EditorState): BodyBinding {
  const sync = ySyncPluginKey.getState(state) as SyncState | undefined;
  if (sync === undefined) throw new Error('no binding in this state');
  return sync.binding;
}

/** Whether a transaction shows what others wrote (or an undo brought back) rather than a new act. */
export const isFromDocument = (transaction: Transaction): boolean =>
  transaction.getMeta(ySyncPluginKey) !== undefined;
