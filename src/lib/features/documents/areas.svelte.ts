import { createSubscriber } from 'svelte/reactivity';
import { fieldsOf } from '#lib/core/documents/index.ts';

type OpenDocument = Parameters<typeof fieldsOf>[0];

/** A tag set as the document keeps it: ids that are there, each pointing at true. */
interface TagSet {
  keys(): IterableIterator<string>;
  has(id: string): boolean;
  set(id: string, value: true): unknown;
  delete(id: string): void;
}

/** The areas of work that an open document is tagged with, as everybody's changes leave them. */
export class Areas {
  readonly #doc: OpenDocument;
  readonly #track: () => void;

  constructor(doc: OpenDocument) {
    this.#doc = doc;
    this.#track = createSubscriber((update) => {
      const fields = fieldsOf(doc);
      fields.observeDeep(update);
      return () => fields.unobserveDeep(update);
    });
  }

  get ids(): string[] {
    this.#track();
    return [...(this.#set()?.keys() ?? [])].sort();
  }

  choose = (ids: string[]): void => {
    const set = this.#set();
    if (!set) return;
    const before = new Set(set.keys());
    this.#doc.transact(() => {
      for (const id of ids) if (!before.delete(id)) set.set(id, true);
      for (const id of before) set.delete(id);
    });
  };

  /** Absent only in a document that a foreign program made. */
  #set(): TagSet | undefined {
    const value = fieldsOf(this.#doc).get('areas');
    return typeof value === 'object' && value !== null && 'keys' in value
      ? (value as TagSet)
      : undefined;
  }
}
