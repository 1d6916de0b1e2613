// Apart from the rest of ui/, because it brings the encoder: load it when a code is shown.
export { default as QrCode } from './QrCode.svelte';
