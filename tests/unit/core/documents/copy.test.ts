import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import {
  bodyOf,
  checkUpdate,
  fieldsOf,
  kindById,
  metaOf,
  readProvenance,
  summarise,
  writeCopy,
  writeNewDocument
} from '#lib/core/documents/index.ts';

const me = 2 ** 52 + 11;
const amina = 2 ** 51 + 5;
const ben = 2 ** 50 + 77;
const provenance = { from: null, by: 'Amina Okafor', at: 1_700_000_000_000 };
const stays = 'm'.repeat(26);
const goes = 'g'.repeat(26);

/** A case that two people wrote, of which something was taken away again. */
function written(): Y.Doc {
  const kind = kindById('incident-summary');
  if (!kind) throw new Error('no such kind');
  const doc = new Y.Doc();
  const text = new Map([
    [kind.sections[0]?.id ?? '', [{ type: 'paragraph' as const, content: run('Seen by all.') }]]
  ]);
  for (const { update } of writeNewDocument({ kind, title: 'Wrong lens', text }, amina)) {
    Y.applyUpdate(doc, update);
  }
  doc.clientID = ben;
  const paragraph = first(doc);
  const words = paragraph.get(0) as Y.XmlText;
  words.insert(0, 'Nightingale was on duty. ');
  words.delete(0, 'Nightingale was on duty. '.length);
  words.insert(words.length, ' Ben agrees.');
  return doc;
}

const run = (text: string) => [{ type: 'text' as const, text }];
const first = (doc: Y.Doc) => (bodyOf(doc).get(0) as Y.XmlElement).get(0) as Y.XmlElement;
const deltaOf = (doc: Y.Doc, at = 0) => (first(doc).get(at) as Y.XmlText).toDelta() as unknown;

/** The copy as a reader has it, each of whose changes had to pass. */
function copied(source: Y.Doc, mayLinkTo: (docId: string) => boolean = () => false) {
  const state = new Uint8Array(Y.encodeStateAsUpdate(source));
  const copy = writeCopy(state, { provenance, mayLinkTo }, me);
  const doc = new Y.Doc();
  for (const { update, from, to } of copy.changes) {
    const read = Y.decodeStateVector(Y.encodeStateVector(doc));
    expect(checkUpdate(update, me, read)).toEqual({ fault: null, from, to });
    Y.applyUpdate(doc, update);
  }
  return { doc, ...copy };
}

/** A client id as Yjs writes it. */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
  return Buffer.from([...bytes, value]);
}

