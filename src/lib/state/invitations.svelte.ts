import type { Result } from '#lib/core/base/index.ts';
import type { Invitation } from '#lib/core/workspace/index.ts';
import { Live } from './live.svelte.ts';
import type { Vault } from './vault.svelte.ts';

/** The invitations that this device has made into one space, newest first. */
export class Invitations {
  readonly #vault: Vault;
  readonly #spaceLocalId: string;
  readonly #all: Live<Invitation[]>;

  constructor(vault: Vault, spaceLocalId: string) {
    this.#vault = vault;
    this.#spaceLocalId = spaceLocalId;
    this.#all = new Live(
      vault,
      (workspace) => workspace.invitations(spaceLocalId),
      (event) => event.type === 'invitations-changed'
    );
  }

  get all(): Invitation[] {
    return this.#all.current?.toSorted((a, b) => b.expiresAt - a.expiresAt) ?? [];
  }

  /** `undefined` when the vault ended first. */
  async make(
    organisation: string,
    days: number
  ): Promise<Result<Invitation, { type: 'not-entitled' }> | undefined> {
    const spaceLocalId = this.#spaceLocalId;
    const made = await this.#vault.ask((w) => w.invite({ spaceLocalId, organisation, days }));
    if (made?.ok) await this.#all.refresh();
    return made;
  }
}
