import type { SearchResult } from '#lib/core/workspace/index.ts';
import { Repeated } from './repeated.ts';
import type { Vault } from './vault.svelte.ts';

/** Search as the person types. The query lives in this object only: never in an address. */
export class SearchBox {
  query = $state('');
  open = $state(false);
  /** Which result the arrow keys stand on. */
  active = $state(0);
  results = $state.raw<SearchResult[]>([]);
  /** What `results` answer; differs from `query` while an answer is on its way. */
  answered = $state.raw('');

  readonly #vault: Vault;
  readonly #within: () => string | null;
  readonly #asking: Repeated;

  /** `within`: the one space to search in, or null for all that are not hidden. */
  constructor(vault: Vault, within: () => string | null) {
    this.#vault = vault;
    this.#within = within;
    this.#asking = new Repeated(() => this.#ask());
  }

  get waiting(): boolean {
    return this.query.trim() !== this.answered;
  }

  get foundNothing(): boolean {
    return !this.waiting && this.answered !== '' && this.results.length === 0;
  }

  get current(): SearchResult | undefined {
    return this.results[this.active];
  }

  type = (query: string): Promise<void> => {
    this.query = query;
    this.open = query.trim() !== '';
    return this.#asking.run();
  };

  /** The library changed under an open list of results. */
  refresh = (): void => {
    if (this.open) void this.#asking.run();
  };

  move = (by: 1 | -1): void => {
    const count = this.results.length;
    if (count > 0) this.active = (this.active + by + count) % count;
  };

  close = (): void => {
    this.open = false;
  };

  clear = (): void => {
    this.query = '';
    this.answered = '';
    this.results = [];
    this.active = 0;
    this.open = false;
  };

  async #ask(): Promise<void> {
    const query = this.query.trim();
    const within = this.#within();
    const standing = this.current?.row.docId;
    const results = query === '' ? [] : await this.#vault.ask((w) => w.search(query, within));
    if (!results || (query !== '' && this.query === '')) return;
    const sameQuery = query === this.answered;
    this.results = results;
    this.answered = query;
    const kept = results.findIndex((result) => result.row.docId === standing);
    this.active = sameQuery && kept >= 0 ? kept : 0;
  }
}
