export { default as NoSuchSpace } from './NoSuchSpace.svelte';
export { default as SpaceAside } from './SpaceAside.svelte';
export { default as SpacesPage } from './SpacesPage.svelte';
export { default as StartCommunity } from './StartCommunity.svelte';
