// @vitest-environment jsdom
import { TextSelection } from '@tiptap/pm/state';
import { afterEach, describe, expect, it } from 'vitest';
import { cleanHtml } from '#lib/editor/protection/clean-html.ts';
import {
  bodyXml,
  caret,
  find,
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

globalThis.ClipboardEvent ??= class extends Event {} as unknown as typeof ClipboardEvent;

const desks: Desk[] = [];
afterEach(() => desks.splice(0).forEach((desk) => desk.close()));

function sit(first: Sketch[], second: Sketch[]): Desk {
  const desk = sitDown(makeDoc(1, section('first', ...first), section('second', ...second)), 10);
  desks.push(desk);
  return desk;
}

function selectFrom(desk: Desk, from: string, to: string): void {
  const { state, view } = desk.editor;
  const [anchor, head] = [find(desk, from), find(desk, to)];
  view.dispatch(state.tr.setSelection(TextSelection.create(state.doc, anchor, head)));
}

const sectionsOf = (desk: Desk) =>
  desk.editor.state.doc.children.map((node) => node.attrs.sectionId as string);

describe('the parts of a document', () => {
  it('give up what is selected across them, and stay', () => {
    const desk = sit([paragraph('One two.'), paragraph('Three.')], [paragraph('Four five.')]);
    selectFrom(desk, 'two', 'five');
    press(desk, 'Delete');
    expect(shownWithCaret(desk)).toBe('One |/five.');
    expect(sectionsOf(desk)).toEqual(['first', 'second']);
    desk.editor.commands.undo();
    expect(shown(desk)).toBe('One two./Three. § Four five.');
  });

  it('take what is typed over such a selection into the first of them', () => {
    const desk = sit([paragraph('One two.')], [paragraph('Four five.')]);
    selectFrom(desk, 'two', 'five');
    type(desk, 'ab');
    expect(shown(desk)).toBe('One ab § five.');
    expect(desk.refused).toBe(0);
  });

  it('are not joined by Backspace at the start of one or Delete at the end of the other', () => {
    const desk = sit([paragraph('One.')], [paragraph('Two.')]);
    caret(desk, 'Two.', 'before');
    press(desk, 'Backspace');
    caret(desk, 'One.', 'after');
    press(desk, 'Delete');
    expect(shown(desk)).toBe('One. § Two.');
  });

  it('are neither brought nor broken by what is pasted', () => {
    const desk = sit([paragraph('One.')], [paragraph('Two.')]);
    caret(desk, 'One.', 'after');
    desk.editor.view.pasteHTML(
      '<section data-section-id="first"><p>A</p></section><div data-section-id="evil"><p>B</p></div>'
    );
    expect(sectionsOf(desk)).toEqual(['first', 'second']);
    expect(shown(desk)).toBe('One.A/B § Two.');
  });

  it('keep a paragraph to write in when all of one is deleted', () => {
    const desk = sit([['bulletList', {}, ['listItem', {}, paragraph('Only.')]]], [paragraph('')]);
    const { state, view } = desk.editor;
    view.dispatch(state.tr.delete(1, 1 + (state.doc.firstChild?.content.size ?? 0)));
    expect(bodyXml(desk)).toContain('<section sectionId="first"><paragraph></paragraph></section>');
  });

  it('offer a place to begin where two people have emptied one between them', () => {
    const doc = makeDoc(1, section('first', paragraph('One.'), paragraph('Two.')));
    const [asha, ben] = [sitDown(doc, 10), sitDown(doc, 11)];
    desks.push(asha, ben);
    asha.editor.view.dispatch(asha.editor.state.tr.delete(1, 7));
    ben.editor.view.dispatch(ben.editor.state.tr.delete(7, 13));
    meet(asha, ben);
    expect(asha.written).toHaveLength(1);
    const start = asha.editor.view.dom.querySelector<HTMLButtonElement>('.part-start');
    expect(start?.hidden).toBe(false);
    start?.click();
    type(asha, 'Anew.');
    expect(shown(asha)).toBe('Anew.');
    expect(start?.hidden).toBe(true);
  });
});

describe('what is pasted', () => {
  it('keeps what a document can hold, and nothing else', () => {
    const desk = sit([paragraph('')], [paragraph('')]);
    desk.editor.commands.setTextSelection(2);
    desk.editor.view.pasteHTML(
      cleanHtml(
        '<h1 style="color:red">Title</h1><p>Plain <b>bold</b><img src="https://x.example/i.png"> ' +
          '<a href="javascript:alert(1)">bad</a> <a href="https://x.example/a" class="c">good</a></p>' +
          '<table><tr><td colspan="900000">a</td></tr></table><iframe src="https://x.example"></iframe>'
      )
    );
    expect(bodyXml(desk).split('</section>')[0]).toBe(
      '<section sectionId="first"><heading level="2">Title</heading>' +
        '<paragraph>Plain <bold>bold</bold> bad <link href="https://x.example/a">good</link></paragraph>' +
        '<table><tablerow><tablecell colspan="1" rowspan="1"><paragraph>a</paragraph></tablecell></tablerow></table>'
    );
  });

  it('has its looks and scripts taken out before the browser reads it', () => {
    const html =
      '<style>p{color:red}</style><p style="a: b" onclick=evil() class=\'x\'>style="kept" in text</p>' +
      '<!-- note --><!--StartFragment--><script>alert(1)</script><td bgcolor=red>x</td><STYLE>never closed';
    expect(cleanHtml(html)).toBe(
      '<p class=\'x\'>style="kept" in text</p><!--StartFragment--><td>x</td>'
    );
  });
});

describe('tables', () => {
  it('get rows and columns that can be written in', () => {
    const desk = sit([paragraph('')], [paragraph('')]);
    desk.editor.commands.setTextSelection(2);
    desk.editor.commands.insertTable({ rows: 2, cols: 2 });
    desk.editor.commands.addRowAfter();
    desk.editor.commands.addColumnAfter();
    let cells = 0;
    desk.editor.state.doc.descendants((node) => {
      if (!['tableCell', 'tableHeader'].includes(node.type.name)) return;
      cells += 1;
      expect(node.firstChild?.type.name).toBe('paragraph');
    });
    expect(cells).toBe(9);
  });

  it('are mended only by somebody’s own act on them', () => {
    const row = (...texts: string[]): Sketch => [
      'tableRow',
      {},
      ...texts.map((text): Sketch => ['tableCell', {}, paragraph(text)])
    ];
    const desk = sit([['table', {}, row('a', 'b'), row('c')]], [paragraph('x')]);
    caret(desk, 'x', 'after');
    type(desk, 'y');
    caret(desk, 'a', 'after');
    type(desk, '!');
    expect(bodyXml(desk).match(/<tablecell/g)).toHaveLength(3);
  });
});

describe('a list', () => {
  it('is not begun over two rows of a table, and nothing breaks', () => {
    const cells: Sketch[] = ['one', 'two'].map((text) => ['tableCell', {}, paragraph(text)]);
    const rows: Sketch[] = [
      ['tableRow', {}, ...cells],
      ['tableRow', {}, ...cells]
    ];
    const quote: Sketch = ['blockquote', {}, paragraph('Quoted.')];
    const desk = sit([['table', {}, ...rows], quote], [paragraph('')]);
    const { state, view } = desk.editor;
    view.dispatch(state.tr.setSelection(TextSelection.create(state.doc, 5, 24)));
    expect(state.doc.textBetween(5, 24, '/')).toBe('one/two/one');
    expect(desk.editor.commands.toggleBulletList()).toBe(false);
    expect(desk.editor.commands.toggleOrderedList()).toBe(false);
    expect(desk.written).toEqual([]);
  });
});
