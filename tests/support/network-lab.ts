import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const forwarder = fileURLToPath(new URL('./forward.mjs', import.meta.url));

/**
 * A small network of its own for the people of a test: each lives in a Linux network namespace
 * with one cable to a common bridge, so that pulling the cable cuts everything at once, WebRTC
 * included. The site is reached as localhost in every namespace, which keeps the secure context.
 */
export class NetworkLab {
  readonly #name: string;
  readonly #subnet: string;
  readonly #namespaces: PersonalNetwork[] = [];
  #next = 2;

  constructor() {
    // Worker processes of one run must not meet: names and subnets come from the process id.
    this.#name = `cb${process.pid % 100_000}`;
    this.#subnet = `10.${100 + (process.pid % 100)}.${(process.pid >> 7) % 250}`;
    ip('link', 'add', this.#name, 'type', 'bridge');
    ip('addr', 'add', `${this.hostAddress}/24`, 'dev', this.#name);
    ip('link', 'set', this.#name, 'up');
  }

  get hostAddress(): string {
    return `${this.#subnet}.1`;
  }

  /** A namespace whose localhost:`sitePort` leads to `targetPort` on the bridge. */
  async add(sitePort: number, targetPort: number): Promise<PersonalNetwork> {
    const number = this.#next++;
    const network = new PersonalNetwork(
      this.#name,
      number,
      `${this.#subnet}.${number}`,
      this.hostAddress
    );
    this.#namespaces.push(network);
    await network.forward(sitePort, this.hostAddress, targetPort);
    return network;
  }

  close(): void {
    for (const network of this.#namespaces) network.remove();
    ip('link', 'del', this.#name);
  }
}

export class PersonalNetwork {
  readonly namespace: string;
  readonly #cable: string;
  #forwarder: ChildProcess | null = null;
  #removed = false;

  constructor(bridge: string, number: number, address: string, gateway: string) {
    this.namespace = `${bridge}n${number}`;
    this.#cable = `${bridge}c${number}`;
    ip('netns', 'add', this.namespace);
    const inside = ['netns', 'exec', this.namespace, 'ip'];
    ip('link', 'add', this.#cable, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', this.namespace);
    ip('link', 'set', this.#cable, 'master', bridge, 'up');
    // Addresses that IPv6 gives itself a second later would look like a change of network.
    const quiet = 'echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6';
    ip('netns', 'exec', this.namespace, 'sh', '-c', quiet);
    ip(...inside, 'link', 'set', 'lo', 'up');
    ip(...inside, 'addr', 'add', `${address}/24`, 'dev', 'eth0');
    ip(...inside, 'link', 'set', 'eth0', 'up');
    // WebRTC offers the address that the default route leaves by, and none without a route.
    ip(...inside, 'route', 'add', 'default', 'via', gateway);
  }

  async forward(sitePort: number, host: string, port: number): Promise<void> {
    const words = [forwarder, String(sitePort), host, String(port)];
    const child = spawn('ip', ['netns', 'exec', this.namespace, process.execPath, ...words], {
      stdio: ['ignore', 'pipe', 'inherit']
    });
    this.#forwarder = child;
    await once(child.stdout, 'data');
  }

  pullCable(): void {
    ip('link', 'set', this.#cable, 'down');
  }

  plugIn(): void {
    ip('link', 'set', this.#cable, 'up');
  }

  remove(): void {
    if (this.#removed) return;
    this.#removed = true;
    this.#forwarder?.kill('SIGKILL');
    ip('netns', 'del', this.namespace);
  }
}

function ip(...words: string[]): void {
  execFileSync('ip', words, { stdio: ['ignore', 'ignore', 'pipe'] });
}
