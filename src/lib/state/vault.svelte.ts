import type {
  SpaceSummary,
  UnlockFailure,
  VaultEvent,
  VaultStatus,
  Workspace
} from '#lib/core/workspace/index.ts';
import { ok, type Result } from '#lib/core/base/index.ts';
import { Repeated } from './repeated.ts';
import { VaultEnded, type VaultConnection } from './vault-connection.ts';

/** How often a busy tab reports itself: often enough for fifteen minutes, no oftener. */
const touchEvery = 20_000;

/** What this tab knows of its vault: whether it is open, its spaces, and how to ask it things. */
export class Vault {
  /** `null` until the vault has answered for the first time. */
  status = $state.raw<VaultStatus | null>(null);
  /** `null` until known; emptied when the vault locks. */
  spaces = $state.raw<SpaceSummary[] | null>(null);
  /** A sentence about trouble with this device's storage, until it is waved away. */
  storageFault = $state.raw<string | null>(null);

  readonly connection: VaultConnection;
  readonly #spacesQuery: Repeated;
  readonly #now: () => number;
  #touched = -Infinity;

  constructor(connection: VaultConnection, now: () => number = Date.now) {
    this.connection = connection;
    this.#now = now;
    this.#spacesQuery = new Repeated(() => this.#readSpaces());
  }

  get isOpen(): boolean {
    return this.status?.state === 'open';
  }

  get isProtected(): boolean {
    return this.status?.state === 'open' && this.status.protected;
  }

  /** The space that only this device's owner reads. */
  get privateSpace(): SpaceSummary | undefined {
    return this.spaces?.find((space) => space.kind === 'private');
  }

  /** Who this person is: said once, in any space, and never asked again. */
  get me(): SpaceSummary['me'] {
    return this.spaces?.find((space) => space.me)?.me ?? null;
  }

  /** What rail, library and search offer: hidden spaces are left out. */
  get shownSpaces(): SpaceSummary[] {
    return this.spaces?.filter((space) => !space.hidden) ?? [];
  }

  space(localId: string): SpaceSummary | undefined {
    return this.spaces?.find((space) => space.localId === localId);
  }

  /** Listens until the returned function is called. */
  start(): () => void {
    const stop = this.connection.subscribe(this.#onEvent);
    void this.refresh();
    return stop;
  }

  async refresh(): Promise<void> {
    const status = await this.ask((workspace) => workspace.status());
    if (status) await this.#enter(status);
  }

  async create(passphrase: string | null): Promise<Result<undefined, { type: 'too-short' }>> {
    const result = await this.ask((workspace) => workspace.create(passphrase));
    if (result?.ok) await this.refresh();
    return result ?? ok();
  }

  async unlock(passphrase: string): Promise<Result<undefined, UnlockFailure>> {
    const result = await this.ask((workspace) => workspace.unlock(passphrase));
    if (result?.ok) await this.refresh();
    return result ?? ok();
  }

  lock = async (): Promise<void> => {
    this.#close();
    await this.ask((workspace) => workspace.lock());
    await this.refresh();
  };

  /** The person did something in this tab: the fifteen minutes start again. */
  touch = (): void => {
    if (!this.isOpen || this.#now() - this.#touched < touchEvery) return;
    this.#touched = this.#now();
    void this.ask((workspace) => workspace.touch());
  };

  dismissStorageFault = (): void => {
    this.storageFault = null;
  };

  /** Asks the vault; `undefined` when it ended first, for then the page shows its end instead. */
  async ask<Answer>(call: (workspace: Workspace) => Promise<Answer>): Promise<Answer | undefined> {
    try {
      return await call(this.connection.workspace);
    } catch (error) {
      if (!(error instanceof VaultEnded)) throw error;
      this.#close();
      return undefined;
    }
  }

  #onEvent = (event: VaultEvent): void => {
    if (event.type === 'locked') {
      this.#close();
      void this.refresh();
    } else if (event.type === 'opened') void this.refresh();
    else if (event.type === 'spaces-changed') void this.#spacesQuery.run();
    else if (event.type === 'storage-fault') this.storageFault = event.sentence;
  };

  async #enter(status: VaultStatus): Promise<void> {
    if (status.state === 'open') {
      await this.#spacesQuery.run();
      if (!this.spaces) return;
    } else this.spaces = null;
    this.status = status;
  }

  async #readSpaces(): Promise<void> {
    const spaces = await this.ask((workspace) => workspace.spaces());
    if (spaces) this.spaces = spaces;
  }

  /** Nothing readable stays in the tab, whatever the next status will be. */
  #close(): void {
    this.spaces = null;
    this.storageFault = null;
    if (this.status?.state === 'open') this.status = null;
  }
}
