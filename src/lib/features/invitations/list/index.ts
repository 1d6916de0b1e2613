export { default as InvitationSection } from './InvitationSection.svelte';
