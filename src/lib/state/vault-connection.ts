import type { VaultEvent, Workspace } from '#lib/core/workspace/index.ts';

/**
 * A tab's line to the vault. It outlives the vault itself: after a lock, a crash or an update the
 * same object speaks to the next vault.
 */
export interface VaultConnection {
  /** Every call rejects with `VaultEnded` when the vault ends before it has answered. */
  readonly workspace: Workspace;
  /** `locked` is the last event of a vault's life, however it ended. */
  subscribe(listener: (event: VaultEvent) => void): () => void;
  /** Documents opened from now on are written under another slot: the last one went wrong. */
  renewSlot(): void;
}

/** The vault was locked, crashed or was replaced: not a failure of what was asked. */
export class VaultEnded extends Error {
  override readonly name = 'VaultEnded';
}
