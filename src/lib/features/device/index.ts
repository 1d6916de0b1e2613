export { default as FirstOpen } from './FirstOpen.svelte';
export { default as Outside } from './Outside.svelte';
export { default as Starting } from './Starting.svelte';
export { default as Unavailable } from './Unavailable.svelte';
export { default as Unlock } from './Unlock.svelte';
