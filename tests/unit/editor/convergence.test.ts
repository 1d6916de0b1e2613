// @vitest-environment jsdom
import fc from 'fast-check';
import { Selection, TextSelection } from '@tiptap/pm/state';
import type { Node } from '@tiptap/pm/model';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { readBody } from '#lib/editor/binding/read.ts';
import { bindingOf } from '#lib/editor/binding/index.ts';
import {
  makeDoc,
  meet,
  paragraph,
  press,
  section,
  sitDown,
  type,
  type Desk,
  type Sketch
} from './desk.ts';

/** What a person may do: each act is a name and two numbers that say where. */
const acts = {
  type: (desk: Desk, at: number, pick: number) => {
    place(desk, at, at);
    type(desk, ['a', 'ab ', 'x😀', 'll', '1. ', '- '][pick % 6] ?? '');
  },
  replace: (desk: Desk, at: number, pick: number) => {
    place(desk, at, pick);
    type(desk, 'z');
  },
  remove: (desk: Desk, at: number, pick: number) => {
    place(desk, at, pick);
    press(desk, 'Backspace');
  },
  enter: (desk: Desk, at: number) => {
    place(desk, at, at);
    press(desk, 'Enter');
  },
  backspace: (desk: Desk, at: number) => {
    place(desk, at, at);
    press(desk, 'Backspace');
  },
  bold: (desk: Desk, at: number, pick: number) => {
    place(desk, at, pick);
    desk.editor.commands.toggleBold();
  },
  link: (desk: Desk, at: number, pick: number) => {
    place(desk, at, pick);
    desk.editor.commands.setLink({ href: 'https://example.org/' });
  },
  heading: (desk: Desk, at: number, pick: number) => {
    place(desk, at, at);
    desk.editor.commands.toggleHeading({ level: ([2, 3, 4] as const)[pick % 3] ?? 2 });
  },
  list: (desk: Desk, at: number, pick: number) => {
    place(desk, at, pick);
    desk.editor.commands.toggleBulletList();
  },
  sink: (desk: Desk, at: number) => {
    place(desk, at, at);
    press(desk, 'Tab');
  },
  quote: (desk: Desk, at: number, pick: number) => {
    place(desk, at, pick);
    desk.editor.commands.toggleBlockquote();
  },
  table: (desk: Desk, at: number) => {
    place(desk, at, at);
    desk.editor.commands.insertTable({ rows: 2, cols: 2 });
  },
  row: (desk: Desk, at: number, pick: number) => {
    place(desk, at, at);
    if (pick % 3 === 0) desk.editor.commands.deleteRow();
    else desk.editor.commands.addRowAfter();
  },
  column: (desk: Desk, at: number, pick: number) => {
    place(desk, at, at);
    if (pick % 3 === 0) desk.editor.commands.deleteColumn();
    else desk.editor.commands.addColumnAfter();
  },
  break: (desk: Desk, at: number) => {
    place(desk, at, at);
    desk.editor.commands.setHardBreak();
  },
  all: (desk: Desk) => {
    desk.editor.commands.selectAll();
    press(desk, 'Delete');
  },
  undo: (desk: Desk) => desk.editor.commands.undo(),
  redo: (desk: Desk) => desk.editor.commands.redo()
};

function place(desk: Desk, anchor: number, head: number): void {
  const { doc, tr } = desk.editor.state;
  const at = (n: number) => {
    const position = Selection.near(doc.resolve(n % (doc.content.size + 1))).head;
    // No browser puts a caret inside a character.
    const before = doc.textBetween(position - 1, position);
    return /[\ud800-\udbff]/.test(before) ? position - 1 : position;
  };
  const [$anchor, $head] = [doc.resolve(at(anchor)), doc.resolve(at(head))];
  desk.editor.view.dispatch(tr.setSelection(TextSelection.between($anchor, $head)));
}

const act = fc.record({
  who: fc.nat(2),
  what: fc.constantFrom(
    ...(Object.keys(acts) as (keyof typeof acts)[]),
    'meet' as const,
    'type' as const,
    'type' as const
  ),
  at: fc.nat(400),
  pick: fc.nat(400)
});

