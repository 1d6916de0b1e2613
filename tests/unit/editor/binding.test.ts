// @vitest-environment jsdom
import { afterEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { writeNewDocument } from '#lib/core/documents/index.ts';
import {
  bodyXml,
  caret,
  formatted,
  kind,
  makeDoc,
  meet,
  paragraph,
  press,
  section,
  shown,
  shownWithCaret,
  sitDown,
  type,
  type Desk,
  type Sketch
} from './desk.ts';

const desks: Desk[] = [];
afterEach(() => desks.splice(0).forEach((desk) => desk.close()));

function sit(state: Y.Doc | Uint8Array, client: number): Desk {
  const desk = sitDown(state, client);
  desks.push(desk);
  return desk;
}

const twoSections = (...first: Sketch[]) =>
  makeDoc(1, section('first', ...first), section('second', paragraph('')));

/** Asha and Ben over the same document. */
function together(...first: Sketch[]) {
  const doc = twoSections(...first);
  return { asha: sit(doc, 10), ben: sit(doc, 11) };
}

describe('opening a document', () => {
  const cases: Record<string, Y.Doc> = {
    'with text': twoSections(paragraph('A nurse noticed it.'), ['heading', { level: 3 }, 'Then']),
    'with nothing in a section': makeDoc(1, section('first'), section('second', ['paragraph', {}])),
    'without any section': makeDoc(1),
    'with rows of unequal length': twoSections([
      'table',
      {},
      ['tableRow', {}, ['tableCell', {}, paragraph('a')], ['tableCell', {}, paragraph('b')]],
      ['tableRow', {}, ['tableCell', { rowspan: 9 }, paragraph('c')]]
    ]),
    'with a table that lost all its cells': twoSections(['table', {}, ['tableRow', {}]]),
    'with two texts side by side': twoSections(paragraph('one ', 'two')),
    'with links that lead nowhere good': twoSections(
      paragraph(formatted(['click', { link: { href: 'javascript:alert(1)' } }]))
    ),
    'with headings of no known level': twoSections(['heading', { level: 9 }, 'Deep'])
  };

  for (const [name, doc] of Object.entries(cases)) {
    it(`writes nothing ${name}`, () => {
      // The client of whoever wrote it: what is one's own gets no other treatment.
      const asha = sit(doc, 1);
      asha.editor.commands.focus('start');
      asha.editor.commands.focus('end');
      asha.page.setEditable(false);
      expect(asha.written).toEqual([]);
    });
  }

  it('writes nothing to a new document, and what is typed lands in its section', () => {
    const doc = new Y.Doc();
    for (const { update } of writeNewDocument({ kind, title: 'x' }, 5)) Y.applyUpdate(doc, update);
    const asha = sit(doc, 10);
    asha.editor.commands.focus('end');
    expect(asha.written).toEqual([]);
    type(asha, 'Ask why');
    expect(shown(asha)).toBe(' § Ask why');
  });

  it('never follows an address that is not of the web or of mail', () => {
    const href = 'javascript:alert(1)';
    const asha = sit(twoSections(paragraph(formatted(['click', { link: { href } }]))), 10);
    expect(asha.editor.view.dom.querySelector('a')).toBeNull();
    expect(asha.editor.commands.setLink({ href: 'http://example.org' })).toBe(false);
  });
});

describe('two people in one paragraph', () => {
  it('keep their carets at their words', () => {
    const { asha, ben } = together(paragraph('A nurse noticed it.'));
    caret(asha, 'noticed', 'after');
    caret(ben, 'A nurse', 'before');
    type(ben, 'Well. ');
    meet(asha, ben);
    expect(shownWithCaret(asha)).toBe('Well. A nurse noticed| it./');

    type(asha, ' and said');
    caret(ben, 'A nurse', 'before');
    press(ben, 'Enter');
    type(ben, 'Then ');
    meet(asha, ben);
    expect(shownWithCaret(asha)).toBe('Well. /Then A nurse noticed and said| it./');
    expect(bodyXml(asha)).toBe(bodyXml(ben));
  });

  it('keep both texts when both were away', () => {
    const { asha, ben } = together(paragraph('The pack was late.'));
    caret(asha, 'pack', 'after');
    type(asha, ' from the store');
    caret(ben, 'late', 'after');
    type(ben, ' by an hour');
    meet(asha, ben);
    expect(shown(asha)).toBe('The pack from the store was late by an hour. § ');
    expect(bodyXml(asha)).toBe(bodyXml(ben));
  });

  it('keep the word of one that the other makes bold', () => {
    const { asha, ben } = together(paragraph('It was wrong.'));
    caret(asha, 'wrong', 'over');
    asha.editor.commands.toggleBold();
    caret(ben, 'was', 'after');
    type(ben, ' plainly');
    meet(asha, ben);
    meet(asha, ben);
    expect(bodyXml(ben)).toContain('It was plainly <bold>wrong</bold>.');
  });

  it('begin an empty paragraph at once and lose neither beginning', () => {
    const { asha, ben } = together(['paragraph', {}]);
    for (const desk of [asha, ben]) desk.editor.commands.setTextSelection(2);
    type(asha, 'one ');
    type(ben, 'two ');
    meet(asha, ben);
    expect(shown(asha)).toMatch(/one two|two one/);
    expect(shown(asha)).toBe(shown(ben));
    caret(asha, 'two', 'after');
    type(asha, '!');
    meet(asha, ben);
    expect(shown(ben)).toContain('two!');
  });

  it('put a letter where it was typed, beside the same letter', () => {
    const { asha } = together(paragraph('helo'));
    caret(asha, 'hel', 'after');
    type(asha, 'l');
    const text = (asha.doc.getXmlFragment('body').get(0) as Y.XmlElement).get(0) as Y.XmlElement;
    const items: [string, number][] = [];
    for (let item = (text.get(0) as Y.XmlText)._start; item; item = item.right) {
      if (item.content instanceof Y.ContentString) items.push([item.content.str, item.id.client]);
    }
    expect(items).toEqual([
      ['hel', 1],
      ['l', 10],
      ['o', 1]
    ]);
  });
});

describe('undo', () => {
  it('takes back one’s own acts only, one at a time', () => {
    const { asha, ben } = together(paragraph('Start.'));
    caret(asha, 'Start.', 'after');
    type(asha, ' Mine.');
    press(asha, 'Enter');
    type(asha, 'Next.');
    caret(ben, 'Start.', 'after');
    type(ben, ' Yours.');
    meet(asha, ben);
    asha.editor.commands.undo();
    expect(shown(asha)).not.toContain('Next.');
    asha.editor.commands.undo();
    asha.editor.commands.undo();
    expect(shown(asha)).toBe('Start. Yours. § ');
    asha.editor.commands.redo();
    expect(shown(asha)).toContain('Mine.');
  });

  it('leaves what others wrote in what one began', () => {
    const { asha, ben } = together(paragraph('Points'));
    caret(asha, 'Points', 'after');
    press(asha, 'Enter');
    asha.editor.commands.toggleBulletList();
    type(asha, 'first');
    meet(asha, ben);
    caret(ben, 'first', 'after');
    press(ben, 'Enter');
    type(ben, 'second, by Ben');
    meet(asha, ben);
    for (let i = 0; i < 6; i++) asha.editor.commands.undo();
    expect(shown(asha)).toContain('second, by Ben');
    expect(shown(asha)).not.toContain('first');
  });

  it('brings the caret back to where the act was', () => {
    const { asha } = together(paragraph('One.'), paragraph('Two.'));
    caret(asha, 'One.', 'after');
    type(asha, ' more');
    caret(asha, 'Two.', 'after');
    asha.editor.commands.undo();
    expect(shownWithCaret(asha)).toBe('One.|/Two./');
  });
});

describe('a change that arrives', () => {
  it('touches on screen only what it changes', () => {
    const { asha, ben } = together(paragraph('One.'), paragraph('Two.'), paragraph('Three.'));
    const [one, , three] = asha.editor.view.dom.querySelectorAll('.part-body p');
    const steps: number[] = [];
    asha.editor.on('transaction', ({ transaction }) => steps.push(transaction.steps.length));
    caret(ben, 'Two.', 'before');
    type(ben, 'Not ');
    caret(ben, 'Three.', 'after');
    type(ben, ' Four.');
    meet(asha, ben);
    expect(steps).toEqual([2]);
    const after = asha.editor.view.dom.querySelectorAll('.part-body p');
    expect([after[0], after[2]]).toEqual([one, three]);
  });

  it('leaves what is about to be typed bold', () => {
    const { asha, ben } = together(paragraph('One.'));
    caret(asha, 'One.', 'after');
    asha.editor.commands.toggleBold();
    caret(ben, 'One.', 'before');
    type(ben, 'X');
    meet(asha, ben);
    type(asha, 'b');
    expect(bodyXml(asha)).toContain('<bold>b</bold>');
  });

  it('is shown when it holds nothing that belongs in a body', () => {
    const { asha } = together(paragraph('One.'));
    const strange = new Y.Doc();
    strange.clientID = 66;
    Y.applyUpdate(strange, Y.encodeStateAsUpdate(asha.doc));
    strange.transact(() => {
      // What no honest editor does: raw values, loose text, a hook, an embed.
      const body = strange.get('body', Y.Array) as unknown as Y.XmlFragment;
      const first = body.get(0) as Y.XmlElement;
      body.push([new Y.XmlText('loose')]);
      first.push([new Y.XmlHook('hook') as unknown as Y.XmlElement]);
      (first.get(0) as Y.XmlElement).push([new Y.XmlText()]);
      ((first.get(0) as Y.XmlElement).get(1) as Y.XmlText).insertEmbed(0, { image: 'x' });
    });
    Y.applyUpdate(asha.doc, Y.encodeStateAsUpdate(strange), 'network');
    expect(asha.written).toEqual([]);
    caret(asha, 'One.', 'after');
    type(asha, ' More.');
    press(asha, 'Enter');
    type(asha, 'And more.');
    const kept = asha.doc.getXmlFragment('body').toString();
    expect(kept).toContain('loose');
    expect(shown(asha)).toContain('One. More.');
  });
});
