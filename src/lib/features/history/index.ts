export { default as HistoryPage } from './HistoryPage.svelte';
