import type { HistoryRow } from '#lib/core/workspace/index.ts';
import { Live } from './live.svelte.ts';
import type { Vault } from './vault.svelte.ts';

/** How many lines are put on the page at once. */
const page = 100;

/** What has been done about the people of one space, newest first. */
export class MembershipHistory {
  readonly #rows: Live<HistoryRow[]>;
  #limit = $state(page);

  constructor(vault: Vault, spaceLocalId: string) {
    this.#rows = new Live(
      vault,
      (workspace) => workspace.history(spaceLocalId),
      (event) => event.type === 'spaces-changed' || event.type === 'invitations-changed'
    );
  }

  get loading(): boolean {
    return this.#rows.current === undefined;
  }

  get all(): HistoryRow[] {
    return this.#rows.current ?? [];
  }

  get shown(): HistoryRow[] {
    return this.all.slice(0, this.#limit);
  }

  get hasMore(): boolean {
    return this.all.length > this.#limit;
  }

  showMore = (): void => {
    this.#limit += page;
  };
}
