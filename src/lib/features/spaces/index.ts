export { default as NoSuchSpace } from './NoSuchSpace.svelte';
export { default as OnlyYou } from './OnlyYou.svelte';
export { default as PeopleLink } from './PeopleLink.svelte';
export { default as SpaceAside } from './SpaceAside.svelte';
export { default as SpacesPage } from './SpacesPage.svelte';
