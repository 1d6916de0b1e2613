export { default as Shell } from './Shell.svelte';
export { default as Stopped } from './Stopped.svelte';
