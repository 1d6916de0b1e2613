import type { AdmissionRequest, LettingIn, Workspace } from '#lib/core/workspace/index.ts';
import { Live } from './live.svelte.ts';
import type { Vault } from './vault.svelte.ts';

/** Who asks to be let into one space, the first to ask first. */
export class AdmissionRequests {
  readonly #vault: Vault;
  readonly #spaceLocalId: string;
  readonly #all: Live<AdmissionRequest[]>;

  constructor(vault: Vault, spaceLocalId: string) {
    this.#vault = vault;
    this.#spaceLocalId = spaceLocalId;
    this.#all = new Live(
      vault,
      (workspace) => workspace.admissionRequests(spaceLocalId),
      (event) => event.type === 'invitations-changed'
    );
  }

  get all(): AdmissionRequest[] {
    return this.#all.current ?? [];
  }

  /** Both calls answer `undefined` when the vault ended first. */
  letIn(requestId: string): Promise<LettingIn | undefined> {
    return this.#do((w) => w.letIn(this.#spaceLocalId, requestId));
  }

  turnDown(requestId: string): Promise<LettingIn | undefined> {
    return this.#do((w) => w.turnDown(this.#spaceLocalId, requestId));
  }

  async #do(call: (workspace: Workspace) => Promise<LettingIn>): Promise<LettingIn | undefined> {
    const done = await this.#vault.ask(call);
    if (done) await this.#all.refresh();
    return done;
  }
}
