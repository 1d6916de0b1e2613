// @vitest-environment jsdom
import { Editor, Extension } from '@tiptap/core';
import { afterEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { boundTo } from '#lib/editor/binding/index.ts';
import { identifiersIn, identityMarks, type MarkedIdentifier } from '#lib/editor/identity/index.ts';
import { schemaExtensions, Section } from '#lib/editor/schema/index.ts';
import { formatted, makeDoc, paragraph, section, type Sketch } from './desk.ts';

const editors: Editor[] = [];
afterEach(() => editors.splice(0).forEach((editor) => editor.destroy()));

/** Nine digits in a row may identify someone, says this detector, and counts what it reads. */
function open(...blocks: Sketch[]) {
  const doc = makeDoc(1, section('first', ...blocks));
  const told: (readonly MarkedIdentifier[])[] = [];
  const read: string[] = [];
  const waiting: (() => void)[] = [];
  const plugin = identityMarks({
    find(text) {
      read.push(text);
      return [...text.matchAll(/\d(?: ?\d){8}/g)].map((match) => ({
        kind: 'number',
        level: 'block' as const,
        label: 'Looks like a number',
        start: match.index,
        end: match.index + match[0].length
      }));
    },
    onIdentifiers: (found) => told.push(found),
    schedule(work) {
      waiting.push(work);
      return { cancel: () => undefined };
    }
  });
  const element = document.createElement('div');
  const editor = new Editor({
    element,
    extensions: [
      ...schemaExtensions,
      Section,
      boundTo(doc.getXmlFragment('body')),
      Extension.create({ name: 'identity', addProseMirrorPlugins: () => [plugin] })
    ]
  });
  editors.push(editor);
  /** Lets everything that waits for a pause have its turn. */
  const pause = () => {
    for (let work = waiting.shift(); work; work = waiting.shift()) work();
  };
  const marked = () =>
    [...element.querySelectorAll('.may-identify')].map((mark) => mark.textContent).join('|');
  return { doc, editor, told, read, pause, marked, element };
}

describe('details that may identify someone', () => {
  it('are marked after a pause, with words that promise nothing', () => {
    const { pause, marked, element, told } = open(paragraph('Number 123 456 789 here.'));
    expect(marked()).toBe('');
    pause();
    expect(marked()).toBe('123 456 789');
    const mark = element.querySelector('.may-identify');
    const words = 'Looks like a number: may identify someone';
    expect(mark?.getAttribute('title')).toBe(words);
    expect(mark?.getAttribute('aria-description')).toBe(words);
    expect(told.at(-1)).toMatchObject([{ kind: 'number', level: 'block', text: '123 456 789' }]);
  });

  it('are found across bold and behind a line break', () => {
    const split = formatted(['It is 123 '], ['456', { bold: {} }], [' 789.']);
    const { pause, editor, told } = open(
      paragraph(split, ['hardBreak', {}], '987654321'),
      paragraph('no')
    );
    pause();
    expect(told.at(-1)?.map(({ text }) => text)).toEqual(['123 456 789', '987654321']);
    const [, second] = identifiersIn(editor.state);
    expect(editor.state.doc.textBetween(second?.from ?? 0, second?.to ?? 0)).toBe('987654321');
  });

  it('are looked for only in what has changed', () => {
    const { pause, editor, read, marked, told } = open(
      paragraph('123456789 first'),
      paragraph('second')
    );
    pause();
    expect(read).toEqual(['123456789 first', 'second']);
    editor.view.dispatch(editor.state.tr.insertText('987654321 ', 19));
    expect(read).toHaveLength(2);
    pause();
    expect(read.slice(2)).toEqual(['987654321 second']);
    expect(marked()).toBe('123456789|987654321');
    expect(told.map((found) => found.length)).toEqual([1, 2]);
  });

  it('stay marked where they are while text before them grows, and go when they go', () => {
    const { pause, editor, marked, told } = open(paragraph('A 123456789'), paragraph('B'));
    pause();
    editor.view.dispatch(editor.state.tr.insertText('Long words. ', 2));
    expect(marked()).toBe('123456789');
    pause();
    const [found] = identifiersIn(editor.state);
    editor.view.dispatch(editor.state.tr.delete(found?.from ?? 0, (found?.from ?? 0) + 3));
    pause();
    expect(marked()).toBe('');
    expect(told.at(-1)).toEqual([]);
  });

  it('are marked in what others write', () => {
    const { pause, doc, marked } = open(paragraph('A'));
    pause();
    const other = new Y.Doc();
    Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
    const first = other.getXmlFragment('body').get(0) as Y.XmlElement;
    ((first.get(0) as Y.XmlElement).get(0) as Y.XmlText).insert(1, ' 111222333');
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(other));
    pause();
    expect(marked()).toBe('111222333');
  });
});
