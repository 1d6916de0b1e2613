import { Plugin, PluginKey, type EditorState, type Transaction } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import type { Match } from './find-quote.ts';

const flashKey = new PluginKey<DecorationSet>('flash');

/** A highlight for the place that somebody came for; it fades by itself unless motion is unwelcome. */
export const flash = (): Plugin<DecorationSet> =>
  new Plugin({
    key: flashKey,
    state: {
      init: () => DecorationSet.empty,
      apply(transaction, decorations) {
        const match = transaction.getMeta(flashKey) as Match | null | undefined;
        if (match === undefined) return decorations.map(transaction.mapping, transaction.doc);
        if (match === null) return DecorationSet.empty;
        return DecorationSet.create(transaction.doc, [
          Decoration.inline(match.from, match.to, { class: 'found-here' })
        ]);
      }
    },
    props: { decorations: (state) => flashKey.getState(state) }
  });

/** `null` takes the highlight away. */
export const showFlash = (state: EditorState, match: Match | null): Transaction =>
  state.tr.setMeta(flashKey, match).setMeta('addToHistory', false);
