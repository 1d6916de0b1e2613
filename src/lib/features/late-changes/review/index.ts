export { default as LateChangesPage } from './LateChangesPage.svelte';
