export { default as SpaceCard } from './SpaceCard.svelte';
