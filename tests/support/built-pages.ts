import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { createSignalingServer, type SignalingServer } from '../../signaling/server.ts';

/** Pages that are no part of the product, built apart from it and served as it is served. */
export class BuiltPages {
  readonly url: string;
  readonly #server: SignalingServer;
  readonly #root: string;

  private constructor(url: string, server: SignalingServer, root: string) {
    this.url = url;
    this.#server = server;
    this.#root = root;
  }

  /** `names` of pages in the folder `sources`, without their ending. */
  static async open(sources: string, ...names: string[]): Promise<BuiltPages> {
    const root = mkdtempSync(join(tmpdir(), 'cairn-pages-'));
    await build({
      root: sources,
      configFile: false,
      logLevel: 'error',
      worker: { format: 'es' },
      build: {
        outDir: root,
        emptyOutDir: true,
        target: 'es2022',
        rollupOptions: { input: names.map((name) => join(sources, `${name}.html`)) }
      }
    });
    const server = await createSignalingServer({ port: 0, root });
    return new BuiltPages(`http://localhost:${server.port}`, server, root);
  }

  page(name: string): string {
    return `${this.url}/${name}.html`;
  }

  async close(): Promise<void> {
    await this.#server.close();
    rmSync(this.#root, { recursive: true, force: true });
  }
}
