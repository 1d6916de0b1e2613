import { flushSync } from 'svelte';

/** Everything that was asked of a fake vault has been answered and has reached the page. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  flushSync();
}
