// @vitest-environment jsdom
import { afterEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { fieldsOf } from '#lib/core/documents/index.ts';
import { SharedLine } from '#lib/editor/title/shared-line.ts';

const lines: SharedLine[] = [];
afterEach(() => {
  lines.splice(0).forEach((line) => line.destroy());
  document.body.replaceChildren();
});

function open(doc: Y.Doc) {
  const element = document.createElement('div');
  document.body.append(element);
  lines.push(new SharedLine(element, { fields: fieldsOf(doc), name: 'title' }));
  const caretAt = (offset: number) =>
    getSelection()?.collapse(element.firstChild ?? element, offset);
  const caret = () => getSelection()?.focusOffset;
  /** As a browser does: the text changes under the caret, then the event comes. */
  const type = (text: string) => {
    const at = element.firstChild ? (caret() ?? 0) : 0;
    const before = element.textContent;
    element.textContent = before.slice(0, at) + text + before.slice(at);
    caretAt(at + text.length);
    element.dispatchEvent(new Event('input'));
  };
  return { element, caretAt, caret, type };
}

const docWith = (title: string | null) => {
  const doc = new Y.Doc();
  if (title !== null) fieldsOf(doc).set('title', new Y.Text(title));
  return doc;
};

const titleOf = (doc: Y.Doc) => (fieldsOf(doc).get('title') as Y.Text | undefined)?.toString();

describe('the title', () => {
  it('shows what the document says and writes nothing by being shown', () => {
    const doc = docWith('Wrong lens');
    let updates = 0;
    doc.on('update', () => updates++);
    const { element } = open(doc);
    expect(element.textContent).toBe('Wrong lens');
    expect(updates).toBe(0);
  });

  it('takes two people’s words at once', () => {
    const mine = docWith('Wrong lens');
    const theirs = new Y.Doc();
    Y.applyUpdate(theirs, Y.encodeStateAsUpdate(mine));
    const line = open(mine);
    line.caretAt(5);
    line.type(' blue');
    (fieldsOf(theirs).get('title') as Y.Text).insert(10, ' in the pack');
    Y.applyUpdate(mine, Y.encodeStateAsUpdate(theirs));
    Y.applyUpdate(theirs, Y.encodeStateAsUpdate(mine));
    expect(line.element.textContent).toBe('Wrong blue lens in the pack');
    expect(titleOf(theirs)).toBe('Wrong blue lens in the pack');
    expect(line.caret()).toBe(10);
  });

  it('keeps the caret at its word when somebody writes before it', () => {
    const doc = docWith('Wrong lens');
    const line = open(doc);
    line.caretAt(10);
    (fieldsOf(doc).get('title') as Y.Text).insert(0, 'The ');
    expect(line.caret()).toBe(14);
  });

  it('stays one line', () => {
    const doc = docWith('Lens');
    const line = open(doc);
    line.caretAt(4);
    line.type('\nwrong');
    expect(titleOf(doc)).toBe('Lens wrong');
    const enter = new KeyboardEvent('keydown', { key: 'Enter', cancelable: true });
    line.element.dispatchEvent(enter);
    expect(enter.defaultPrevented).toBe(true);
  });

  it('takes back one’s own words only', () => {
    const doc = docWith('Lens');
    const line = open(doc);
    line.caretAt(4);
    line.type(' wrong');
    (fieldsOf(doc).get('title') as Y.Text).insert(0, 'The ');
    line.element.dispatchEvent(new KeyboardEvent('keydown', { key: 'z', ctrlKey: true }));
    expect(line.element.textContent).toBe('The Lens');
  });

  it('is made by the first key where a document has none', () => {
    const doc = docWith(null);
    const line = open(doc);
    line.type('New');
    expect(titleOf(doc)).toBe('New');
  });

  it('waits for the end of a composition', () => {
    const doc = docWith('Le');
    const line = open(doc);
    line.caretAt(2);
    line.element.dispatchEvent(new Event('compositionstart'));
    line.type('n');
    (fieldsOf(doc).get('title') as Y.Text).insert(0, 'X');
    expect(line.element.textContent).toBe('Len');
    line.element.dispatchEvent(new Event('compositionend'));
    expect(titleOf(doc)).toBe('XLen');
    expect(line.element.textContent).toBe('XLen');
  });
});
