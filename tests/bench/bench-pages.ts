import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { createSignalingServer, type SignalingServer } from '../../signaling/server.ts';
import { options } from './options.ts';

const pages = fileURLToPath(new URL('./pages', import.meta.url));

/** Pages that exist for measuring only, built apart from the product and served as it is served. */
export class BenchPages {
  readonly url: string;
  readonly #server: SignalingServer;
  readonly #root: string;

  private constructor(url: string, server: SignalingServer, root: string) {
    this.url = url;
    this.#server = server;
    this.#root = root;
  }

  /** `names` of the pages, without their ending. */
  static async open(...names: string[]): Promise<BenchPages> {
    const root = mkdtempSync(join(options.folder, 'pages-'));
    await build({
      root: pages,
      configFile: false,
      logLevel: 'error',
      worker: { format: 'es' },
      build: {
        outDir: root,
        emptyOutDir: true,
        target: 'es2022',
        rollupOptions: { input: names.map((name) => join(pages, `${name}.html`)) }
      }
    });
    const server = await createSignalingServer({ port: 0, root });
    return new BenchPages(`http://localhost:${server.port}`, server, root);
  }

  page(name: string): string {
    return `${this.url}/${name}.html`;
  }

  async close(): Promise<void> {
    await this.#server.close();
    rmSync(this.#root, { recursive: true, force: true });
  }
}
