import type { CatalogueRow } from '#lib/core/workspace/index.ts';
import { Live } from './live.svelte.ts';
import type { Vault } from './vault.svelte.ts';

/** How many lines are put on the page at once; more follow as the reader comes near the end. */
const page = 80;

/** The documents of one space, or of all of them, latest change first. */
export class Library {
  readonly #rows: Live<CatalogueRow[]>;
  readonly #sorted = $derived.by(() => this.#rows.current?.toSorted(byLatestChange));
  #limit = $state(page);

  constructor(vault: Vault, spaceLocalId: string | null) {
    this.#rows = new Live(
      vault,
      (workspace) => workspace.catalogue(spaceLocalId),
      (event) => event.type === 'catalogue-changed' || event.type === 'spaces-changed'
    );
  }

  get loading(): boolean {
    return this.#sorted === undefined;
  }

  get total(): number {
    return this.#sorted?.length ?? 0;
  }

  get shown(): CatalogueRow[] {
    return this.#sorted?.slice(0, this.#limit) ?? [];
  }

  get hasMore(): boolean {
    return this.total > this.#limit;
  }

  showMore = (): void => {
    this.#limit += page;
  };
}

function byLatestChange(a: CatalogueRow, b: CatalogueRow): number {
  return b.changed - a.changed || (a.docId < b.docId ? -1 : 1);
}
