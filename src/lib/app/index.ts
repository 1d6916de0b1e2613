import type { VaultConnection } from '#lib/state/index.ts';
import { VaultLink } from './vault-link.ts';

let link: VaultLink | null = null;

/** Puts the tab together: the one place where adapters are chosen. */
export function start(): { vault: VaultConnection } {
  link ??= new VaultLink();
  return { vault: link };
}
