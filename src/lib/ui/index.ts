export { default as Button } from './Button.svelte';
export { default as EmptyState } from './EmptyState.svelte';
export { default as Mark } from './Mark.svelte';
export { default as Notice } from './Notice.svelte';
export { default as PageTitle } from './PageTitle.svelte';
export { default as Progress } from './Progress.svelte';
export { default as Stone } from './Stone.svelte';
export { default as TextField } from './TextField.svelte';
export { countOf, dayOf, initialsOf, isoOf, listOf, longDate, shortDate, timeOf } from './words.ts';
