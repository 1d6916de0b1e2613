import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { NetworkLab, type PersonalNetwork } from './network-lab.ts';

let lab: NetworkLab | null = null;
const gateways = new Map<string, Promise<Gateway>>();

/** The way from people's networks to a site on this machine, with a record of all that went in. */
export class Gateway {
  /** Every connection to the site: what came in, as bytes in order. */
  readonly heard: Buffer[][] = [];
  readonly #sitePort: number;
  readonly #tee: Server;
  readonly #lab: NetworkLab;

  private constructor(url: string, network: NetworkLab) {
    this.#sitePort = Number(new URL(url).port || 80);
    this.#lab = network;
    this.#tee = createServer((near) => {
      const far = connect(this.#sitePort, '127.0.0.1');
      const said: Buffer[] = [];
      this.heard.push(said);
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
  }

  /** The gateway to the site at `url`, a port of this machine. */
  static to(url: string): Promise<Gateway> {
    const known = gateways.get(url);
    if (known) return known;
    lab ??= openLab();
    const gateway = new Gateway(url, lab);
    const opened = gateway.#listen().then(() => gateway);
    gateways.set(url, opened);
    return opened;
  }

  /** A network connection of one person, in which localhost is the site. */
  connect(): Promise<PersonalNetwork> {
    const { port } = this.#tee.address() as AddressInfo;
    return this.#lab.add(this.#sitePort, port);
  }

  close(): void {
    this.#tee.close();
  }

  #listen(): Promise<void> {
    return new Promise((resolve) => this.#tee.listen(0, this.#lab.hostAddress, resolve));
  }
}

function openLab(): NetworkLab {
  const opened = new NetworkLab();
  process.once('exit', () => opened.close());
  return opened;
}
