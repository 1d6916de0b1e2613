import type { Id } from '#lib/core/base/index.ts';
import type { Clocks } from './check-update.ts';

/** One Yjs client in one document: whose it is, and how far it had come at each of their entries. */
export interface Client {
  client: number;
  deviceId: Id;
  slot: number;
  /** A body of it had no effect, so none after it can have. */
  stopped: boolean;
  /** [seq, clock after it], rising. */
  marks: [number, number][];
}

/** The clock a client had reached for somebody who had read its device's log up to `seq`. */
function clockAt({ marks }: Client, seq: number): number {
  let low = 0;
  let high = marks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((marks[middle]?.[0] ?? 0) <= seq) low = middle + 1;
    else high = middle;
  }
  return marks[low - 1]?.[1] ?? 0;
}

export const latestClock = ({ marks }: Client): number => marks.at(-1)?.[1] ?? 0;

/** What an author had read of a document, client by client. */
export const clocksAt = (
  clients: Iterable<Client>,
  readUpTo: (deviceId: Id, slot: number) => number
): Clocks =>
  new Map(
    [...clients].map((client) => {
      const { deviceId, slot } = client;
      return [client.client, clockAt(client, readUpTo(deviceId, slot))];
    })
  );
