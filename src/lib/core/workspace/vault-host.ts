import { err, Listeners, ok, Queue, type Result } from '#lib/core/base/index.ts';
import { hasNeededCryptography } from '#lib/core/crypto/index.ts';
import {
  createVault,
  leastPassphraseLength,
  openUnprotectedVault,
  type OpenVault,
  unlockVault,
  vaultStanding
} from '#lib/core/identity/index.ts';
import type { Environment } from './environment.ts';
import { OpenWorkspace } from './open-workspace.ts';
import type { UnlockFailure, VaultEvent, VaultStatus } from './types.ts';

const idleMs = 15 * 60_000;

/**
 * The vault's life: new, locked, open, and over. Locking ends it: the keys go with the worker,
 * and a tab that wants more opens another.
 */
export class VaultHost {
  readonly events = new Listeners<VaultEvent>();
  readonly #environment: Environment;
  readonly #end: () => void;
  readonly #queue = new Queue();
  #open: OpenWorkspace | null = null;
  #cancelIdle: () => void = () => undefined;
  #ended = false;

  /** `end`: closes the storage and the worker itself. */
  constructor(environment: Environment, end: () => void) {
    this.#environment = environment;
    this.#end = end;
  }

  /** The open workspace; throws while the vault is locked, for no caller gets that far. */
  get workspace(): OpenWorkspace {
    if (!this.#open) throw new Error('the vault is locked');
    return this.#open;
  }

  /** What a tab may show. An unprotected vault opens by itself. */
  status(): Promise<VaultStatus> {
    return this.#queue.run(async () => {
      if (this.#open) return { state: 'open', protected: this.#open.vault.protected };
      if (!(await hasNeededCryptography())) return { state: 'unavailable', reason: 'cryptography' };
      const standing = await vaultStanding(this.#environment);
      if (!standing) return { state: 'new' };
      if (standing.protected) return { state: 'locked', waitUntil: standing.waitUntil };
      const vault = await openUnprotectedVault(this.#environment);
      if (vault) await this.#opened(vault);
      return { state: 'open', protected: false };
    });
  }

  create(passphrase: string | null): Promise<Result<undefined, { type: 'too-short' }>> {
    return this.#queue.run(async () => {
      if (passphrase !== null && [...passphrase].length < leastPassphraseLength) {
        return err({ type: 'too-short' });
      }
      if (this.#open || (await vaultStanding(this.#environment))) return ok();
      const { passphraseCost } = this.#environment;
      await this.#opened(await createVault(this.#environment, passphrase, passphraseCost));
      return ok();
    });
  }

  unlock(passphrase: string): Promise<Result<undefined, UnlockFailure>> {
    return this.#queue.run(async () => {
      if (this.#open) return ok();
      const vault = await unlockVault(this.#environment, passphrase);
      if (vault.ok) {
        await this.#opened(vault.value);
        return ok();
      }
      return vault.error.type === 'no-vault' ? err({ type: 'wait', waitMs: 0 }) : err(vault.error);
    });
  }

  /** Writes what is unwritten, tells every tab, and ends this life of the vault. */
  lock(): Promise<void> {
    return this.#queue.run(async () => {
      if (this.#ended) return;
      this.#ended = true;
      this.#cancelIdle();
      const open = this.#open;
      this.#open = null;
      this.events.tell({ type: 'locked' });
      // A failing disk must not keep the keys in memory.
      await open?.close().catch(() => undefined);
      this.#end();
    });
  }

  /** Somebody is at work: the fifteen minutes begin anew. An unprotected vault never locks itself. */
  touch(): void {
    this.#cancelIdle();
    if (!this.#open?.vault.protected) return;
    this.#cancelIdle = this.#environment.clock.after(idleMs, () => void this.lock());
  }

  /** A way to connect, or the network itself, has come back. */
  lookAgain(): void {
    this.#open?.lookAgain();
  }

  async #opened(vault: OpenVault): Promise<void> {
    this.#open = await OpenWorkspace.open(this.#environment, vault, (event) => {
      this.events.tell(event);
    });
    this.events.tell({ type: 'opened' });
    this.touch();
  }
}
