import type { ImportReport, VaultEvent } from '#lib/core/workspace/index.ts';
import type { Vault } from './vault.svelte.ts';

/** What a browser's `File` has that importing needs. */
export interface ChosenFile {
  name: string;
  size: number;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** What the vault is handed of a file; without bytes when it may not or could not be read. */
interface ReadFile {
  name: string;
  size: number;
  bytes: Uint8Array | null;
}

/** One import of several files, from choosing them to taking it back. */
export class ImportRun {
  state = $state.raw<'idle' | 'running' | 'done' | 'undone'>('idle');
  /** Local id of the space that the files go to. */
  into = $state.raw('');
  done = $state.raw(0);
  total = $state.raw(0);
  report = $state.raw<ImportReport | null>(null);
  readonly #vault: Vault;
  readonly #mayRead: (file: { name: string; size: number }) => boolean | Promise<boolean>;
  #importId = '';

  constructor(
    vault: Vault,
    mayRead: (file: { name: string; size: number }) => boolean | Promise<boolean>
  ) {
    this.#vault = vault;
    this.#mayRead = mayRead;
  }

  start = async (spaceLocalId: string, chosen: Iterable<ChosenFile>): Promise<void> => {
    const list = [...chosen];
    if (this.state === 'running' || list.length === 0) return;
    this.#begin(spaceLocalId, list.length);
    const stop = this.#vault.connection.subscribe(this.#onEvent);
    try {
      const files: ReadFile[] = [];
      for (const file of list) files.push(await this.#read(file));
      const importId = this.#importId;
      const report = await this.#vault.ask((workspace) =>
        workspace.importFiles({ importId, spaceLocalId, files })
      );
      this.report = report ?? null;
    } finally {
      stop();
      this.state = this.report ? 'done' : 'idle';
    }
  };

  undo = async (): Promise<void> => {
    const { report } = this;
    if (!report) return;
    await this.#vault.ask((workspace) => workspace.undoImport(report.importId));
    this.state = 'undone';
  };

  dismiss = (): void => {
    if (this.state === 'running') return;
    this.state = 'idle';
    this.report = null;
  };

  #begin(spaceLocalId: string, total: number): void {
    this.into = spaceLocalId;
    this.#importId = crypto.randomUUID();
    this.report = null;
    this.done = 0;
    this.total = total;
    this.state = 'running';
  }

  /** A file that is too large is named to the vault, which says so, but never read. */
  async #read(file: ChosenFile): Promise<ReadFile> {
    const { name, size } = file;
    const readable = await this.#mayRead({ name, size });
    try {
      return { name, size, bytes: readable ? new Uint8Array(await file.arrayBuffer()) : null };
    } catch {
      // Moved or deleted since it was chosen: the browser can no longer read it.
      return { name, size, bytes: null };
    }
  }

  #onEvent = (event: VaultEvent): void => {
    if (event.type !== 'import-progress' || event.importId !== this.#importId) return;
    this.done = event.done;
    this.total = event.total;
  };
}
