import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { fileURLToPath } from 'node:url';
import { createSignalingServer } from '../../signaling/server.ts';
import { NetworkLab, type PersonalNetwork } from './network-lab.ts';

type SignalingServer = Awaited<ReturnType<typeof createSignalingServer>>;

const built = fileURLToPath(new URL('../../build', import.meta.url));

/** Cairn as it is deployed, app and signalling in one process, and a record of all it ever saw. */
export class Site {
  readonly url: string;
  readonly lab: NetworkLab;
  readonly #server: SignalingServer;
  readonly #tee: Server;
  /** Every connection to the server: what came in, as bytes in order. */
  readonly heard: Buffer[][];

  private constructor(server: SignalingServer, tee: Server, lab: NetworkLab, heard: Buffer[][]) {
    this.#server = server;
    this.#tee = tee;
    this.lab = lab;
    this.heard = heard;
    this.url = `http://localhost:${server.port}`;
  }

  static async open(): Promise<Site> {
    const lab = new NetworkLab();
    const server = await createSignalingServer({ port: 0, host: '127.0.0.1', root: built });
    const heard: Buffer[][] = [];
    const tee = createServer((near) => {
      const far = connect(server.port, '127.0.0.1');
      const said: Buffer[] = [];
      heard.push(said);
      near.on('data', (bytes) => said.push(bytes));
      for (const socket of [near, far]) {
        socket.setNoDelay(true);
        socket.on('error', () => {
          near.destroy();
          far.destroy();
        });
      }
      near.pipe(far);
      far.pipe(near);
    });
    await new Promise<void>((resolve) => tee.listen(0, lab.hostAddress, resolve));
    return new Site(server, tee, lab, heard);
  }

  /** A network connection of one person to this site. */
  connect(): Promise<PersonalNetwork> {
    const { port } = this.#tee.address() as AddressInfo;
    return this.lab.add(this.#server.port, port);
  }

  async close(): Promise<void> {
    this.#tee.close();
    await this.#server.close();
    this.lab.close();
  }
}
