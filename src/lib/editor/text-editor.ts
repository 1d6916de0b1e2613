import { Editor, Extension } from '@tiptap/core';
import type { Plugin } from '@tiptap/pm/state';
import type * as Y from 'yjs';
import { bodyOf, type Kind } from '#lib/core/documents/index.ts';
import type { Caret, PresentPerson } from '#lib/core/workspace/index.ts';
import { boundTo } from './binding/index.ts';
import { flash, openAt, type DocumentPlace } from './finding/index.ts';
import {
  identifiersIn,
  identityMarks,
  type Finding,
  type MarkedIdentifier
} from './identity/index.ts';
import { OwnCaret, peers, showPeople } from './presence/index.ts';
import { Protection } from './protection/index.ts';
import { schemaExtensions } from './schema/index.ts';
import { sectionsOf } from './sections/index.ts';

export interface TextEditorOptions {
  element: HTMLElement;
  doc: Y.Doc;
  /** Null for a kind that only a newer version knows: its sections are drawn by their ids. */
  kind: Kind | null;
  editable: boolean;
  /** The name of the text for assistive technology. */
  label: string;
  /** Clock of the own Yjs client below which everything is sealed and known to others. */
  sealedClock: () => number;
  findIdentifiers: (text: string) => Finding[];
  onCaret: (caret: Caret | null) => void;
  /** Everything marked as "may identify someone", told whenever it has changed. */
  onIdentifiers: (found: readonly MarkedIdentifier[]) => void;
  /** An act was not carried out, for it would have taken away what must stay. */
  onRefused: () => void;
}

/** Pixels at the edges that bars may cover: the caret is kept clear of them. */
const belowBars = { top: 130, bottom: 60, left: 0, right: 0 };

/** The text of one document on screen: Tiptap over the document's body, and nothing else of it. */
export class TextEditor {
  readonly editor: Editor;
  readonly #ownCaret: OwnCaret;

  constructor(options: TextEditorOptions) {
    const { element, doc, kind, editable, label } = options;
    this.#ownCaret = new OwnCaret(options);
    this.editor = new Editor({
      element,
      editable,
      injectCSS: false,
      // It walks the whole change again on every key, for events that nobody here listens to.
      enableCoreExtensions: { delete: false },
      editorProps: {
        attributes: { role: 'textbox', 'aria-multiline': 'true', 'aria-label': label },
        scrollThreshold: belowBars,
        scrollMargin: belowBars
      },
      extensions: [
        ...schemaExtensions,
        sectionsOf(kind),
        boundTo(bodyOf(doc)),
        Protection.configure({ onRefused: options.onRefused }),
        extensionOf('peers', peers),
        extensionOf('ownCaret', () => this.#ownCaret.plugin()),
        extensionOf('flash', flash),
        extensionOf('identity', () =>
          identityMarks({ find: options.findIdentifiers, onIdentifiers: options.onIdentifiers })
        )
      ]
    });
  }

  /** Everybody else in the document, as the vault last told. */
  showPeople(people: readonly PresentPerson[]): void {
    this.editor.view.dispatch(showPeople(this.editor.state, people));
  }

  setEditable(editable: boolean): void {
    if (editable !== this.editor.isEditable) this.editor.setEditable(editable, false);
  }

  /** To be called when `sealedClock` has grown: what was a preview may now be text. */
  refreshCaret(): void {
    this.#ownCaret.tell(this.editor.state, this.editor.view.hasFocus());
  }

  /** See `openAt`: false when there is no such section. */
  openAt(place: DocumentPlace): boolean {
    return openAt(this.editor.view, place);
  }

  /** What may identify someone, in order. */
  identifiers(): MarkedIdentifier[] {
    return identifiersIn(this.editor.state);
  }

  /** Selects a marked detail, brings it into view and takes the focus there. */
  goTo({ from, to }: Pick<MarkedIdentifier, 'from' | 'to'>): void {
    this.editor.chain().setTextSelection({ from, to }).focus().scrollIntoView().run();
  }

  destroy(): void {
    this.editor.destroy();
  }
}

const extensionOf = (name: string, plugin: () => Plugin) =>
  Extension.create({ name, addProseMirrorPlugins: () => [plugin()] });
