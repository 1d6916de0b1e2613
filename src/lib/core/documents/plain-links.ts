import type { Id } from '#lib/core/base/index.ts';

// Bounded, so that no text makes the search slow. Anything may follow but more of an id.
const host = String.raw`(?:https?:\/\/[^\s/]{1,253}[^\s]{0,100}?)?`;
const rest = String.raw`(?![a-z0-9])[/?#\w=&%.-]*`;
const document = String.raw`\/d\/([a-z2-7]{26})${rest}`;
/** A space, or an invitation to one, whose holder could come in. */
const space = String.raw`\/s\/[a-z2-7]{26}${rest}|#[a-z]1\.[\w-]{16,}`;
const address = new RegExp(`${host}(?:${document}|${space})`, 'gi');

const instead = { document: 'another document', space: 'a space in Cairn' };

/**
 * Takes addresses of Cairn out of what is copied: those of spaces and invitations always, those of
 * documents unless they may go along.
 */
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
    return text.replace(address, (found, docId?: string) =>
      this.#may(docId) ? found : instead[docId === undefined ? 'space' : 'document']
    );
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
