/*
 * The editor, loaded when a document is opened and not before: this file is its only entry.
 */
export { default as DocumentEditor } from './DocumentEditor.svelte';
export { default as TitleEditor } from './TitleEditor.svelte';
export type { DocumentPlace } from './finding/index.ts';
export type { MarkedIdentifier } from './identity/index.ts';
