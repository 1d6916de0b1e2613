import { type ClientMessage, wireLimits } from '../../../../signaling/protocol.ts';

const share = (limit: number, of: number): number => Math.floor(limit * of);

/** Less than the server grants, so that what the network bunches up is within its limits too. */
const pace = {
  burst: share(wireLimits.burst, 0.5),
  messagesPerSecond: share(wireLimits.messagesPerSecond, 0.75),
  joinsPerSecond: share(wireLimits.joinsPerSecond, 0.75)
};
/** Of more, the oldest goes: devices that want to meet say again what matters. */
const mostWaiting = 256;
const askedAgainAtOnce = 8;
/** A subscribe waits until it has so many topics or all, or it would be in the way of the rest. */
const joinsAtOnce = 8;

/**
 * What a device wants to say to the signalling server, and how much of it may be said now. The
 * server drops what comes too fast without a word, so nothing here goes faster than it may, and a
 * topic from which nothing was heard yet is asked for again now and then.
 */
export class Outgoing {
  /** The topics to be in, in the order in which they were asked for. */
  readonly #topics = new Set<string>();
  readonly #toJoin = new Set<string>();
  readonly #toLeave = new Set<string>();
  /** Asked for, and nothing has come from there. */
  readonly #unsure = new Set<string>();
  #publishes: Extract<ClientMessage, { type: 'publish' }>[] = [];
  #wantsPing = false;
  #messages = new Allowance(pace.messagesPerSecond);
  #joins = new Allowance(pace.joinsPerSecond);

  subscribe(topic: string): void {
    this.#topics.add(topic);
    if (this.#toLeave.delete(topic)) this.#unsure.add(topic);
    else this.#toJoin.add(topic);
  }

  unsubscribe(topic: string): void {
    this.#topics.delete(topic);
    this.#unsure.delete(topic);
    this.#publishes = this.#publishes.filter((waiting) => waiting.topic !== topic);
    if (!this.#toJoin.delete(topic)) this.#toLeave.add(topic);
  }

  publish(topic: string, data: string): void {
    this.#publishes.push({ type: 'publish', topic, data });
    if (this.#publishes.length > mostWaiting) this.#publishes.shift();
  }

  ping(): void {
    this.#wantsPing = true;
  }

  /** Something came from this topic: we are in it. */
  heardFrom(topic: string): void {
    this.#unsure.delete(topic);
  }

  /** Some of the topics from which nothing has come are asked for again, others the next time. */
  askAgain(): void {
    const some = [...this.#unsure].slice(0, askedAgainAtOnce);
    for (const topic of some) {
      this.#unsure.delete(topic);
      this.#toJoin.add(topic);
    }
  }

  /** A new connection: the server knows nothing of us, and what waited is out of date. */
  begin(now: number): void {
    this.#messages = new Allowance(pace.messagesPerSecond, now);
    this.#joins = new Allowance(pace.joinsPerSecond, now);
    this.#toLeave.clear();
    this.#unsure.clear();
    this.#publishes = [];
    for (const topic of this.#topics) this.#toJoin.add(topic);
  }

  /** The next message that may be said now; null when nothing may, or nothing is left. */
  next(now: number): ClientMessage | null {
    if (!this.#messages.has(now)) return null;
    const message = this.#choose(now);
    if (message) this.#messages.take(1);
    return message;
  }

  /** Milliseconds until more may be said; null when nothing waits. */
  pause(): number | null {
    const waits =
      this.#wantsPing ||
      this.#toLeave.size > 0 ||
      this.#joinable().length > 0 ||
      this.#nextPublish() >= 0;
    return waits ? 1_000 / pace.messagesPerSecond : null;
  }

  #choose(now: number): ClientMessage | null {
    if (this.#wantsPing) {
      this.#wantsPing = false;
      return { type: 'ping' };
    }
    // Leaving first: a full server makes room by it.
    if (this.#toLeave.size > 0) {
      const topics = [...this.#toLeave].slice(0, wireLimits.topicsPerSocket);
      for (const topic of topics) this.#toLeave.delete(topic);
      return { type: 'unsubscribe', topics };
    }
    const joinable = this.#joinable();
    const topics = joinable.slice(0, this.#joins.has(now));
    if (topics.length > 0 && (topics.length >= joinsAtOnce || topics.length === joinable.length)) {
      this.#joins.take(topics.length);
      for (const topic of topics) {
        this.#toJoin.delete(topic);
        this.#unsure.add(topic);
      }
      return { type: 'subscribe', topics };
    }
    const at = this.#nextPublish();
    return at < 0 ? null : (this.#publishes.splice(at, 1)[0] ?? null);
  }

  /** Nobody may publish where they are not, so what is for a topic waits until it is joined. */
  #nextPublish(): number {
    return this.#publishes.findIndex(({ topic }) => !this.#toJoin.has(topic));
  }

  /** No more topics than the server has room for; the others wait until one is left. */
  #joinable(): string[] {
    if (this.#toJoin.size === 0) return [];
    return [...this.#topics]
      .slice(0, wireLimits.topicsPerSocket)
      .filter((topic) => this.#toJoin.has(topic));
  }
}

/** A token bucket, as the server's. */
class Allowance {
  readonly #perSecond: number;
  #left: number = pace.burst;
  #countedAt: number;

  constructor(perSecond: number, now = 0) {
    this.#perSecond = perSecond;
    this.#countedAt = now;
  }

  /** How many are left. */
  has(now: number): number {
    const earned = (Math.max(0, now - this.#countedAt) / 1_000) * this.#perSecond;
    this.#left = Math.min(pace.burst, this.#left + earned);
    this.#countedAt = now;
    return Math.floor(this.#left);
  }

  take(number: number): void {
    this.#left -= number;
  }
}
