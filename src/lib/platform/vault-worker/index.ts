export type { VaultService } from './service.ts';
export { TabServer } from './worker-side.ts';
