// Apart from the rest of ui/: only forms that ask for a role or a colour load them.
export { default as ColourChoice } from './ColourChoice.svelte';
export { default as RoleChoice } from './RoleChoice.svelte';
