export { default as StartSpace } from './StartSpace.svelte';
