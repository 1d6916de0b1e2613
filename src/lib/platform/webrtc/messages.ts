import type { Bytes } from '#lib/core/base/index.ts';
import type { SessionRole } from '#lib/core/sync/index.ts';

/** What the vault asks of the one tab that runs the network … */
export type ToNetworkTab =
  /** Frames of this connection go through `frames`. */
  | { type: 'attempt'; id: number; role: SessionRole; frames: MessagePort }
  | { type: 'signal'; id: number; signal: string }
  | { type: 'close'; id: number }
  | { type: 'pulse' };

/** … and what that tab says. */
export type FromNetworkTab =
  | { type: 'signal'; id: number; signal: string }
  | { type: 'closed'; id: number }
  | { type: 'pulse' };

/** What the vault tells the carrier of one connection … */
export type ToCarrier = { type: 'frame'; frame: Bytes } | { type: 'close' };

/** … and what the carrier says. */
export type FromCarrier =
  | { type: 'open' }
  | { type: 'frame'; frame: Bytes }
  /** A frame has left for the wire: so many bytes fewer wait here. */
  | { type: 'sent'; bytes: number }
  | { type: 'closed' };
