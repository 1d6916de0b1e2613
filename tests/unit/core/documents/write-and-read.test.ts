import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import {
  type Block,
  bodyOf,
  checkUpdate,
  fieldsOf,
  type Inline,
  kindById,
  metaOf,
  readCard,
  summarise,
  type TableCell,
  writeCard,
  writeField,
  writeNewDocument,
  type WrittenChange
} from '#lib/core/documents/index.ts';

const me = 2 ** 52 + 11;
const page = kindById('page') ?? raise('no page');
const incident = kindById('incident-summary') ?? raise('no incident summary');

function raise(message: string): never {
  throw new Error(message);
}

/** What a reader has after all changes, each of which had to pass. */
function received(changes: readonly WrittenChange[], doc = new Y.Doc()): Y.Doc {
  for (const { update, from, to } of changes) {
    const read = Y.decodeStateVector(Y.encodeStateVector(doc));
    expect(checkUpdate(update, me, read)).toEqual({ fault: null, from, to });
    Y.applyUpdate(doc, update);
  }
  return doc;
}

/** An element as the data it came from. */
function toBlock(node: Y.XmlElement): unknown {
  const type = node.nodeName;
  const attrs = node.getAttributes() as Record<string, unknown>;
  const children = node.toArray();
  const inline = type === 'paragraph' || type === 'heading';
  const inner = children.flatMap((child): unknown[] => {
    if (child instanceof Y.XmlElement) return [inline ? { type: 'hardBreak' } : toBlock(child)];
    if (!(child instanceof Y.XmlText)) return [];
    return (child.toDelta() as { insert: string; attributes?: object }[]).map((run) => ({
      type: 'text',
      text: run.insert,
      marks: Object.keys(run.attributes ?? {}).sort()
    }));
  });
  return { type, attrs, content: inline ? joined(inner as Run[]) : inner };
}

interface Run {
  type: string;
  text?: string;
  marks?: string[];
}

/** Neighbours with equal marks are one run. */
function joined(runs: readonly Run[]): Run[] {
  const content: Run[] = [];
  for (const run of runs) {
    const last = content.at(-1);
    const isAlike = last?.type === 'text' && last.marks?.join() === run.marks?.join();
    if (isAlike && run.type === 'text') last.text = (last.text ?? '') + (run.text ?? '');
    else content.push({ ...run });
  }
  return content;
}

/** The same form for what was given: cells span one by default. */
function expected(block: Block | TableCell | { type: string; content: unknown[] }): unknown {
  const { type } = block;
  const attrs: Record<string, unknown> = { ...('attrs' in block ? block.attrs : {}) };
  if (type === 'tableCell' || type === 'tableHeader') {
    attrs['colspan'] ??= 1;
    attrs['rowspan'] ??= 1;
  }
  if (type === 'paragraph' || type === 'heading') {
    const content = joined(
      ((block.content ?? []) as Inline[]).map((one) =>
        one.type === 'hardBreak'
          ? { type: 'hardBreak' }
          : { ...one, marks: (one.marks ?? []).map((mark) => mark.type).sort() }
      )
    );
    return { type, attrs, content };
  }
  return { type, attrs, content: (block.content as Block[]).map(expected) };
}

const inline: fc.Arbitrary<Inline> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 9 })
      .map((text) => ({ type: 'text' as const, text }))
  },
  {
    weight: 2,
    arbitrary: fc
      .string({ minLength: 1, maxLength: 9 })
      .map((text) => ({ type: 'text' as const, text, marks: [{ type: 'bold' as const }] }))
  },
  { weight: 1, arbitrary: fc.constant({ type: 'hardBreak' as const }) }
);
const flat: fc.Arbitrary<Block> = fc.oneof(
  fc.array(inline, { maxLength: 4 }).map((content) => ({ type: 'paragraph' as const, content })),
  fc
    .tuple(fc.constantFrom(2 as const, 3 as const, 4 as const), fc.array(inline, { maxLength: 2 }))
    .map(([level, content]) => ({ type: 'heading' as const, attrs: { level }, content }))
);
const blocks: fc.Arbitrary<Block[]> = fc.array(
  fc.oneof(
    flat,
    fc
      .array(flat, { minLength: 1, maxLength: 2 })
      .map((content) => ({ type: 'blockquote' as const, content })),
    fc
      .array(fc.array(flat, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 3 })
      .map((items) => ({
        type: 'bulletList' as const,
        content: items.map((content) => ({ type: 'listItem' as const, content }))
      })),
    fc.array(flat, { minLength: 1, maxLength: 2 }).map((content) => ({
      type: 'table' as const,
      content: [
        {
          type: 'tableRow' as const,
          content: content.map((one, i) => ({
            type: i === 0 ? ('tableHeader' as const) : ('tableCell' as const),
            ...(i === 0 ? { attrs: { colspan: 2 } } : {}),
            content: [one]
          }))
        }
      ]
    }))
  ),
  { maxLength: 6 }
);

