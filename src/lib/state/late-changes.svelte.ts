import type { Result } from '#lib/core/base/index.ts';
import type { LateRow, NotEntitled } from '#lib/core/workspace/index.ts';
import { Live } from './live.svelte.ts';
import type { Vault } from './vault.svelte.ts';

/** Changes in one space that came too late to count by themselves. */
export class LateChanges {
  readonly #vault: Vault;
  readonly #spaceLocalId: string;
  readonly #rows: Live<LateRow[]>;

  constructor(vault: Vault, spaceLocalId: string) {
    this.#vault = vault;
    this.#spaceLocalId = spaceLocalId;
    this.#rows = new Live(
      vault,
      (workspace) => workspace.lateChanges(spaceLocalId),
      (event) => event.type === 'spaces-changed' || event.type === 'catalogue-changed'
    );
  }

  /** `undefined` until the first answer. */
  get all(): LateRow[] | undefined {
    return this.#rows.current;
  }

  /** Lets those of one log count; `undefined` when the vault ended first. */
  async adopt(log: string): Promise<Result<undefined, NotEntitled> | undefined> {
    const done = await this.#vault.ask((w) => w.adoptLateChanges(this.#spaceLocalId, log));
    if (done) await this.#rows.refresh();
    return done;
  }
}
