import { Allowance } from './allowance.ts';
import type { Limits } from './limits.ts';
import { closeCodes, parseClientMessage } from './protocol.ts';
import type { ClientMessage, ServerMessage } from './protocol.ts';
import type { Refusal } from './refusals.ts';

/** What the hub needs of a socket. None of it may throw. */
export interface Peer {
  readonly queuedBytes: number;
  send(text: string): void;
  ping(): void;
  close(code: number): void;
}

interface HubPorts {
  readonly limits: Limits;
  /** Milliseconds of a clock that never runs backwards. */
  readonly now: () => number;
  readonly count: (refusal: Refusal) => void;
}

interface Presence {
  readonly address: string;
  readonly topics: Set<string>;
  readonly messages: Allowance;
  readonly joins: Allowance;
  readonly patience: Allowance;
  heardAtMs: number;
  missedPings: number;
}

/**
 * Who listens to which topic, and who has asked for too much. Relays within a topic and keeps
 * nothing: no message outlives the call that brought it.
 */
export class Hub {
  readonly #limits: Limits;
  readonly #now: () => number;
  readonly #count: (refusal: Refusal) => void;
  readonly #presences = new Map<Peer, Presence>();
  readonly #subscribers = new Map<string, Set<Peer>>();
  readonly #peersByAddress = new Map<string, number>();

  constructor({ limits, now, count }: HubPorts) {
    this.#limits = limits;
    this.#now = now;
    this.#count = count;
  }

  get topicCount(): number {
    return this.#subscribers.size;
  }

  hasRoomFor(address: string): boolean {
    return (this.#peersByAddress.get(address) ?? 0) < this.#limits.socketsPerAddress;
  }

  enter(peer: Peer, address: string): void {
    const { messagesPerSecond, joinsPerSecond, burst } = this.#limits;
    const { refusalsPerSecond, refusalBurst } = this.#limits;
    const now = this.#now();
    this.#peersByAddress.set(address, (this.#peersByAddress.get(address) ?? 0) + 1);
    this.#presences.set(peer, {
      address,
      topics: new Set(),
      messages: new Allowance(messagesPerSecond, burst, now),
      joins: new Allowance(joinsPerSecond, burst, now),
      patience: new Allowance(refusalsPerSecond, refusalBurst, now),
      heardAtMs: now,
      missedPings: 0
    });
  }

  /** One frame from a peer: text as a string, anything else as it came. */
  receive(peer: Peer, frame: unknown): void {
    const presence = this.#hear(peer);
    if (!presence) return;
    const parsed = parseClientMessage(frame);
    if (parsed.ok) return this.#act(peer, presence, parsed.value);
    if (parsed.error === 'unknown-type') return this.#refuse(peer, presence, parsed.error);
    const isText = parsed.error !== 'not-text';
    this.#count(parsed.error);
    this.#showOut(peer, isText ? closeCodes.notUnderstood : closeCodes.notText);
  }

  /** A sign of life without content. It counts as a message, or pings would be free. */
  hear(peer: Peer): void {
    this.#hear(peer);
  }

  leave(peer: Peer): void {
    const presence = this.#presences.get(peer);
    if (!presence) return;
    this.#presences.delete(peer);
    for (const topic of presence.topics) this.#part(peer, topic);
    const others = (this.#peersByAddress.get(presence.address) ?? 1) - 1;
    if (others > 0) this.#peersByAddress.set(presence.address, others);
    else this.#peersByAddress.delete(presence.address);
  }

  /** Pings who has long been silent, and shows out who answered none of the pings. */
  sweep(): void {
    const { idleMs, missedPings } = this.#limits;
    const now = this.#now();
    for (const [peer, presence] of this.#presences) {
      if (now - presence.heardAtMs < idleMs * (presence.missedPings + 1)) continue;
      if (presence.missedPings < missedPings) {
        presence.missedPings += 1;
        peer.ping();
      } else {
        this.#count('silent');
        this.#showOut(peer, closeCodes.limitExceeded);
      }
    }
  }

  #hear(peer: Peer): Presence | undefined {
    const presence = this.#presences.get(peer);
    if (!presence) return undefined;
    const now = this.#now();
    presence.heardAtMs = now;
    presence.missedPings = 0;
    if (presence.messages.take(now)) return presence;
    this.#refuse(peer, presence, 'message-rate');
    return undefined;
  }

  #act(peer: Peer, presence: Presence, message: ClientMessage): void {
    switch (message.type) {
      case 'subscribe':
        return this.#subscribe(peer, presence, message.topics);
      case 'unsubscribe':
        for (const topic of message.topics) {
          if (presence.topics.delete(topic)) this.#part(peer, topic);
        }
        return;
      case 'publish':
        return this.#publish(peer, presence, message.topic, message.data);
      case 'ping':
        return this.#send(peer, toText({ type: 'pong' }));
    }
  }

  #subscribe(peer: Peer, presence: Presence, topics: readonly string[]): void {
    const refusals = topics.flatMap((topic) => this.#join(peer, presence, topic) ?? []);
    const last = refusals.pop();
    refusals.forEach(this.#count);
    if (last) this.#refuse(peer, presence, last);
  }

  #join(peer: Peer, presence: Presence, topic: string): Refusal | undefined {
    if (!presence.joins.take(this.#now())) return 'join-rate';
    if (presence.topics.has(topic)) return undefined;
    if (presence.topics.size >= this.#limits.topicsPerSocket) return 'socket-full';
    const subscribers = this.#subscribers.get(topic) ?? new Set();
    if (subscribers.size >= this.#limits.socketsPerTopic) return 'topic-full';
    this.#subscribers.set(topic, subscribers.add(peer));
    presence.topics.add(topic);
    return undefined;
  }

  #publish(peer: Peer, presence: Presence, topic: string, data: unknown): void {
    const subscribers = this.#subscribers.get(topic);
    if (!subscribers || !presence.topics.has(topic)) {
      return this.#refuse(peer, presence, 'not-subscribed');
    }
    const text = toText({ type: 'publish', topic, data, clients: subscribers.size });
    for (const subscriber of subscribers) this.#send(subscriber, text);
  }

  #send(peer: Peer, text: string): void {
    if (peer.queuedBytes <= this.#limits.queuedBytes) return peer.send(text);
    this.#count('slow-reader');
    this.#showOut(peer, closeCodes.limitExceeded);
  }

  /** Drops what was asked. Who asks too often in vain has to go. */
  #refuse(peer: Peer, presence: Presence, refusal: Refusal): void {
    this.#count(refusal);
    if (presence.patience.take(this.#now())) return;
    this.#count('patience-lost');
    this.#showOut(peer, closeCodes.limitExceeded);
  }

  #showOut(peer: Peer, code: number): void {
    this.leave(peer);
    peer.close(code);
  }

  #part(peer: Peer, topic: string): void {
    const subscribers = this.#subscribers.get(topic);
    subscribers?.delete(peer);
    if (subscribers?.size === 0) this.#subscribers.delete(topic);
  }
}

function toText(message: ServerMessage): string {
  return JSON.stringify(message);
}
