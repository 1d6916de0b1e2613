import { IndexeddbPersistence } from 'y-indexeddb';
import * as Y from 'yjs';

/*
 * A library as an app on stock y-indexeddb keeps it: one document, one database. `?open` opens
 * all of them, lists their titles, and searches by reading, for the package has no search.
 */
export interface PlainDocument {
  title: string;
  text: string;
}

/** Milliseconds since the page was asked for. */
export interface OpenedLibrary {
  listed: number;
  found: number;
  documents: number;
  results: number;
}

declare global {
  interface Window {
    fill: (documents: readonly PlainDocument[], from: number) => Promise<void>;
    openAll: (count: number, query: string) => Promise<OpenedLibrary>;
  }
}

const databaseOf = (index: number) => `document-${index}`;

window.fill = async (documents, from) => {
  for (const [index, { title, text }] of documents.entries()) {
    const doc = new Y.Doc();
    const kept = new IndexeddbPersistence(databaseOf(from + index), doc);
    await kept.whenSynced;
    doc.transact(() => {
      doc.getMap('fields').set('title', title);
      doc.getXmlFragment('body').push(text.split('\n\n').map(paragraphOf));
    });
    await kept.set('filled', 1);
    await kept.destroy();
  }
};

window.openAll = async (count, query) => {
  const docs = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const doc = new Y.Doc();
      await new IndexeddbPersistence(databaseOf(index), doc).whenSynced;
      return doc;
    })
  );
  const list = document.createElement('ol');
  list.append(...docs.map((doc) => itemOf(titleOf(doc))));
  document.body.append(list);
  await painted();
  const listed = performance.now();
  const words = query.toLowerCase().split(' ');
  const found = docs.filter((doc) => {
    const text = `${titleOf(doc)} ${textOf(doc)}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const results = document.createElement('ol');
  results.append(...found.slice(0, 20).map((doc) => itemOf(titleOf(doc))));
  document.body.prepend(results);
  await painted();
  return {
    listed,
    found: performance.now(),
    documents: list.children.length,
    results: found.length
  };
};

function paragraphOf(text: string): Y.XmlElement {
  const paragraph = new Y.XmlElement('paragraph');
  paragraph.push([new Y.XmlText(text)]);
  return paragraph;
}

function itemOf(text: string): HTMLElement {
  const item = document.createElement('li');
  item.textContent = text;
  return item;
}

const titleOf = (doc: Y.Doc) => String(doc.getMap('fields').get('title'));

const textOf = (doc: Y.Doc) =>
  doc
    .getXmlFragment('body')
    .toArray()
    .map((node) => (node instanceof Y.XmlElement ? String(node.get(0)) : ''))
    .join('\n');

/** When what was put on the page can be seen and used. */
const painted = () =>
  new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
