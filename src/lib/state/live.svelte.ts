import { createSubscriber } from 'svelte/reactivity';
import type { VaultEvent, Workspace } from '#lib/core/workspace/index.ts';
import { Repeated } from './repeated.ts';
import type { Vault } from './vault.svelte.ts';

/** Long enough to take a burst of changes in one go, too short to be seen. */
const settle = () => new Promise<void>((resolve) => setTimeout(resolve, 60));

/**
 * An answer of the vault that is asked for again whenever an event says it may have changed, for
 * as long as something on the page reads it.
 */
export class Live<Answer> {
  #current = $state.raw<Answer | undefined>(undefined);
  readonly #query: Repeated;
  readonly #track: () => void;

  constructor(
    vault: Vault,
    ask: (workspace: Workspace) => Promise<Answer>,
    concerns: (event: VaultEvent) => boolean,
    pause: () => Promise<void> = settle
  ) {
    this.#query = new Repeated(async () => {
      const answer = await vault.ask(ask);
      if (answer !== undefined) this.#current = answer;
    }, pause);
    this.#track = createSubscriber(() => {
      void this.#query.run();
      return vault.connection.subscribe((event) => {
        if (concerns(event)) void this.#query.run();
      });
    });
  }

  /** `undefined` until the first answer. */
  get current(): Answer | undefined {
    this.#track();
    return this.#current;
  }

  refresh(): Promise<void> {
    return this.#query.run();
  }
}
