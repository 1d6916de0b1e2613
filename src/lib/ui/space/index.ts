// Apart from the rest of ui/: what a space is in words, for the pages that say it.
export { kindWords } from './kind-words.ts';
export { default as ReadOnlyNotice } from './ReadOnlyNotice.svelte';
export { type ReadOnly, readOnlyWords } from './read-only-words.ts';
export { default as WhoFields } from './WhoFields.svelte';
export { rolesFromLowToHigh, roleWords } from './role-words.ts';
