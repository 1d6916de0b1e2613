import type { ParseError } from './protocol.ts';

/** Why something was turned away: all that the server ever says or keeps about it. */
export type Refusal =
  | ParseError
  | 'message-rate'
  | 'join-rate'
  | 'socket-full'
  | 'topic-full'
  | 'not-subscribed'
  | 'slow-reader'
  | 'silent'
  | 'patience-lost'
  | 'foreign-origin'
  | 'no-token'
  | 'address-full'
  | 'wrong-path'
  | 'socket-error'
  | 'server-error';

/** Counts refusals by class. No address, topic, user agent or URL can get in here. */
export class RefusalCounter {
  #counts = new Map<Refusal, number>();

  readonly add = (refusal: Refusal): void => {
    this.#counts.set(refusal, this.of(refusal) + 1);
  };

  of(refusal: Refusal): number {
    return this.#counts.get(refusal) ?? 0;
  }

  /** One line about everything counted since the last call, or nothing if there was nothing. */
  summarise(): string | undefined {
    const counts = [...this.#counts];
    this.#counts = new Map();
    if (counts.length === 0) return undefined;
    return `Signalling refused: ${counts.map(([refusal, n]) => `${refusal} ${n}`).join(', ')}`;
  }
}
