export type { CopyCalls, CopyFailure, CopyPreview } from './copy-types.ts';
export type * from './types.ts';
export type * from './invitations/types.ts';
export { type Environment } from './environment.ts';
export { type TabPort } from './open-document.ts';
export { VaultHost } from './vault-host.ts';
