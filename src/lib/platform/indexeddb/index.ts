export { IndexedDbStorage } from './indexeddb-storage.ts';
