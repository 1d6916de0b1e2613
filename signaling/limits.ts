import { wireLimits } from './protocol.ts';

/** How much the server takes from anybody before it says no. */
export interface Limits {
  readonly frameBytes: number;
  readonly topicsPerSocket: number;
  readonly joinsPerSecond: number;
  readonly messagesPerSecond: number;
  readonly burst: number;
  readonly socketsPerTopic: number;
  /** A hospital is one address, so this is generous. */
  readonly socketsPerAddress: number;
  readonly connections: number;
  /** Refusals that a socket is forgiven at once, and per second after that. */
  readonly refusalBurst: number;
  readonly refusalsPerSecond: number;
  /** Bytes that may wait for one slow reader. */
  readonly queuedBytes: number;
  /** Silence after which a socket is pinged, and again for each ping it missed. */
  readonly idleMs: number;
  readonly missedPings: number;
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly connectionsCheckingIntervalMs: number;
  /** A response nobody reads, or a closing handshake nobody answers, is given up after this. */
  readonly stalledResponseMs: number;
  readonly closingHandshakeMs: number;
}

export const defaultLimits: Limits = {
  ...wireLimits,
  socketsPerTopic: 64,
  socketsPerAddress: 500,
  connections: 10_000,
  refusalBurst: 60,
  refusalsPerSecond: 1,
  queuedBytes: 64 * 1024,
  idleMs: 60_000,
  missedPings: 2,
  headersTimeoutMs: 5_000,
  requestTimeoutMs: 10_000,
  connectionsCheckingIntervalMs: 5_000,
  stalledResponseMs: 60_000,
  closingHandshakeMs: 2_000
};
