import type { Bytes } from '#lib/core/base/index.ts';
import type { SessionRole } from '#lib/core/sync/index.ts';

/** What the vault asks of the one tab that runs the network … */
export type ToNetworkTab =
  | { type: 'attempt'; id: number; role: SessionRole }
  | { type: 'signal'; id: number; signal: string }
  | { type: 'frame'; id: number; frame: Bytes }
  | { type: 'close'; id: number }
  | { type: 'pulse' };

/** … and what that tab says. */
export type FromNetworkTab =
  | { type: 'signal'; id: number; signal: string }
  | { type: 'open'; id: number }
  | { type: 'frame'; id: number; frame: Bytes }
  /** A frame has left for the wire: so many bytes fewer wait in the tab. */
  | { type: 'sent'; id: number; bytes: number }
  | { type: 'closed'; id: number }
  | { type: 'pulse' };
