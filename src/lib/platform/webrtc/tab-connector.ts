import { Listeners, type Bytes } from '#lib/core/base/index.ts';
import type { Channel, ConnectionAttempt, Connector, SessionRole } from '#lib/core/sync/index.ts';
import type { FromCarrier, FromNetworkTab, ToCarrier, ToNetworkTab } from './messages.ts';

const mostOutstanding = 2_097_152;
const pulseEveryMs = 5_000;
const silentMs = 15_000;

/** Opens channels by way of whichever tab runs the network; none runs it, none can be opened. */
export class TabConnector implements Connector {
  /** `wanted`: the tab that ran the network has gone or hangs. */
  readonly news = new Listeners<'ready' | 'wanted'>();
  #port: MessagePort | null = null;
  #connections = new Map<number, TabConnection>();
  #next = 0;
  #lastPulse = 0;
  #pulse: ReturnType<typeof setInterval> | null = null;

  attempt(role: SessionRole, onSignal: (signal: string) => void): ConnectionAttempt | null {
    if (!this.#port) return null;
    const id = this.#next++;
    const { port1, port2: frames } = new MessageChannel();
    const connection = new TabConnection(id, port1, onSignal, (message) => this.#say(message));
    this.#connections.set(id, connection);
    this.#port.postMessage({ type: 'attempt', id, role, frames } satisfies ToNetworkTab, [frames]);
    return connection;
  }

  /** A tab offers to run the network; it takes the place of the one before. */
  lend(port: MessagePort): void {
    this.#loseTab();
    this.#port = port;
    port.onmessage = ({ data }: MessageEvent<FromNetworkTab>) => this.#hear(data);
    this.#lastPulse = Date.now();
    this.#pulse = setInterval(() => this.#checkPulse(), pulseEveryMs);
    this.news.tell('ready');
  }

  /** The tab that lent this port is gone. */
  lost(port: MessagePort): void {
    if (this.#port !== port) return;
    this.#loseTab();
    this.news.tell('wanted');
  }

  close(): void {
    this.#loseTab();
  }

  #loseTab(): void {
    if (this.#pulse) clearInterval(this.#pulse);
    this.#pulse = null;
    this.#port?.close();
    this.#port = null;
    const connections = [...this.#connections.values()];
    this.#connections.clear();
    for (const connection of connections) connection.ended();
  }

  /** A tab whose main thread hangs keeps its lock, so silence is what tells. */
  #checkPulse(): void {
    if (Date.now() - this.#lastPulse > silentMs) {
      this.#loseTab();
      this.news.tell('wanted');
    } else this.#say({ type: 'pulse' });
  }

  #say(message: ToNetworkTab): void {
    if (message.type === 'close') this.#connections.delete(message.id);
    this.#port?.postMessage(message);
  }

  #hear(message: FromNetworkTab): void {
    this.#lastPulse = Date.now();
    if (message.type === 'pulse') return;
    const connection = this.#connections.get(message.id);
    if (!connection) return;
    if (message.type === 'closed') {
      this.#connections.delete(message.id);
      connection.ended();
    } else connection.hearSignal(message.signal);
  }
}

class TabConnection implements ConnectionAttempt, Channel {
  readonly channel: Promise<Channel | null>;
  readonly #id: number;
  readonly #frames: MessagePort;
  readonly #onSignal: (signal: string) => void;
  readonly #say: (message: ToNetworkTab) => void;
  #resolve: (channel: Channel | null) => void = () => undefined;
  #listener: { frame(frame: Bytes): void; closed(): void } | null = null;
  #early: Bytes[] = [];
  #outstanding = 0;
  #whenReady: (() => void)[] = [];
  #ended = false;

  constructor(
    id: number,
    frames: MessagePort,
    onSignal: (signal: string) => void,
    say: (message: ToNetworkTab) => void
  ) {
    this.#id = id;
    this.#frames = frames;
    frames.onmessage = ({ data }: MessageEvent<FromCarrier>) => this.#hear(data);
    this.#onSignal = onSignal;
    this.#say = say;
    this.channel = new Promise((resolve) => (this.#resolve = resolve));
  }

  signal(signal: string): void {
    this.#say({ type: 'signal', id: this.#id, signal });
  }

  send(frame: Bytes): void {
    if (this.#ended) return;
    this.#outstanding += frame.length;
    this.#tellCarrier({ type: 'frame', frame });
  }

  ready(): Promise<void> {
    if (this.#ended || this.#outstanding < mostOutstanding) return Promise.resolve();
    return new Promise((resolve) => this.#whenReady.push(resolve));
  }

  listen(listener: { frame(frame: Bytes): void; closed(): void }): void {
    this.#listener = listener;
    for (const frame of this.#early.splice(0)) listener.frame(frame);
    if (this.#ended) listener.closed();
  }

  close(): void {
    if (this.#ended) return;
    this.#say({ type: 'close', id: this.#id });
    this.ended();
  }

  hearSignal(signal: string): void {
    this.#onSignal(signal);
  }

  #hear(message: FromCarrier): void {
    switch (message.type) {
      case 'open':
        return this.#resolve(this);
      case 'frame':
        if (this.#listener) this.#listener.frame(message.frame);
        else this.#early.push(message.frame);
        return;
      case 'sent':
        this.#outstanding -= message.bytes;
        if (this.#outstanding < mostOutstanding) this.#release();
        return;
      case 'closed':
        return this.close();
    }
  }

  ended(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#tellCarrier({ type: 'close' });
    this.#frames.close();
    this.#release();
    this.#resolve(null);
    this.#listener?.closed();
  }

  #tellCarrier(message: ToCarrier): void {
    this.#frames.postMessage(message, message.type === 'frame' ? [message.frame.buffer] : []);
  }

  #release(): void {
    for (const ready of this.#whenReady.splice(0)) ready();
  }
}
