export type ThemeChoice = 'system' | 'light' | 'dark';

const key = 'cairn-theme';

/** Light, dark, or as the device says. The only thing Cairn keeps outside its vault. */
export class Theme {
  #choice = $state.raw<ThemeChoice>('system');
  readonly #storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  readonly #root: { dataset: DOMStringMap };

  constructor(
    storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
    root: { dataset: DOMStringMap }
  ) {
    this.#storage = storage;
    this.#root = root;
    this.#apply(parse(storage.getItem(key)));
  }

  get choice(): ThemeChoice {
    return this.#choice;
  }

  choose = (choice: ThemeChoice): void => {
    if (choice === 'system') this.#storage.removeItem(key);
    else this.#storage.setItem(key, choice);
    this.#apply(choice);
  };

  #apply(choice: ThemeChoice): void {
    this.#choice = choice;
    if (choice === 'system') delete this.#root.dataset.theme;
    else this.#root.dataset.theme = choice;
  }
}

function parse(stored: string | null): ThemeChoice {
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}
