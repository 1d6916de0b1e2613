import * as Y from 'yjs';
import { bodyOf, fieldsOf } from './layout.ts';
import { summarise } from './read.ts';

/**
 * Everything in a document that is words, also where this version shows none of it: the text of
 * each section as one, then fields, attributes, marks and embedded values, each on its own.
 */
export function wordsOf(doc: Y.Doc): string[] {
  const { title, passages } = summarise(doc);
  const words = [title, ...passages.map(({ text }) => text)];
  const fields = fieldsOf(doc);
  for (const [name, value] of fields.entries()) {
    if (name === 'title') continue;
    collect(value instanceof Y.AbstractType ? (value.toJSON() as unknown) : value, words);
  }
  const open: unknown[] = [bodyOf(doc)];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node instanceof Y.XmlText) {
      collect(node.getAttributes(), words);
      for (const { insert, attributes } of node.toDelta() as {
        insert: unknown;
        attributes?: object;
      }[]) {
        if (typeof insert !== 'string') collect(insert, words);
        collect(attributes, words);
      }
    } else if (node instanceof Y.XmlElement) {
      collect(node.getAttributes(), words);
      open.push(...(node.toArray() as unknown[]));
    } else if (node instanceof Y.XmlFragment) open.push(...(node.toArray() as unknown[]));
  }
  return words.filter((text) => text !== '');
}

function collect(value: unknown, words: string[]): void {
  if (typeof value === 'string') words.push(value);
  else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
    for (const inner of Object.values(value)) collect(inner, words);
  }
}
