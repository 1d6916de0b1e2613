import type { OwnRequest } from '#lib/core/workspace/index.ts';
import { Live } from './live.svelte.ts';
import type { Vault } from './vault.svelte.ts';

/** Where this person has asked to be let in and has not come in yet. */
export class OwnRequests {
  readonly #vault: Vault;
  readonly #all: Live<OwnRequest[]>;

  constructor(vault: Vault) {
    this.#vault = vault;
    this.#all = new Live(
      vault,
      (workspace) => workspace.ownRequests(null),
      (event) => event.type === 'requests-changed'
    );
  }

  get all(): OwnRequest[] {
    return this.#all.current ?? [];
  }

  /** Not answered yet. */
  get waiting(): OwnRequest[] {
    return this.all.filter(({ standing }) => ['looking', 'asked'].includes(standing.type));
  }

  withdraw = async (requestId: string): Promise<void> => {
    await this.#vault.ask((w) => w.withdrawRequest(requestId));
    await this.#all.refresh();
  };
}
