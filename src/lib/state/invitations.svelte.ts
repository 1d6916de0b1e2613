import type { Result } from '#lib/core/base/index.ts';
import type { Invitation, NotEntitled, Role } from '#lib/core/workspace/index.ts';
import { Live } from './live.svelte.ts';
import type { Vault } from './vault.svelte.ts';

export interface NewInvitation {
  /** Of an organisation that is there; `null` for a new one. */
  orgId: string | null;
  /** The name of a new one, or empty to let the invited person say it. */
  organisation: string;
  role: Role;
  days: number;
  /** A person compares a code before anybody is let in. */
  approval: boolean;
}

/** The invitations into one space, the latest to expire first. */
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

  /** To a role in an organisation; both calls answer `undefined` when the vault ended first. */
  async make(input: NewInvitation): Promise<Result<Invitation, NotEntitled> | undefined> {
    const spaceLocalId = this.#spaceLocalId;
    const made = await this.#vault.ask((w) => w.invite({ spaceLocalId, ...input }));
    if (made?.ok) await this.#all.refresh();
    return made;
  }

  async takeBack(inviteId: string): Promise<Result<undefined, NotEntitled> | undefined> {
    const done = await this.#vault.ask((w) => w.revokeInvitation(this.#spaceLocalId, inviteId));
    if (done) await this.#all.refresh();
    return done;
  }
}