describe('[F6] a new document', () => {
  it('has its kind, its title and every section of the kind, so that opening it writes nothing', () => {
    const doc = received(writeNewDocument({ kind: incident, title: 'Wrong lens' }, me));
    expect(metaOf(doc).toJSON()).toEqual({
      kind: 'incident-summary',
      kindVersion: incident.version
    });
    expect(fieldsOf(doc).get('title')).toBeInstanceOf(Y.Text);
    expect(fieldsOf(doc).get('areas')).toBeInstanceOf(Y.Map);
    const ids = bodyOf(doc)
      .toArray()
      .map((node) => (node as Y.XmlElement).getAttribute('sectionId'));
    expect(ids).toEqual(incident.sections.map(({ id }) => id));
    const summary = summarise(doc);
    expect(summary).toMatchObject({
      kind: 'incident-summary',
      title: 'Wrong lens',
      words: 0,
      completeness: 0
    });
  });

  it('holds the text it was given, block by block and mark by mark', () => {
    fc.assert(
      fc.property(blocks, (given) => {
        const text = new Map([['text', given]]);
        const doc = received(writeNewDocument({ kind: page, title: 'x', text }, me));
        const section = bodyOf(doc).get(0) as Y.XmlElement;
        const wanted = given.length > 0 ? given : [{ type: 'paragraph' as const }];
        expect(section.toArray().map((node) => toBlock(node as Y.XmlElement))).toEqual(
          wanted.map(expected)
        );
      }),
      { numRuns: 60 }
    );
  });

  it('that is long comes as several changes, none too large, and whole', () => {
    const line = 'Each tray is counted by two people before the first incision. '.repeat(12);
    const given: Block[] = Array.from({ length: 1_600 }, (_, n) => ({
      type: 'paragraph',
      content: [{ type: 'text', text: `${n} ${line}` }]
    }));
    const changes = writeNewDocument(
      { kind: page, title: 'Long', text: new Map([['text', given]]) },
      me
    );
    expect(changes.length).toBeGreaterThan(2);
    expect(changes.every(({ update }) => update.length < 800_000)).toBe(true);
    const { passages, words } = summarise(received(changes));
    expect(passages[0]?.text.split('\n').length).toBe(1_600);
    expect(words).toBeGreaterThan(170_000);
  });
});

describe('[F7] cards and fields', () => {
  it('are read as they were written', () => {
    const doc = received(writeCard({ name: 'Eye surgery circle', colour: 3 }, me));
    expect(readCard(doc)).toEqual({ name: 'Eye surgery circle', colour: 3 });
  });

  it('change one at a time, and leave the rest alone', () => {
    const doc = received(writeNewDocument({ kind: page, title: 'x' }, me));
    const state = new Uint8Array(Y.encodeStateAsUpdate(doc));
    const changes = writeField(state, 'binned', true, me);
    expect(changes).toHaveLength(1);
    expect(changes[0]?.update.length).toBeLessThan(60);
    const after = summarise(received(changes, doc));
    expect([after.binned, after.title]).toEqual([true, 'x']);
  });
});

describe('[F8] what the library takes from a document', () => {
  const lines = (doc: Y.Doc) => summarise(doc).passages.map(({ text }) => text.split('\n'));
  const text = (value: string): Inline => ({ type: 'text', text: value });
  const paragraph = (...content: Inline[]): Block => ({ type: 'paragraph', content });

  it('is plain text, a line for each block and each cell', () => {
    const cell = (value: string): TableCell => ({
      type: 'tableCell',
      content: [paragraph(text(value))]
    });
    const given: Block[] = [
      { type: 'heading', attrs: { level: 2 }, content: [text('What '), text('happened')] },
      paragraph(text('one'), { type: 'hardBreak' }, text('two')),
      {
        type: 'bulletList',
        content: [{ type: 'listItem', content: [paragraph(text('a')), paragraph(text('b'))] }]
      },
      { type: 'table', content: [{ type: 'tableRow', content: [cell('left'), cell('right')] }] },
      paragraph(text('  '))
    ];
    const doc = received(
      writeNewDocument({ kind: page, title: ' T ', text: new Map([['text', given]]) }, me)
    );
    expect(lines(doc)).toEqual([['What happened', 'one', 'two', 'a', 'b', 'left', 'right']]);
    const { title, words, completeness, summary } = summarise(doc);
    expect([title, words, completeness]).toEqual(['T', 8, 1]);
    expect(summary).toBe('What happened one two a b left right');
  });

  it('makes something of whatever stands there', () => {
    const doc = new Y.Doc();
    const section = new Y.XmlElement('section');
    bodyOf(doc).push([section]);
    section.push([new Y.XmlElement('paragraph'), new Y.XmlElement('future-chart')]);
    (section.get(1) as Y.XmlElement).push([new Y.XmlText('kept')]);
    // Values that no editor puts among nodes.
    (section as unknown as Y.Array<unknown>).insert(1, [null, 0, 'stray', false, { a: 1 }]);
    (bodyOf(doc) as unknown as Y.Array<unknown>).insert(0, [null, 7]);
    fieldsOf(doc).set('title', { not: 'text' });
    fieldsOf(doc).set('areas', 'theatre');
    metaOf(doc).set('kind', 7);
    const summary = summarise(doc);
    expect(lines(doc)).toEqual([['kept']]);
    expect(summary).toMatchObject({ kind: 'page', kindVersion: 1, title: '', areas: [] });
  });

  it('does not grow with the depth of what a stranger nested', () => {
    const doc = new Y.Doc();
    doc.transact(() => {
      let at: Y.XmlElement | Y.XmlFragment = bodyOf(doc);
      for (let depth = 0; depth < 5_000; depth++) {
        const next = new Y.XmlElement('blockquote');
        at.push([next]);
        at = next;
      }
      at.push([new Y.XmlText('at the bottom')]);
    });
    expect(lines(doc)).toEqual([['at the bottom']]);
  });
});