const runs = { numRuns: Number(process.env.RUNS ?? 12), seed: Number(process.env.SEED ?? 7) };

/** What ProseMirror holds is what the Yjs document says, read afresh. */
function expectInStep(desk: Desk): void {
  const fresh = readBody(desk.doc.getXmlFragment('body'), desk.editor.schema, new WeakMap());
  if (!fresh.eq(desk.editor.state.doc))
    expect(plainJson(desk.editor.state.doc)).toEqual(plainJson(fresh));
  expect(bindingOf(desk.editor.state).isInStep(desk.editor.state.doc)).toBe(true);
}

/** Bold on a line break is invisible and has no place in Yjs, so it is not compared. */
function plainJson(node: Node): unknown {
  const children: unknown[] = [];
  node.forEach((child) => children.push(plainJson(child)));
  const marks = node.isText ? node.marks.map((mark) => mark.toJSON() as unknown) : [];
  return { type: node.type.name, attrs: node.attrs, text: node.text, marks, children };
}

function play(
  start: Sketch[],
  script: { who: number; what: keyof typeof acts | 'meet'; at: number; pick: number }[]
) {
  const doc = makeDoc(1, ...start);
  const desks = [10, 11, 12].map((client) => sitDown(doc, client));
  try {
    for (const { who, what, at, pick } of script) {
      const desk = desks[who];
      if (what === 'meet') meet(...desks);
      else if (desk) acts[what](desk, at, pick);
      desks.forEach(expectInStep);
    }
    meet(...desks);
    // Yjs tidies formatting when it arrives; the tidying has to be handed on as well.
    meet(...desks);
    desks.forEach(expectInStep);
    const [first, ...others] = desks.map((desk) => plainJson(desk.editor.state.doc));
    for (const other of others) expect(other).toEqual(first);
    return desks.map((desk) => desk.doc.getXmlFragment('body'));
  } finally {
    desks.forEach((desk) => desk.close());
  }
}

const plain = [
  section(
    'first',
    paragraph('A nurse noticed the wrong lens in the pack.'),
    paragraph('It was changed.')
  ),
  section('second', paragraph(''))
];

/** Everything in a body that only a newer version could have written, wherever it sits. */
function strangeThings(parent: Y.XmlFragment, found: string[] = []): string[] {
  for (const child of parent.toArray()) {
    if (child instanceof Y.XmlElement) {
      if (child.nodeName.startsWith('new')) found.push(child.toString());
      else strangeThings(child, found);
    }
  }
  return found;
}

const strange = [
  section(
    'first',
    paragraph(
      'Before ',
      ['newMention', { of: 'the lead' }, 'Lead'],
      ' between ',
      ['newBadge', {}],
      ' after.'
    ),
    ['newCallout', { tone: 'calm' }, paragraph('Inside.'), 'bare text'],
    [
      'bulletList',
      {},
      ['listItem', {}, paragraph('One'), ['newCheck', { done: true }]],
      ['listItem', {}, paragraph('Two')]
    ],
    paragraph('Last.')
  ),
  ['newAppendix', {}, paragraph('Beside the sections.')] as Sketch,
  section(
    'second',
    ['table', {}, ['tableRow', {}, ['newCell', {}, paragraph('x')]]],
    paragraph('End')
  )
];

describe('three people writing at once', () => {
  it('always see what the document says, and in the end the same', () => {
    fc.assert(
      fc.property(fc.array(act, { minLength: 5, maxLength: 40 }), (script) => {
        play(plain, script);
      }),
      runs
    );
  }, 600_000);

  it('never lose what a newer version wrote', () => {
    const before = strangeThings(makeDoc(1, ...strange).getXmlFragment('body'));
    expect(before).toHaveLength(6);
    fc.assert(
      fc.property(fc.array(act, { minLength: 5, maxLength: 40 }), (script) => {
        for (const body of play(strange, script)) expect(strangeThings(body)).toEqual(before);
      }),
      runs
    );
  }, 600_000);
});
