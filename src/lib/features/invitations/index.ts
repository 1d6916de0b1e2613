export { default as InviteButton } from './InviteButton.svelte';
