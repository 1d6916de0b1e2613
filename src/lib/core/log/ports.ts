import type { Bytes, Id } from '#lib/core/base/index.ts';
import type { StorageChange } from '#lib/core/storage/index.ts';
import type { DocKind, Domain } from './domain.ts';
import type { Meta } from './meta.ts';

/** An entry that has found its place: what content, catalogue and exchange work with. */
export interface LogEntry {
  deviceId: Id;
  seq: number;
  /** Its place in the order of arrival here: every entry stands behind all it depends on. */
  arrival: number;
  hash: Bytes;
  bytes: Bytes;
  meta: Meta;
  /** Counts as the ledger stands now. */
  accepted: boolean;
  body: Bytes | null;
  /** How far the author had read each other device's log of the same domain. */
  readUpTo: (deviceId: Id) => number;
}

/** A document, whatever kind it is of. */
export interface DocumentName {
  docKind: DocKind;
  docId: Id;
}

export interface Taken {
  changes: StorageChange[];
  committed: () => void;
}

/**
 * What content makes of accepted entries: records to commit together with them, and what to do in
 * memory once they are. The log knows content through this port only.
 */
export interface ContentCodec {
  take(entry: LogEntry): Promise<Taken>;
  /** Makes documents anew from the entries that count now, in the order given. */
  rebuild(documents: readonly DocumentName[], entries: AsyncIterable<LogEntry>): Promise<Taken>;
  /** The transaction failed: what was taken since the last one must be forgotten. */
  abandon(): void;
}

/** Where a received run of envelopes stopped, if it did. */
export type Obstacle =
  | 'nothing'
  /** Something it stands on is not here yet: ledger, key, log entry. Ask again later. */
  | 'waiting'
  /** Malformed, forged or unlinked: no fault of the carrier can explain it. */
  | 'refused'
  /** From a newer version of the protocol: this space can only be read. */
  | 'newer';

export interface Intake {
  taken: LogEntry[];
  obstacle: Obstacle;
}

/** What came from a device after its writer had lost the power to write it. */
export interface LateChanges {
  deviceId: Id;
  domain: Domain;
  /** The last entry that counts; 0: none. */
  after: number;
  /** The last entry that an administrator might adopt. */
  upTo: number;
}
