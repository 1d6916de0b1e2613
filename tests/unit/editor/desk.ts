import type { Editor } from '@tiptap/core';
import { TextSelection } from '@tiptap/pm/state';
import * as Y from 'yjs';
import type { Caret } from '#lib/core/workspace/types.ts';
import { TextEditor } from '#lib/editor/text-editor.ts';
import type { Kind } from '#lib/core/documents/index.ts';

export const kind: Kind = {
  id: 'test',
  version: 1,
  label: 'Test',
  description: 'For tests.',
  sections: [
    { id: 'first', heading: 'What happened', guidance: 'In order.', level: 2 },
    { id: 'second', heading: 'What we learned', guidance: 'One a line.', level: 2 }
  ]
};

/** `[name, attributes, ...children]`, a text as a string or as a delta. */
export type Sketch = string | Y.XmlText | [string, Record<string, unknown>, ...Sketch[]];

function draw(sketch: Sketch): Y.XmlElement | Y.XmlText {
  if (typeof sketch === 'string') return new Y.XmlText(sketch);
  if (sketch instanceof Y.XmlText) return sketch;
  const [name, attributes, ...children] = sketch;
  const element = new Y.XmlElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value as string);
  element.insert(0, children.map(draw));
  return element;
}

export function formatted(...parts: [string, Record<string, unknown>?][]): Y.XmlText {
  const text = new Y.XmlText();
  text.applyDelta(parts.map(([insert, attributes]) => ({ insert, attributes })));
  return text;
}

export const section = (id: string, ...children: Sketch[]): Sketch => [
  'section',
  { sectionId: id },
  ...children
];
export const paragraph = (...children: Sketch[]): Sketch => ['paragraph', {}, ...children];

export function makeDoc(clientID: number, ...sections: Sketch[]): Y.Doc {
  const doc = new Y.Doc();
  doc.clientID = clientID;
  doc.transact(() => doc.getXmlFragment('body').insert(0, sections.map(draw)));
  return doc;
}

/** One person with a document open. `name` becomes the Yjs client, so that runs are the same. */
export interface Desk {
  doc: Y.Doc;
  page: TextEditor;
  editor: Editor;
  /** Updates that this person's own acts made. */
  written: Uint8Array[];
  refused: number;
  /** The clock of the own client below which all is sealed. */
  sealed: number;
  carets: (Caret | null)[];
  close(): void;
}

export function sitDown(state: Y.Doc | Uint8Array, clientID: number): Desk {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, state instanceof Uint8Array ? state : Y.encodeStateAsUpdate(state));
  doc.clientID = clientID;
  const written: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== 'network') written.push(update);
  });
  const element = document.createElement('div');
  document.body.append(element);
  const told = { refused: 0, sealed: 0, carets: [] as (Caret | null)[] };
  const page = new TextEditor({
    element,
    doc,
    kind,
    editable: true,
    label: 'Text of the document',
    sealedClock: () => told.sealed,
    findIdentifiers: () => [],
    onCaret: (caret) => told.carets.push(caret),
    onIdentifiers: () => undefined,
    onRefused: () => told.refused++
  });
  return Object.assign(told, {
    doc,
    page,
    editor: page.editor,
    written,
    close() {
      page.destroy();
      element.remove();
    }
  });
}

/** Hands over everything that either has and the other lacks. */
export function meet(...desks: Desk[]): void {
  for (const from of desks) {
    for (const to of desks) {
      if (from === to) continue;
      const missing = Y.encodeStateAsUpdate(from.doc, Y.encodeStateVector(to.doc));
      Y.applyUpdate(to.doc, missing, 'network');
    }
  }
}

/** Puts the caret before, after or over the first occurrence of a text within one block. */
export function caret(desk: Desk, needle: string, side: 'before' | 'after' | 'over'): void {
  const from = find(desk, needle);
  const to = from + needle.length;
  const [anchor, head] = side === 'over' ? [from, to] : side === 'before' ? [from, from] : [to, to];
  const { tr, doc } = desk.editor.state;
  desk.editor.view.dispatch(tr.setSelection(TextSelection.create(doc, anchor, head)));
}

export function find(desk: Desk, needle: string): number {
  let found = -1;
  desk.editor.state.doc.descendants((node, position) => {
    if (found >= 0 || !node.isTextblock) return found < 0;
    const index = node.textBetween(0, node.content.size, undefined, '\ufffc').indexOf(needle);
    if (index >= 0) found = position + 1 + index;
    return false;
  });
  if (found < 0) throw new Error(`"${needle}" is not on screen`);
  return found;
}

/** Types as the browser would report it: through the input handlers, a character at a time. */
export function type(desk: Desk, text: string): void {
  const { view } = desk.editor;
  for (const character of text) {
    const { from, to } = view.state.selection;
    const isHandled = view.someProp('handleTextInput', (handle) =>
      handle(view, from, to, character, () => view.state.tr.insertText(character, from, to))
    );
    if (!isHandled) view.dispatch(view.state.tr.insertText(character, from, to));
  }
}

export function press(desk: Desk, key: string, modifiers: KeyboardEventInit = {}): void {
  const { view } = desk.editor;
  const event = new KeyboardEvent('keydown', {
    key,
    bubbles: true,
    cancelable: true,
    ...modifiers
  });
  view.someProp('handleKeyDown', (handle) => handle(view, event));
}

/** The text on screen, blocks apart by `/`, sections by ` § `. */
export function shown(desk: Desk): string {
  const sections: string[] = [];
  desk.editor.state.doc.forEach((node) =>
    sections.push(node.textBetween(0, node.content.size, '/', '\ufffc'))
  );
  return sections.join(' § ');
}

/** With the caret drawn in as `|`. */
export function shownWithCaret(desk: Desk): string {
  const { doc, selection } = desk.editor.state;
  const before = doc.textBetween(0, selection.head, '/', '\ufffc');
  return `${before}|${doc.textBetween(selection.head, doc.content.size, '/', '\ufffc')}`;
}

export const bodyXml = (desk: Desk): string => desk.doc.getXmlFragment('body').toString();
