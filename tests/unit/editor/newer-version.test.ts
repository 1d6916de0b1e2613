// @vitest-environment jsdom
import { afterEach, describe, expect, it } from 'vitest';
import { AllSelection, NodeSelection } from '@tiptap/pm/state';
import * as Y from 'yjs';
import { isUnknown } from '#lib/editor/binding/index.ts';
import {
  caret,
  find,
  formatted,
  makeDoc,
  meet,
  paragraph,
  press,
  section,
  shown,
  sitDown,
  type,
  type Desk,
  type Sketch
} from './desk.ts';

/*
 * Nova works with a newer version of Cairn, which knows more than this one. Asha has this one.
 * Whatever Asha does around Nova's content, it stays.
 */
// jsdom has none, and ProseMirror makes one when asked to paste.
globalThis.ClipboardEvent ??= class extends Event {} as unknown as typeof ClipboardEvent;

const desks: Desk[] = [];
afterEach(() => desks.splice(0).forEach((desk) => desk.close()));

const novasDocument = () => {
  const doc = makeDoc(
    1,
    section(
      'first',
      ['paragraph', { align: 'center', style: { indent: 2, tags: ['a', 'b'] } }, 'Centred words.'],
      paragraph(
        formatted(
          ['Plain, '],
          ['underlined', { underline: { colour: 'red' } }],
          [' and '],
          ['commented', { 'comment--AbCd1234': { thread: 't1', at: { from: 1 } }, bold: {} }],
          [' words.']
        )
      ),
      paragraph('Ask ', ['mention', { role: 'lead' }, 'the lead'], ' about it.'),
      ['callout', { tone: 'calm', level: 3 }, paragraph('Inside the box.'), ['steps', {}, 'deep']],
      ['heading', { level: 3, place: 'h1' }, 'A heading'],
      [
        'table',
        { caption: 'Counts' },
        [
          'tableRow',
          {},
          ['tableCell', { shade: 'grey' }, paragraph('cell one')],
          ['tableCell', {}, paragraph('cell two')]
        ]
      ],
      [
        'bulletList',
        {},
        ['listItem', {}, paragraph('item one')],
        ['listItem', {}, ['listItem', {}, paragraph('out of place')]]
      ],
      paragraph('Last words.')
    ),
    ['appendix', { of: 'first' }, paragraph('Beside the parts.')],
    section('a-part_of-tomorrow', paragraph('Written under an unknown heading.'))
  );
  doc.transact(() => {
    doc.getMap('fields').set('novelty', { nested: ['x', 1, true] });
    doc.getMap('rows').set('timeline', new Y.Map([['r1', new Y.Map([['order', 'a0']])]]));
    doc.getMap('meta').set('signature', new Uint8Array([1, 2, 3]));
  });
  return doc;
};

function asha(): Desk {
  const desk = sitDown(novasDocument(), 10);
  desks.push(desk);
  return desk;
}

/** Everything that this version does not know, read from Yjs itself. */
function strange(doc: Y.Doc): unknown[] {
  const found: unknown[] = [];
  const visit = (node: unknown): void => {
    if (node instanceof Y.XmlText) {
      for (const { insert, attributes } of node.toDelta()) {
        const { underline, 'comment--AbCd1234': comment } = attributes ?? {};
        if (underline || comment) found.push([insert, underline, comment]);
      }
    } else if (node instanceof Y.XmlElement) {
      const { align, style, place, caption, shade } = node.getAttributes() as Record<
        string,
        unknown
      >;
      const extra = { align, style, place, caption, shade };
      if (Object.values(extra).some(Boolean)) found.push([node.nodeName, extra]);
      if (['mention', 'callout', 'appendix'].includes(node.nodeName)) found.push(node.toString());
      else node.toArray().forEach(visit);
    }
  };
  doc.getXmlFragment('body').toArray().forEach(visit);
  found.push(
    doc.getMap('fields').toJSON(),
    doc.getMap('rows').toJSON(),
    doc.getMap('meta').toJSON()
  );
  return found;
}

const everything = strange(novasDocument());

