import { fileURLToPath } from 'node:url';
import { createSignalingServer, type SignalingServer } from '../../signaling/server.ts';
import { Gateway } from './gateway.ts';

const built = fileURLToPath(new URL('../../build', import.meta.url));

/** Cairn as it is deployed, app and signalling in one process, and a record of all it ever heard. */
export class Site {
  readonly url: string;
  readonly #server: SignalingServer;
  readonly #gateway: Gateway;

  private constructor(server: SignalingServer, gateway: Gateway, url: string) {
    this.#server = server;
    this.#gateway = gateway;
    this.url = url;
  }

  static async open(): Promise<Site> {
    const server = await createSignalingServer({ port: 0, root: built });
    const url = `http://localhost:${server.port}`;
    return new Site(server, await Gateway.to(url), url);
  }

  /** Every connection to the server: what came in, as bytes in order. */
  get heard(): readonly Buffer[][] {
    return this.#gateway.heard;
  }

  async close(): Promise<void> {
    this.#gateway.close();
    await this.#server.close();
  }
}
