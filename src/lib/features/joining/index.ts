export { default as JoinPage } from './JoinPage.svelte';
export { default as PasteLink } from './PasteLink.svelte';
export { default as OwnRequestList } from './OwnRequestList.svelte';
export { default as WaitingLinks } from './WaitingLinks.svelte';
