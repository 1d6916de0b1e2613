import { Fragment, Slice, type Node, type Schema } from '@tiptap/pm/model';
import {
  TextSelection,
  type EditorState,
  type Selection,
  type Transaction
} from '@tiptap/pm/state';
import { ReplaceStep } from '@tiptap/pm/transform';
import type { EditorView } from '@tiptap/pm/view';
import { ySyncPluginKey } from '@tiptap/y-tiptap';
import * as Y from 'yjs';
import { adopt } from './adopt.ts';
import { patch } from './patch.ts';
import { placeAt, relative, resolve } from './positions.ts';
import { readBody, type Mapping } from './read.ts';
import type { YParent } from './units.ts';
import { writeChildren, type Writing } from './write.ts';

/** A selection that keeps its place in the text while others write. */
export interface KeptSelection {
  anchor: Y.RelativePosition;
  head: Y.RelativePosition;
}

/**
 * Keeps a body and an editor alike. It takes the place of y-tiptap's own binding, which deletes
 * what its schema rejects, loses the caret of nested documents whenever somebody else types in the
 * same paragraph, and draws the whole document anew on each of their keys.
 */
export class BodyBinding {
  readonly body: YParent;
  readonly doc: Y.Doc;
  mapping: Mapping = new WeakMap();
  readonly #schema: Schema;
  #view: EditorView | null = null;
  /** The selection before the latest change, by which undo finds its way back. */
  keptSelection: KeptSelection | null = null;

  constructor(body: YParent, schema: Schema) {
    if (body.doc === null) throw new Error('a body outside a document');
    this.body = body;
    this.doc = body.doc;
    this.#schema = schema;
  }

  /** The document as it is now. */
  read(): Node {
    return readBody(this.body, this.#schema, this.mapping);
  }

  attach(view: EditorView): void {
    this.#view = view;
    this.doc.on('beforeAllTransactions', this.#beforeAll);
    this.body.observeDeep(this.#pull);
  }

  detach(): void {
    this.#view = null;
    this.doc.off('beforeAllTransactions', this.#beforeAll);
    this.body.unobserveDeep(this.#pull);
  }

  /** Whether `doc` shows the body as it is, so that positions in one can be told in the other. */
  isInStep(doc: Node): boolean {
    return this.mapping.get(this.body) === doc;
  }

  /** Writes what has changed on screen. */
  push(state: EditorState, before: EditorState): void {
    if (this.isInStep(state.doc)) return;
    if (this.isInStep(before.doc)) this.keptSelection = this.#keep(before.doc, before.selection);
    const writing: Writing = {
      mapping: this.mapping,
      caret: caretOf(state.selection),
      refused: false
    };
    this.doc.transact(() => writeChildren(this.body, state.doc, writing), this);
    if (!writing.refused) return;
    this.mapping = new WeakMap();
    this.#redraw();
  }

  #beforeAll = (): void => {
    const state = this.#view?.state;
    if (state && this.isInStep(state.doc)) {
      this.keptSelection = this.#keep(state.doc, state.selection);
    }
  };

  #pull = (_events: unknown, transaction: Y.Transaction): void => {
    if (transaction.origin === this) return;
    for (const type of transaction.changedParentTypes.keys()) this.mapping.delete(type);
    this.#redraw(transaction);
  };

  #redraw(cause?: Y.Transaction): void {
    const view = this.#view;
    if (view === null) return;
    const undone = cause?.origin instanceof Y.UndoManager ? cause.origin : null;
    this.mapping.delete(this.body);
    const after = this.read();
    const { storedMarks, tr: transaction } = view.state;
    patch(transaction, view.state.doc, after, 0);
    // What patching cannot express is drawn anew as a whole.
    if (!transaction.doc.eq(after)) replaceAll(transaction, after);
    adopt(this.body, transaction.doc, this.mapping);
    const undoneSelection: unknown = undone?.currStackItem?.meta.get(this);
    this.#restore(
      transaction,
      (undoneSelection as KeptSelection | undefined) ?? this.keptSelection
    );
    if (undone) transaction.scrollIntoView();
    else transaction.setStoredMarks(storedMarks);
    view.dispatch(
      transaction
        .setMeta('addToHistory', false)
        .setMeta('preventClearDocument', true)
        .setMeta(ySyncPluginKey, { isChangeOrigin: true, isUndoRedoOperation: undone !== null })
    );
  }

  #keep(doc: Node, { anchor, head }: Selection): KeptSelection {
    const at = (position: number) => relative(placeAt(doc, this.body, position));
    return { anchor: at(anchor), head: at(head) };
  }

  #restore(transaction: Transaction, kept: KeptSelection | null): void {
    if (kept === null || !(transaction.selection instanceof TextSelection)) return;
    const { doc } = transaction;
    const anchor = resolve(kept.anchor, doc, this.body);
    const head = resolve(kept.head, doc, this.body);
    if (anchor === null || head === null) return;
    const [$anchor, $head] = [doc.resolve(anchor), doc.resolve(head)];
    if (!$anchor.parent.inlineContent || !$head.parent.inlineContent) return;
    const selection = new TextSelection($anchor, $head);
    if (!selection.eq(transaction.selection)) transaction.setSelection(selection);
  }
}

function replaceAll(transaction: Transaction, after: Node): void {
  const slice = new Slice(Fragment.from(after.content), 0, 0);
  transaction.step(new ReplaceStep(0, transaction.doc.content.size, slice));
}

const caretOf = ({ $head, empty }: Selection) =>
  empty && $head.parent.inlineContent
    ? { textblock: $head.parent, offset: $head.parentOffset }
    : null;
