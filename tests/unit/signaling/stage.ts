import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { onTestFinished } from 'vitest';
import { WebSocket, type ClientOptions } from 'ws';
import type { Peer } from '../../../signaling/hub.ts';
import {
  createSignalingServer,
  type SignalingServer,
  type SignalingServerOptions
} from '../../../signaling/server.ts';

/** A clock that moves only when told to. */
export class Clock {
  ms = 0;
  readonly now = (): number => this.ms;
}

/** A socket on paper: remembers what was sent to it and how it ended. */
export class PaperPeer implements Peer {
  queuedBytes = 0;
  pings = 0;
  closedWith: number | undefined;
  readonly heard: unknown[] = [];

  send(text: string): void {
    this.heard.push(JSON.parse(text));
  }
  ping(): void {
    this.pings += 1;
  }
  close(code: number): void {
    this.closedWith = code;
  }
}

export async function startServer(
  options: Partial<SignalingServerOptions> = {}
): Promise<SignalingServer> {
  const server = await createSignalingServer({ port: 0, ...options });
  onTestFinished(() => server.close());
  return server;
}

/** A person's browser as far as the signalling server can tell: a socket with an Origin. */
export class Device {
  readonly socket: WebSocket;
  readonly opened: Promise<unknown>;
  readonly closed: Promise<number>;
  readonly #heard: unknown[] = [];
  #taken = 0;

  constructor(port: number, options: ClientOptions = { origin: `http://127.0.0.1:${port}` }) {
    this.socket = new WebSocket(`ws://127.0.0.1:${port}/signal`, options);
    this.opened = once(this.socket, 'open');
    this.opened.catch(() => {});
    this.closed = new Promise((resolve) => this.socket.on('close', resolve));
    this.socket.on('error', () => {});
    this.socket.on('message', (data) => this.#heard.push(JSON.parse((data as Buffer).toString())));
  }

  static async open(port: number, options?: ClientOptions): Promise<Device> {
    const device = new Device(port, options);
    onTestFinished(() => device.socket.terminate());
    await device.opened;
    return device;
  }

  say(message: unknown): void {
    this.socket.send(JSON.stringify(message));
  }

  /** The next message not yet taken, waiting for it if need be. */
  async next(): Promise<unknown> {
    while (this.#heard.length <= this.#taken) await once(this.socket, 'message');
    return this.#heard[this.#taken++];
  }

  /** Resolves once the server has dealt with everything said so far. */
  async settled(): Promise<void> {
    this.say({ type: 'ping' });
    await this.next();
  }
}

/** The status with which the server turns an upgrade away. */
export async function refusedStatus(port: number, options: ClientOptions, path = '/signal') {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, options);
  socket.on('error', () => {});
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
  response.resume();
  socket.terminate();
  return response.statusCode;
}
