/** What search sees of a document, whatever its kind: a title and plain text by section. */
export interface SearchableDocument {
  docId: string;
  spaceId: string;
  title: string;
  /** In reading order; blocks of a section are divided by line breaks. */
  passages: readonly Passage[];
  /**
   * Whatever tells one state of the document from the next. The index gives it back after loading,
   * so that its owner sees which documents changed since it was saved.
   */
  revision?: string;
}

export interface Passage {
  sectionId: string;
  text: string;
}