describe('a document from a newer version', () => {
  it('is shown as far as it can be read, and opening it writes nothing', () => {
    const desk = asha();
    desk.editor.commands.focus('end');
    expect(desk.written).toEqual([]);
    const dom = desk.editor.view.dom;
    const blocks = [...dom.querySelectorAll('.unknown-block')].map((block) => block.textContent);
    const label = 'Written with a newer version of Cairn: shown, not editable here';
    expect(blocks).toEqual([
      `${label}Inside the box.\ndeep`,
      `${label}out of place`,
      `${label}Beside the parts.`
    ]);
    expect(dom.querySelector('.unknown-inline')?.textContent).toBe('the lead');
    expect(dom.textContent).toContain('underlined');
    const headings = [...dom.querySelectorAll('.part-heading')].map((h) => h.textContent);
    expect(headings).toEqual(['What happened', 'A part of tomorrow']);
  });

  it('keeps it all while every neighbour is written in', () => {
    const desk = asha();
    const places = ['Centred', 'Plain', 'underl', ' and ', 'comm', ' words.', 'Ask', ' about'];
    places.push('A head', 'cell one', 'cell two', 'item one', 'Last', 'Written under');
    for (const place of places) {
      caret(desk, place, 'after');
      type(desk, 'x');
      caret(desk, place, 'before');
      type(desk, 'y');
    }
    for (const place of ['Ask', ' about', 'Last', 'cell one']) {
      caret(desk, place, 'after');
      press(desk, 'Enter');
      type(desk, 'new');
    }
    desk.editor.commands.undo();
    expect(desk.refused).toBe(0);
    expect(wholeTexts(strange(desk.doc))).toEqual(wholeTexts(everything));
  });

  it('keeps it all when everything is selected and deleted, typed over, cut or pasted over', () => {
    for (const act of ['Delete', 'Backspace', 'Enter', 'type', 'paste'] as const) {
      const desk = asha();
      const { state, view } = desk.editor;
      view.dispatch(state.tr.setSelection(new AllSelection(state.doc)));
      if (act === 'type') type(desk, 'Z');
      else if (act === 'paste') view.pasteText('Z');
      else press(desk, act);
      expect(shown(desk)).not.toContain('Plain');
      expect(shown(desk)).not.toContain('Last words.');
      expect(desk.doc.getXmlFragment('body').toArray()).toHaveLength(3);
      const left = strange(desk.doc).filter((entry) => typeof entry === 'string');
      expect(left).toEqual(everything.filter((entry) => typeof entry === 'string'));
      desk.editor.commands.undo();
      if (act === 'type' || act === 'paste') desk.editor.commands.undo();
      expect(wholeTexts(strange(desk.doc))).toEqual(wholeTexts(everything));
    }
  });

  it('refuses, and says so, what would move, retype or delete it', async () => {
    const desk = asha();
    const before = desk.doc.getXmlFragment('body').toString();
    const { view } = desk.editor;
    const place = (at: 'callout' | 'mention') => {
      view.state.doc.descendants((node, position) => {
        if (!isUnknown(node) || node.attrs.name !== at) return true;
        view.dispatch(view.state.tr.setSelection(NodeSelection.create(view.state.doc, position)));
        return false;
      });
    };
    place('callout');
    desk.editor.commands.deleteSelection();
    desk.editor.commands.setBlockquote();
    place('mention');
    desk.editor.commands.deleteSelection();
    caret(desk, 'Ask', 'after');
    desk.editor.commands.toggleBulletList();
    desk.editor.commands.toggleHeading({ level: 2 });
    caret(desk, 'item one', 'after');
    desk.editor.commands.selectParentNode();
    desk.editor.commands.selectParentNode();
    desk.editor.commands.selectParentNode();
    desk.editor.commands.deleteSelection();
    await Promise.resolve();
    expect(desk.refused).toBeGreaterThan(4);
    expect(desk.doc.getXmlFragment('body').toString()).toBe(before);
    expect(desk.written).toEqual([]);
  });

  it('carries unknown attributes along when their block is split or becomes another', () => {
    const desk = asha();
    caret(desk, 'Centred', 'after');
    desk.editor.commands.toggleHeading({ level: 2 });
    const heading = (desk.doc.getXmlFragment('body').get(0) as Y.XmlElement).get(0) as Y.XmlElement;
    expect(heading.nodeName).toBe('heading');
    expect(heading.getAttributes()).toEqual({
      align: 'center',
      style: { indent: 2, tags: ['a', 'b'] },
      level: 2
    });
  });

  it('keeps an unknown mark over what is typed inside it, and leaves it at its end', () => {
    const desk = asha();
    caret(desk, 'comm', 'after');
    type(desk, '+');
    caret(desk, 'ented', 'after');
    type(desk, '-');
    const paragraphs = (desk.doc.getXmlFragment('body').get(0) as Y.XmlElement).get(
      1
    ) as Y.XmlElement;
    const delta = (paragraphs.get(0) as Y.XmlText).toDelta() as Record<string, unknown>[];
    const comment = { thread: 't1', at: { from: 1 } };
    expect(delta[3]).toEqual({
      insert: 'comm+ented',
      attributes: { 'comment--AbCd1234': comment, bold: {} }
    });
    expect(delta[4]).toEqual({ insert: '-', attributes: { bold: {} } });
  });

  it('takes in unknown content that arrives while it is open', () => {
    const desk = asha();
    caret(desk, 'Last', 'after');
    const nova = new Y.Doc();
    nova.clientID = 77;
    Y.applyUpdate(nova, Y.encodeStateAsUpdate(desk.doc));
    const first = nova.getXmlFragment('body').get(0) as Y.XmlElement;
    const last = first.get(first.length - 1) as Y.XmlElement;
    nova.transact(() => {
      (last.get(0) as Y.XmlText).format(0, 4, { glow: { strength: 9 } });
      last.insert(1, [new Y.XmlElement('sticker')]);
      last.setAttribute('mood', 'bright');
      const box = new Y.XmlElement('timelineBox');
      box.insert(0, [new Y.XmlText('T minus 2')]);
      first.insert(first.length - 1, [box]);
    });
    Y.applyUpdate(desk.doc, Y.encodeStateAsUpdate(nova), 'network');
    expect(desk.written).toEqual([]);
    expect(desk.editor.view.dom.textContent).toContain('T minus 2');
    type(desk, 'ing');
    press(desk, 'Enter');
    const body = desk.doc.getXmlFragment('body').toString();
    expect(body).toContain('<timelinebox>T minus 2</timelinebox>');
    expect(body).toContain('<sticker></sticker>');
    expect(body).toContain('mood="bright"');
    expect(body).toContain('<glow strength="9">Last</glow>');
  });

  it('shows what changes inside an unknown block, and survives its removal by Nova', () => {
    const desk = asha();
    const nova = sitDown(desk.doc, 77);
    desks.push(nova);
    const first = nova.doc.getXmlFragment('body').get(0) as Y.XmlElement;
    const box = first.get(3) as Y.XmlElement;
    ((box.get(0) as Y.XmlElement).get(0) as Y.XmlText).insert(0, 'Now ');
    meet(desk, nova);
    expect(desk.editor.view.dom.textContent).toContain('Now Inside the box.');
    first.delete(3, 1);
    meet(desk, nova);
    expect(desk.editor.view.dom.textContent).not.toContain('Inside the box.');
    expect(find(desk, 'A heading')).toBeGreaterThan(0);
  });

  it('gives away the readable text, not the content itself, when copied', () => {
    const desk = asha();
    const { state, view } = desk.editor;
    view.dispatch(state.tr.setSelection(new AllSelection(state.doc)));
    const { dom } = view.serializeForClipboard(view.state.selection.content());
    expect(dom.textContent).toContain('Inside the box.');
    expect(dom.querySelector('.unknown-block, .unknown-inline, section')).toBeNull();
  });

  it('does not let hostile nesting or spans bring the editor down', () => {
    const cell: Sketch = ['tableCell', { colspan: 1e9 }, paragraph('wide')];
    const table: Sketch = ['table', {}, ['tableRow', {}, cell]];
    const doc = makeDoc(1, section('first', ['blockquote', {}], table, paragraph('After.')));
    let quote = (doc.getXmlFragment('body').get(0) as Y.XmlElement).get(0) as Y.XmlElement;
    for (let depth = 0; depth < 2000; depth++) {
      quote.insert(0, [new Y.XmlElement('blockquote')]);
      quote = quote.get(0) as Y.XmlElement;
    }
    const desk = sitDown(doc, 10);
    desks.push(desk);
    caret(desk, 'After.', 'after');
    type(desk, ' Still here.');
    expect(shown(desk)).toContain('After. Still here.');
    expect(desk.editor.view.dom.textContent).toContain('wide');
  });
});

/** Without the letters that were typed into marked words: the marks and attributes themselves. */
function wholeTexts(entries: unknown[]): unknown[] {
  return entries
    .map((entry) => (Array.isArray(entry) && entry.length === 3 ? entry.slice(1) : entry))
    .map((entry) => JSON.stringify(entry))
    .filter((entry, index, all) => all.indexOf(entry) === index);
}
