import type { Bytes } from '#lib/core/base/index.ts';

/** A reliable, ordered carrier of frames between two devices; it promises nothing of secrecy. */
export interface Channel {
  /** At most `maxFrame` bytes. Frames to a closed channel are dropped. */
  send(frame: Bytes): void;
  /** Resolves when the carrier has drained enough to take more; at once when it is closed. */
  ready(): Promise<void>;
  /** Set once, before anything can arrive. */
  listen(listener: { frame(frame: Bytes): void; closed(): void }): void;
  close(): void;
}

/** Firefox loses what is larger than it announces, so frames stay well below every browser's limit. */
export const maxFrame = 65_536;

/** Opens channels to devices whose signals are carried by somebody else. */
export interface Connector {
  /** Null when this device cannot open channels just now (no window to do it in). */
  attempt(role: SessionRole, onSignal: (signal: string) => void): ConnectionAttempt | null;
}

export interface ConnectionAttempt {
  /** A description or candidate of the other side. */
  signal(signal: string): void;
  /** Resolves to null when no path opens. */
  readonly channel: Promise<Channel | null>;
  close(): void;
}

export type SessionRole = 'offerer' | 'answerer';

/** The thin server that introduces devices: topics in, topics out. It sees sealed bytes only. */
export interface Signalling {
  subscribe(topic: string, listener: (message: Bytes) => void): () => void;
  publish(topic: string, message: Bytes): void;
  /** True while the server can be reached. */
  readonly reachable: boolean;
  /** Called now and whenever the server becomes reachable, or stops being so. */
  onReachable(listener: (reachable: boolean) => void): () => void;
}
