// Apart from the rest of ui/, because it brings the dialogue machinery: load it when one opens.
export { default as Dialog } from './Dialog.svelte';
