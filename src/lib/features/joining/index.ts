export { default as JoinPage } from './JoinPage.svelte';
export { default as PasteLink } from './PasteLink.svelte';
