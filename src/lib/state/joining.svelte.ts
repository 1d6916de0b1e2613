import type { InvitationFailure, InvitationOffer, VaultEvent } from '#lib/core/workspace/index.ts';
import type { Vault } from './vault.svelte.ts';

export type JoiningStage =
  | { stage: 'looking' }
  | { stage: 'offer'; offer: InvitationOffer }
  | { stage: 'asking'; offer: InvitationOffer; copying: boolean }
  | { stage: 'joined'; offer: InvitationOffer; localId: string }
  | { stage: 'failed'; failure: InvitationFailure };

/** One person's way from an invitation link into a space. */
export class Joining {
  at = $state.raw<JoiningStage>({ stage: 'looking' });
  readonly #vault: Vault;
  readonly #fragment: string;

  constructor(vault: Vault, fragment: string) {
    this.#vault = vault;
    this.#fragment = fragment;
  }

  /** Follows the progress that the vault reports, until the returned function is called. */
  start(): () => void {
    void this.look();
    return this.#vault.connection.subscribe(this.#onEvent);
  }

  /** Finds the inviting device and what it offers; also the way to try again. */
  look = async (): Promise<void> => {
    this.at = { stage: 'looking' };
    const found = await this.#vault.ask((w) => w.inspectInvitation(this.#fragment));
    if (!found) return;
    this.at = found.ok
      ? { stage: 'offer', offer: found.value }
      : { stage: 'failed', failure: found.error };
  };

  accept = async (who: { name: string; organisation: string }): Promise<void> => {
    if (this.at.stage !== 'offer') return;
    const { offer } = this.at;
    this.at = { stage: 'asking', offer, copying: false };
    const joined = await this.#vault.ask((w) => w.acceptInvitation(this.#fragment, who));
    if (!joined) return;
    this.at = joined.ok
      ? { stage: 'joined', offer, localId: joined.value.localId }
      : { stage: 'failed', failure: joined.error };
  };

  #onEvent = (event: VaultEvent): void => {
    if (event.type !== 'join-progress' || event.stage !== 'copying') return;
    if (this.at.stage === 'asking') this.at = { ...this.at, copying: true };
  };
}
