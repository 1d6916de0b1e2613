import { type Bytes, copyBytes, Listeners } from '#lib/core/base/index.ts';
import type { Signalling } from '#lib/core/sync/index.ts';
import { parseServerMessage } from '../../../../signaling/protocol.ts';
import { Outgoing } from './outgoing.ts';

const firstRetryMs = 500;
const longestRetryMs = 15_000;
const pingEveryMs = 10_000;
const pongWithinMs = 6_000;
const longestMessage = 22_000;

/** One WebSocket to the signalling server for all topics of this device; it comes back by itself. */
export class SignalingClient implements Signalling {
  readonly #url: string;
  readonly #topics = new Map<string, Set<(message: Bytes) => void>>();
  readonly #outgoing = new Outgoing();
  readonly #reachability = new Listeners<boolean>();
  #socket: WebSocket | null = null;
  #open = false;
  #retryMs = firstRetryMs;
  #timers = new Set<ReturnType<typeof setTimeout>>();
  #pong: ReturnType<typeof setTimeout> | null = null;
  #sending: ReturnType<typeof setTimeout> | null = null;
  #closed = false;

  constructor(url: string) {
    this.#url = url;
    this.#connect();
    globalThis.addEventListener('online', this.#online);
    globalThis.addEventListener('offline', this.#offline);
  }

  get reachable(): boolean {
    return this.#open;
  }

  onReachable(listener: (reachable: boolean) => void): () => void {
    listener(this.#open);
    return this.#reachability.add(listener);
  }

  subscribe(topic: string, listener: (message: Bytes) => void): () => void {
    const listeners = this.#topics.get(topic) ?? new Set();
    if (listeners.size === 0) this.#outgoing.subscribe(topic);
    this.#topics.set(topic, listeners.add(listener));
    this.#sendSoon();
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0 || !this.#topics.delete(topic)) return;
      this.#outgoing.unsubscribe(topic);
      this.#sendSoon();
    };
  }

  publish(topic: string, message: Bytes): void {
    const data = toBase64(message);
    if (!this.#open || data.length > longestMessage) return;
    this.#outgoing.publish(topic, data);
    this.#sendSoon();
  }

  close(): void {
    this.#closed = true;
    globalThis.removeEventListener('online', this.#online);
    globalThis.removeEventListener('offline', this.#offline);
    this.#drop();
  }

  /** Once everything that is asked for at one time is here: many topics go in one message. */
  #sendSoon(pauseMs = 0): void {
    if (!this.#open) return;
    this.#sending ??= this.#after(pauseMs, () => {
      this.#sending = null;
      this.#send();
    });
  }

  #send(): void {
    const now = performance.now();
    for (let next = this.#outgoing.next(now); next; next = this.#outgoing.next(now)) {
      this.#socket?.send(JSON.stringify(next));
    }
    const pause = this.#outgoing.pause();
    if (pause !== null) this.#sendSoon(pause);
  }

  #connect(): void {
    if (this.#closed || this.#socket) return;
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    // A carrier that swallows the handshake would keep us waiting for minutes.
    this.#after(pongWithinMs, () => {
      if (!this.#open && this.#socket === socket) this.#lost(socket);
    });
    socket.onopen = () => this.#opened(socket);
    socket.onmessage = ({ data }) => this.#hear(data);
    socket.onclose = () => this.#lost(socket);
  }

  #opened(socket: WebSocket): void {
    if (this.#socket !== socket) return;
    this.#open = true;
    this.#retryMs = firstRetryMs;
    this.#outgoing.begin(performance.now());
    this.#send();
    this.#ping();
    this.#reachability.tell(true);
  }

  #ping(): void {
    this.#after(pingEveryMs, () => {
      const socket = this.#socket;
      if (!socket || !this.#open) return;
      this.#outgoing.ping();
      this.#outgoing.askAgain();
      this.#sendSoon();
      this.#pong = this.#after(pongWithinMs, () => this.#lost(socket));
      this.#ping();
    });
  }

  #hear(frame: unknown): void {
    const message = parseServerMessage(frame);
    if (!message.ok) return;
    if (message.value.type === 'pong') {
      if (this.#pong) clearTimeout(this.#pong);
      return;
    }
    const { topic, data } = message.value;
    this.#outgoing.heardFrom(topic);
    const bytes = typeof data === 'string' ? fromBase64(data) : null;
    if (bytes) for (const listener of this.#topics.get(topic) ?? []) listener(bytes);
  }

  #lost(socket: WebSocket): void {
    if (this.#socket !== socket) return;
    this.#drop();
    if (this.#closed) return;
    this.#after(this.#retryMs * (0.5 + Math.random()), () => this.#connect());
    this.#retryMs = Math.min(longestRetryMs, this.#retryMs * 2);
  }

  #drop(): void {
    const wasOpen = this.#open;
    const socket = this.#socket;
    this.#open = false;
    this.#socket = null;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#sending = null;
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
    if (wasOpen) this.#reachability.tell(false);
  }

  readonly #online = () => {
    this.#retryMs = firstRetryMs;
    this.#connect();
  };

  readonly #offline = () => {
    if (this.#socket) this.#lost(this.#socket);
  };

  #after(ms: number, action: () => void): ReturnType<typeof setTimeout> {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, ms);
    this.#timers.add(timer);
    return timer;
  }
}

function toBase64(bytes: Bytes): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

function fromBase64(text: string): Bytes | null {
  try {
    return copyBytes(Uint8Array.from(atob(text), (character) => character.charCodeAt(0)));
  } catch {
    return null;
  }
}
