// @vitest-environment jsdom
import { afterEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { Caret, PresentPerson } from '#lib/core/workspace/types.ts';
import { caret, makeDoc, paragraph, press, section, sitDown, type, type Desk } from './desk.ts';

const desks: Desk[] = [];
afterEach(() => desks.splice(0).forEach((desk) => desk.close()));

/** Asha and Ben over one document; Asha has the focus, nothing of hers is sealed until `seal`. */
function meetIn(...sections: Parameters<typeof section>[1][]) {
  const doc = makeDoc(1, section('first', ...sections), section('second', paragraph('')));
  const asha = sitDown(doc, 10);
  const ben = sitDown(doc, 11);
  desks.push(asha, ben);
  asha.editor.view.focus();
  return { asha, ben };
}

const person = (name: string, colour = 3) => ({
  memberId: name,
  deviceId: name,
  name,
  organisation: 'Harbour',
  colour
});

const present = (desk: Desk): PresentPerson => ({
  person: person('Asha'),
  mine: false,
  caret: latest(desk)
});

const latest = (desk: Desk): Caret | null => desk.carets.at(-1) ?? null;

/** Presence travels by itself, … */
const tell = (from: Desk, to: Desk) => to.page.showPeople([present(from)]);

/** … and what is sealed reaches the other; the writer's tab learns of it afterwards. */
function seal(from: Desk, to: Desk) {
  const update = Y.encodeStateAsUpdate(from.doc, Y.encodeStateVector(to.doc));
  from.sealed = Y.getState(from.doc.store, from.doc.clientID);
  Y.applyUpdate(to.doc, update, 'network');
}

/** What Ben reads: his document with previews in it, block by block. */
function seen(desk: Desk): string {
  const blocks = [...desk.editor.view.dom.querySelectorAll('.part-body p')];
  return blocks
    .map((block) => {
      const copy = block.cloneNode(true) as HTMLElement;
      copy.querySelectorAll('.peer-name').forEach((name) => name.remove());
      return copy.textContent;
    })
    .join('/');
}

describe('what somebody is typing', () => {
  it('is seen at once, and becomes text without being seen twice or not at all', () => {
    const { asha, ben } = meetIn(paragraph('The lens was wrong.'));
    caret(asha, 'lens', 'after');
    type(asha, ' in box 4');
    tell(asha, ben);
    expect(latest(asha)?.preview?.text).toBe(' in box 4');
    expect(seen(ben)).toBe('The lens in box 4 was wrong./');
    expect(ben.editor.state.doc.textContent).toBe('The lens was wrong.');

    seal(asha, ben);
    expect(seen(ben)).toBe('The lens in box 4 was wrong./');
    asha.page.refreshCaret();
    expect(latest(asha)?.preview).toBeNull();
    tell(asha, ben);
    expect(seen(ben)).toBe('The lens in box 4 was wrong./');
  });

  it('stays while the text itself is still on its way', () => {
    const { asha, ben } = meetIn(paragraph('The lens was wrong.'));
    caret(asha, 'lens', 'after');
    type(asha, ' cap');
    tell(asha, ben);
    asha.sealed = Y.getState(asha.doc.store, asha.doc.clientID);
    asha.page.refreshCaret();
    tell(asha, ben);
    expect(seen(ben)).toBe('The lens cap was wrong./');
    type(asha, ' too');
    tell(asha, ben);
    expect(seen(ben)).toBe('The lens cap was wrong./');
    seal(asha, ben);
    expect(seen(ben)).toBe('The lens cap too was wrong./');
  });

  it('shrinks to what is not sealed when more was typed meanwhile', () => {
    const { asha, ben } = meetIn(paragraph('The lens was wrong.'));
    caret(asha, 'lens', 'after');
    type(asha, ' one');
    const sealedSoFar = Y.encodeStateAsUpdate(asha.doc, Y.encodeStateVector(ben.doc));
    type(asha, ' two');
    tell(asha, ben);
    expect(seen(ben)).toBe('The lens one two was wrong./');
    Y.applyUpdate(ben.doc, sealedSoFar, 'network');
    expect(seen(ben)).toBe('The lens one two was wrong./');
    asha.sealed = 4;
    asha.page.refreshCaret();
    expect(latest(asha)?.preview?.text).toBe(' two');
    tell(asha, ben);
    expect(seen(ben)).toBe('The lens one two was wrong./');
  });

  it('is not mistaken for the same words that stood there before', () => {
    const { asha, ben } = meetIn(paragraph('the the end'));
    caret(asha, 'the ', 'before');
    type(asha, 'the ');
    tell(asha, ben);
    expect(seen(ben)).toBe('the the the end/');
  });

  it('crosses into a new paragraph', () => {
    const { asha, ben } = meetIn(paragraph('First.'), paragraph('Last.'));
    caret(asha, 'First.', 'after');
    press(asha, 'Enter');
    type(asha, 'Then this.');
    expect(latest(asha)?.preview?.text).toBe('\nThen this.');
    tell(asha, ben);
    expect(seen(ben)).toBe('First.\nThen this./Last./');
    seal(asha, ben);
    expect(seen(ben)).toBe('First./Then this./Last./');
  });

  it('shows in a paragraph that was empty', () => {
    const { asha, ben } = meetIn(['paragraph', {}]);
    asha.editor.commands.setTextSelection(2);
    type(asha, 'Begun');
    tell(asha, ben);
    expect(seen(ben)).toBe('Begun/');
    seal(asha, ben);
    expect(seen(ben)).toBe('Begun/');
  });

  it('shows its end when there is much of it', () => {
    const { asha, ben } = meetIn(paragraph('x'));
    caret(asha, 'x', 'after');
    asha.editor.view.dispatch(asha.editor.state.tr.insertText('a'.repeat(1000) + 'end'));
    const text = latest(asha)?.preview?.text ?? '';
    expect(text).toHaveLength(300);
    expect(text).toMatch(/^…a+end$/);
    tell(asha, ben);
    seal(asha, ben);
    expect(ben.editor.view.dom.querySelector('.peer-preview')).toBeNull();
  });

  it('leaves out what others wrote, and what was deleted again', () => {
    const { asha, ben } = meetIn(paragraph('Start.'));
    caret(ben, 'Start.', 'after');
    type(ben, ' Ben.');
    Y.applyUpdate(asha.doc, Y.encodeStateAsUpdate(ben.doc), 'network');
    caret(asha, 'Ben.', 'after');
    type(asha, ' Ashax');
    const { head } = asha.editor.state.selection;
    asha.editor.view.dispatch(asha.editor.state.tr.delete(head - 1, head));
    expect(latest(asha)?.preview?.text).toBe(' Asha');
  });
});

describe('where somebody is', () => {
  const carets = (desk: Desk) => [...desk.editor.view.dom.querySelectorAll('.peer')];

  it('is shown with name and organisation, in their colour', () => {
    const { asha, ben } = meetIn(paragraph('One two three.'));
    caret(asha, 'two', 'over');
    tell(asha, ben);
    expect(carets(ben).map((peer) => peer.textContent)).toEqual(['Asha · Harbour']);
    expect(carets(ben)[0]?.className).toContain('peer-3');
    expect(ben.editor.view.dom.querySelector('.peer-selection')?.textContent).toBe('two');
    ben.page.showPeople([{ ...present(asha), mine: true }]);
    expect(carets(ben)[0]?.textContent).toBe('You, in another tab');
  });

  it('moves with the text, and goes when they leave it', () => {
    const { asha, ben } = meetIn(paragraph('One two three.'));
    caret(asha, 'two', 'after');
    tell(asha, ben);
    caret(ben, 'One', 'before');
    type(ben, 'Zero ');
    const before = () => carets(ben)[0]?.previousSibling?.textContent;
    expect(before()).toBe('Zero One two');
    asha.editor.view.dom.blur();
    expect(latest(asha)).toBeNull();
    tell(asha, ben);
    expect(carets(ben)).toEqual([]);
  });

  it('is told only when it has changed', () => {
    const { asha } = meetIn(paragraph('One two three.'));
    caret(asha, 'two', 'after');
    const told = asha.carets.length;
    caret(asha, 'two', 'after');
    asha.page.refreshCaret();
    expect(asha.carets).toHaveLength(told);
  });

  it('is never drawn from what cannot be placed', () => {
    const { asha, ben } = meetIn(paragraph('One two three.'));
    const broken = [
      new Uint8Array(),
      new Uint8Array([9, 9, 9]),
      new Uint8Array([255, 255, 255, 255, 255, 255, 255, 255, 255, 255]),
      Y.encodeRelativePosition(new Y.RelativePosition(null, 'fields', null, -1)),
      Y.encodeRelativePosition(new Y.RelativePosition(null, 'other', null, -1)),
      Y.encodeRelativePosition(new Y.RelativePosition(null, null, Y.createID(77, 5), -1)),
      Y.encodeRelativePosition(new Y.RelativePosition(Y.createID(1, 0), null, null, -1))
    ];
    for (const bytes of broken) {
      ben.page.showPeople([
        {
          person: person('Mallory'),
          mine: false,
          caret: { anchor: bytes, head: bytes, preview: { after: bytes, text: 'boo' } }
        }
      ]);
    }
    expect(ben.doc.share.has('other')).toBe(false);
    expect(ben.written).toEqual([]);
    caret(asha, 'two', 'after');
    tell(asha, ben);
    expect(carets(ben)).toHaveLength(1);
    press(ben, 'Enter');
  });
});
