import type { Id } from '#lib/core/base/index.ts';

// Bounded, so that no text makes the search slow. Anything may follow but more of an id.
const address =
  /(?:https?:\/\/[^\s/]{1,253}[^\s]{0,100}?)?\/d\/([a-z2-7]{26})(?![a-z0-9])[/?#\w=&%.-]*/gi;
const instead = 'another document';

/** Takes addresses of Cairn documents out of what is copied, unless they may go along. */
export class PlainLinks {
  readonly #mayLinkTo: (docId: Id) => boolean;
  /** How many links have become plain words. */
  count = 0;

  constructor(mayLinkTo: (docId: Id) => boolean) {
    this.#mayLinkTo = mayLinkTo;
  }

  /** The first address in a text that must not go along. */
  strayIn(text: string): string | null {
    for (const [found, docId] of text.matchAll(address)) if (!this.#may(docId)) return found;
    return null;
  }

  /** The text with words in place of addresses that must not go along; not counted. */
  plain(text: string): string {
    return text.replace(address, (found, docId: string) => (this.#may(docId) ? found : instead));
  }

  /** As `plain`, each address counted as a link. */
  plainCounted(text: string): string {
    for (const [, docId] of text.matchAll(address)) if (!this.#may(docId)) this.count++;
    return this.plain(text);
  }

  #may(docId: string | undefined): boolean {
    return docId !== undefined && this.#mayLinkTo(docId.toLowerCase());
  }
}
