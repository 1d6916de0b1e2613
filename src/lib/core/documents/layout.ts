import type * as Y from 'yjs';

/*
 * The shape of every document, fixed from the first build (docs/architecture.md, "Data at a
 * glance"): later versions add names, they never reshape these. A Map `rows` of tables, each a Map
 * of rows with a fractional `order` key, is kept for kinds that have rows.
 */

/** Rich text: one `section` element per part of the kind, each with a `sectionId`. */
export const bodyOf = (doc: Y.Doc): Y.XmlFragment => doc.getXmlFragment('body');

/** Scalars (last writer wins), prose as Y.Text (`title` is one), tag sets as Y.Map of id → true. */
export const fieldsOf = (doc: Y.Doc): Y.Map<unknown> => doc.getMap('fields');

/** `kind`, `kindVersion` and `kindHash`, written once by the creator. */
export const metaOf = (doc: Y.Doc): Y.Map<unknown> => doc.getMap('meta');
