export { default as InviteButton } from './InviteButton.svelte';
export { default as RequestList } from './RequestList.svelte';
