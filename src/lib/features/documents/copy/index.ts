export { default as CopyButton } from './CopyButton.svelte';
export { default as ProvenanceLine } from './ProvenanceLine.svelte';
