export { default as ProtectionPage } from './ProtectionPage.svelte';
