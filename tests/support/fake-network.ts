import { type Bytes, copyBytes, Listeners } from '#lib/core/base/index.ts';
import type {
  Channel,
  ConnectionAttempt,
  Connector,
  SessionRole,
  Signalling
} from '#lib/core/sync/index.ts';

/**
 * A network in memory: topics, connections, and a plug per device that can be pulled. Nothing is
 * shared by reference, everything arrives later than it was sent, and what crosses is on record.
 */
export class FakeNetwork {
  readonly #plugs = new Set<Plug>();
  readonly #offers = new Map<string, { offerer: FakeAttempt; plug: Plug }>();
  #next = 0;
  /** Everything that a signalling server would have seen. */
  readonly published: { topic: string; message: Bytes }[] = [];
  /** Whether the server hands on what one device says to another, as a test decides. */
  carries: (from: Plug, to: Plug) => boolean = () => true;

  plug(): Plug {
    const plug = new Plug(this);
    this.#plugs.add(plug);
    return plug;
  }

  publish(from: Plug, topic: string, message: Bytes): void {
    if (!from.signalling.reachable) return;
    this.published.push({ topic, message: copyBytes(message) });
    for (const plug of this.#plugs) if (this.carries(from, plug)) this.#hand(plug, topic, message);
  }

  /** A server that keeps what it hears says it again, to everybody in the topic. */
  playBack({ topic, message }: { topic: string; message: Bytes }): void {
    for (const plug of this.#plugs) this.#hand(plug, topic, message);
  }

  #hand(plug: Plug, topic: string, message: Bytes): void {
    if (!plug.signalling.reachable) return;
    const bytes = copyBytes(message);
    queueMicrotask(() => plug.signalling.deliver(topic, bytes));
  }

  offer(offerer: FakeAttempt, plug: Plug): string {
    const name = `offer-${this.#next++}`;
    this.#offers.set(name, { offerer, plug });
    return name;
  }

  answer(name: string, answerer: FakeAttempt, plug: Plug): void {
    const offer = this.#offers.get(name);
    if (!offer || !plug.isConnected || !offer.plug.isConnected) return;
    const [a, b] = [new FakeChannel(), new FakeChannel()];
    a.other = b;
    b.other = a;
    for (const [owner, channel] of [
      [offer.plug, a],
      [plug, b]
    ] as const) {
      owner.channels.add(channel);
      channel.isSilent = owner.silence !== null;
      owner.silence?.();
    }
    offer.offerer.open(a);
    answerer.open(b);
  }
}

/** One device's connection to the network. */
export class Plug {
  readonly signalling: FakeSignalling;
  readonly connector: Connector;
  readonly channels = new Set<FakeChannel>();
  /** Channels open, tell this, and carry nothing. */
  silence: (() => void) | null = null;
  #connected = true;
  #hasServer = true;

  constructor(network: FakeNetwork) {
    this.signalling = new FakeSignalling(network, this);
    this.connector = {
      attempt: (role, onSignal) => new FakeAttempt(network, this, role, onSignal)
    };
  }

  get isConnected(): boolean {
    return this.#connected;
  }

  get reachesServer(): boolean {
    return this.#connected && this.#hasServer;
  }

  /** The server alone is out of reach: channels that are open stay open. */
  loseServer(): void {
    this.#hasServer = false;
    this.signalling.tell(false);
  }

  findServer(): void {
    this.#hasServer = true;
    this.signalling.tell(true);
  }

  pull(): void {
    this.#connected = false;
    for (const channel of this.channels) channel.close();
    this.channels.clear();
    this.signalling.tell(false);
  }

  pushIn(): void {
    this.#connected = true;
    this.signalling.tell(true);
  }
}

class FakeSignalling implements Signalling {
  readonly #network: FakeNetwork;
  readonly #plug: Plug;
  readonly #topics = new Map<string, Set<(message: Bytes) => void>>();
  readonly #listeners = new Listeners<boolean>();

  constructor(network: FakeNetwork, plug: Plug) {
    this.#network = network;
    this.#plug = plug;
  }

  get reachable(): boolean {
    return this.#plug.reachesServer;
  }

  onReachable(listener: (reachable: boolean) => void): () => void {
    listener(this.reachable);
    return this.#listeners.add(listener);
  }

  subscribe(topic: string, listener: (message: Bytes) => void): () => void {
    const listeners = this.#topics.get(topic) ?? new Set();
    this.#topics.set(topic, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  publish(topic: string, message: Bytes): void {
    this.#network.publish(this.#plug, topic, message);
  }

  deliver(topic: string, message: Bytes): void {
    for (const listener of this.#topics.get(topic) ?? []) listener(message);
  }

  tell(reachable: boolean): void {
    this.#listeners.tell(reachable);
  }
}

class FakeAttempt implements ConnectionAttempt {
  readonly channel: Promise<Channel | null>;
  readonly #network: FakeNetwork;
  readonly #plug: Plug;
  #resolve: (channel: Channel | null) => void = () => undefined;
  #channel: FakeChannel | null = null;

  constructor(
    network: FakeNetwork,
    plug: Plug,
    role: SessionRole,
    onSignal: (signal: string) => void
  ) {
    this.#network = network;
    this.#plug = plug;
    this.channel = new Promise((resolve) => (this.#resolve = resolve));
    if (role === 'offerer') queueMicrotask(() => onSignal(network.offer(this, plug)));
  }

  signal(signal: string): void {
    this.#network.answer(signal, this, this.#plug);
  }

  open(channel: FakeChannel): void {
    this.#channel = channel;
    this.#resolve(channel);
  }

  close(): void {
    this.#resolve(null);
    this.#channel?.close();
  }
}

class FakeChannel implements Channel {
  other: FakeChannel | null = null;
  isSilent = false;
  #listener: { frame(frame: Bytes): void; closed(): void } | null = null;
  #early: Bytes[] = [];
  #closed = false;

  get isOpen(): boolean {
    return !this.#closed;
  }

  send(frame: Bytes): void {
    if (this.#closed || this.isSilent) return;
    const bytes = copyBytes(frame);
    const { other } = this;
    setImmediate(() => other?.take(bytes));
  }

  ready(): Promise<void> {
    return Promise.resolve();
  }

  listen(listener: { frame(frame: Bytes): void; closed(): void }): void {
    this.#listener = listener;
    for (const frame of this.#early.splice(0)) listener.frame(frame);
  }

  take(frame: Bytes): void {
    if (this.#closed) return;
    if (this.#listener) this.#listener.frame(frame);
    else this.#early.push(frame);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#listener?.closed();
    this.other?.close();
  }
}
