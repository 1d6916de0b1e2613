// Apart from the rest of state/, because it brings Yjs, which only an open document needs.
export { DocumentSession } from '../document-session.svelte.ts';