describe('[F9] a copy', () => {
  it('reads as the document does, under a title and with its tags', () => {
    const source = written();
    (fieldsOf(source).get('areas') as Y.Map<boolean>).set('ophthalmology', true);
    const { doc } = copied(source);
    expect(summarise(doc)).toEqual(summarise(source));
    expect(bodyOf(doc).toJSON()).toBe(bodyOf(source).toJSON());
    expect(readProvenance(doc)).toEqual(provenance);
    expect(readProvenance(source)).toBeNull();
  });

  it('holds neither deleted words nor who wrote what: one client, nothing deleted', () => {
    const source = written();
    const before = Buffer.from(Y.encodeStateAsUpdate(source));
    const bytes = Buffer.concat(copied(source).changes.map(({ update }) => update));
    expect([before.includes(varint(amina)), before.includes(varint(ben))]).toEqual([true, true]);
    expect([bytes.includes(varint(amina)), bytes.includes(varint(ben))]).toEqual([false, false]);
    expect(bytes.includes(varint(me))).toBe(true);
    expect(bytes.includes('Ben agrees')).toBe(true);
    expect(bytes.includes('Nightingale')).toBe(false);
    for (const { update } of copied(source).changes) {
      const { structs, ds } = Y.decodeUpdate(update);
      expect(structs.every(({ id }) => id.client === me)).toBe(true);
      expect(ds.clients.size).toBe(0);
    }
  });

  it('holds no deleted words though the source still has them', () => {
    const source = new Y.Doc({ gc: false });
    Y.applyUpdate(source, Y.encodeStateAsUpdate(written()));
    const words = first(source).get(0) as Y.XmlText;
    words.insert(0, 'Florence ');
    words.delete(0, 'Florence '.length);
    expect(Buffer.from(Y.encodeStateAsUpdate(source)).includes('Florence')).toBe(true);
    const bytes = Buffer.concat(copied(source).changes.map(({ update }) => update));
    expect(bytes.includes('Florence')).toBe(false);
  });

  it('takes along what a newer version wrote: nodes, marks, attributes and fields', () => {
    const source = written();
    const figure = new Y.XmlElement('figure');
    bodyOf(source).push([figure]);
    figure.setAttribute('caption', 'The second box');
    const words = first(source).get(0) as Y.XmlText;
    words.format(0, 4, { highlight: { colour: 'amber' } });
    words.insertEmbed(0, { mention: 'theatre list' });
    fieldsOf(source).set('effects', new Y.Map([['levels', { low: 1, names: ['a', null] }]]));
    const { doc, words: said } = copied(source);
    expect(bodyOf(doc).toJSON()).toBe(bodyOf(source).toJSON());
    expect(deltaOf(doc)).toEqual(deltaOf(source));
    expect(fieldsOf(doc).toJSON()).toEqual(fieldsOf(source).toJSON());
    expect(said).toEqual(expect.arrayContaining(['The second box', 'theatre list', 'amber']));
  });

  it('leaves behind that it was binned, its state there, and what it says of an earlier copy', () => {
    const source = written();
    fieldsOf(source).set('binned', true);
    fieldsOf(source).set('state', 'published');
    metaOf(source).set('provenance', { from: 'A secret group', by: 'Ben', at: 1 });
    const { doc } = copied(source);
    expect(summarise(doc)).toMatchObject({ binned: false, state: 'draft' });
    expect(readProvenance(doc)).toEqual(provenance);
  });

  it('makes plain words of links to documents that stay behind, and says how many', () => {
    const source = written();
    const words = first(source).get(0) as Y.XmlText;
    words.delete(0, words.length);
    const to = (docId: string) => ({ href: `https://cairn.example/d/${docId}` });
    words.applyDelta([
      { insert: 'stays', attributes: { link: to(stays) } },
      { insert: ' behind', attributes: { link: to(stays), bold: {} } },
      { insert: ', ', attributes: { link: null, bold: null } },
      { insert: 'goes', attributes: { link: to(goes) } },
      { insert: ` see https://cairn.example/d/${stays}?a=1 and `, attributes: { link: null } },
      { insert: 'the web', attributes: { link: { href: 'https://nhs.example/d/guide' } } }
    ]);
    const { doc, flattened } = copied(source, (docId) => docId === goes);
    expect(flattened).toBe(2);
    expect(deltaOf(doc)).toEqual([
      { insert: 'stays' },
      { insert: ' behind', attributes: { bold: {} } },
      { insert: ', ' },
      { insert: 'goes', attributes: { link: to(goes) } },
      { insert: ' see another document and ' },
      { insert: 'the web', attributes: { link: { href: 'https://nhs.example/d/guide' } } }
    ]);
  });

  it('never takes along where a space is, or an invitation to it', () => {
    const source = written();
    const words = first(source).get(0) as Y.XmlText;
    const invitation = `https://cairn.example/join#j1.${'Ab-_'.repeat(14)}`;
    const space = `https://cairn.example/s/${stays}/people`;
    words.insert(0, `Come by ${invitation} to `);
    words.insert(0, 'us', { link: { href: space } });
    const { doc, flattened } = copied(source, () => true);
    const bytes = Buffer.from(Y.encodeStateAsUpdate(doc));
    expect([bytes.includes('#j1.'), bytes.includes(stays)]).toEqual([false, false]);
    expect(bytes.includes('Come by a space in Cairn to')).toBe(true);
    expect(flattened).toBe(2);
  });

  it('counts a link that shows its own address once, and keeps neither', () => {
    const source = written();
    const words = first(source).get(0) as Y.XmlText;
    const href = `https://cairn.example/base/d/${stays}`;
    words.insert(0, href, { link: { href } });
    const { changes, flattened } = copied(source);
    expect(flattened).toBe(1);
    expect(Buffer.concat(changes.map(({ update }) => update)).includes(stays)).toBe(false);
  });

  it('of a very long text in one run comes in changes that everybody takes', () => {
    const source = written();
    const long = 'a👁'.repeat(300_000);
    (first(source).get(0) as Y.XmlText).insert(0, long);
    const { doc, changes } = copied(source);
    expect(changes.length).toBeGreaterThan(1);
    expect(bodyOf(doc).toJSON() === bodyOf(source).toJSON()).toBe(true);
  });

  it('of a document nested a thousand deep is made all the same', () => {
    const source = written();
    let parent: Y.XmlElement = first(source);
    for (let depth = 0; depth < 1_000; depth++) {
      const inner = new Y.XmlElement('blockquote');
      parent.push([inner]);
      parent = inner;
    }
    const { doc } = copied(source);
    let depth = 0;
    for (
      let node: unknown = first(doc);
      node instanceof Y.XmlElement;
      node = node.get(node.length - 1)
    ) {
      depth++;
      if (node.length === 0) break;
    }
    expect(depth).toBe(1_001);
  });
});
