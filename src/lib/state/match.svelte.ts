/** Where in a document the words were found. */
export interface Match {
  sectionId: string;
  quote: string;
}

/** Carries a match from the search to the page it opens: in memory, never in an address. */
export class MatchOnTheWay {
  #latest = $state.raw<{ docId: string; match: Match | null } | null>(null);

  send(docId: string, match: Match | null): void {
    this.#latest = { docId, match };
  }

  /** The match to show in this document, if the search sent somebody there. */
  for(docId: string): Match | null {
    return this.#latest?.docId === docId ? this.#latest.match : null;
  }

  /** The document was left: opened again, it opens at its beginning. */
  forget(docId: string): void {
    if (this.#latest?.docId === docId) this.#latest = null;
  }
}
