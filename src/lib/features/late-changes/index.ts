export { default as LateNotice } from './LateNotice.svelte';
