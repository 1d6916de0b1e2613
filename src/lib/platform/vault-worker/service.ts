import type { Workspace } from '#lib/core/workspace/index.ts';

/**
 * What the worker offers a tab: the workspace as plain calls, with what belongs to the carrier
 * (slots, ports, locks) named.
 */
export interface VaultService extends Omit<Workspace, 'openDocument'> {
  /** The first call of a tab: its lock tells the worker when it is gone. */
  greet(tabLock: string): Promise<{ alive: string }>;
  watch(port: MessagePort): Promise<void>;
  openDocument(
    docId: string,
    slot: number | null,
    port: MessagePort
  ): ReturnType<Workspace['openDocument']>;
  /** This tab runs the network from now on. */
  lendNetwork(port: MessagePort): Promise<void>;
}
