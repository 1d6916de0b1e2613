import type {
  InvitationFailure,
  InvitationOffer,
  OwnRequest,
  VaultEvent
} from '#lib/core/workspace/index.ts';
import type { Vault } from './vault.svelte.ts';

export type JoiningStage =
  | { stage: 'looking' }
  | { stage: 'offer'; offer: InvitationOffer }
  /** `offer` null: asked before anybody had answered. */
  | { stage: 'asking'; offer: InvitationOffer | null; copying: boolean }
  | { stage: 'joined'; localId: string }
  | { stage: 'failed'; failure: InvitationFailure };

/** One person's way from an invitation link into a space. */
export class Joining {
  at = $state.raw<JoiningStage>({ stage: 'looking' });
  /** What was asked with this link, as long as it stands. */
  request = $state.raw<OwnRequest | null>(null);
  readonly #vault: Vault;
  readonly #fragment: string;

  constructor(vault: Vault, fragment: string) {
    this.#vault = vault;
    this.#fragment = fragment;
  }

  /** Follows the progress that the vault reports, until the returned function is called. */
  start(): () => void {
    void this.#begin();
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

  /** Asks to be let in: at once, or, while nobody answers, as soon as somebody does. */
  accept = async (who: { name: string; organisation: string }): Promise<void> => {
    const { at } = this;
    if (at.stage !== 'offer' && !(at.stage === 'failed' && mayLeaveRequest(at.failure))) return;
    this.at = { stage: 'asking', offer: at.stage === 'offer' ? at.offer : null, copying: false };
    const joined = await this.#vault.ask((w) => w.acceptInvitation(this.#fragment, who));
    // Whoever has withdrawn meanwhile is told nothing more.
    if (!joined || this.at.stage !== 'asking') return;
    this.at = joined.ok
      ? { stage: 'joined', localId: joined.value.localId }
      : { stage: 'failed', failure: joined.error };
  };

  /** Asks no more. */
  withdraw = async (): Promise<void> => {
    const { request } = this;
    if (request) await this.#vault.ask((w) => w.withdrawRequest(request.requestId));
  };

  /** A request that was left with this link goes on; else the link is looked at. */
  async #begin(): Promise<void> {
    await this.#readRequest();
    const standing = this.request?.standing.type;
    if (standing === undefined || standing === 'failed') return this.look();
    if (this.at.stage === 'looking') this.at = { stage: 'asking', offer: null, copying: false };
    this.#follow();
  }

  async #readRequest(): Promise<void> {
    const requests = await this.#vault.ask((w) => w.ownRequests(this.#fragment));
    this.request = requests?.[0] ?? null;
  }

  /** What was answered while nobody here waited for the answer. */
  #follow(): void {
    const standing = this.request?.standing;
    if (this.at.stage !== 'asking' || !standing) return;
    if (standing.type === 'joined') this.at = { stage: 'joined', localId: standing.spaceLocalId };
    if (standing.type === 'failed') this.at = { stage: 'failed', failure: standing.failure };
  }

  #onEvent = (event: VaultEvent): void => {
    if (event.type === 'requests-changed') {
      void this.#readRequest().then(() => this.#follow());
      return;
    }
    if (event.type !== 'join-progress' || event.stage !== 'copying') return;
    if (this.at.stage === 'asking') this.at = { ...this.at, copying: true };
  };
}

/** Nobody is there to answer, which may be otherwise later. */
export const mayLeaveRequest = ({ type }: InvitationFailure): boolean =>
  type === 'nobody-answers' || type === 'no-connection';
