import type { Bytes, Id } from '#lib/core/base/index.ts';
import type { StorageChange } from '#lib/core/storage/index.ts';
import type { DocKind, Domain } from './domain.ts';
import type { Meta } from './meta.ts';

/** An entry that has found its place: what content, catalogue and exchange work with. */
export interface LogEntry {
  deviceId: Id;
  /** The device's id; another where it was forked and this lies on another branch. */
  log: Id;
  seq: number;
  /** Its place in the order of arrival here: every entry stands behind all it depends on. */
  arrival: number;
  hash: Bytes;
  bytes: Bytes;
  meta: Meta;
  /** Counts as the ledger stands now. */
  accepted: boolean;
  body: Bytes | null;
  /** How far the author had read what a device's slot wrote in this document. */
  readUpTo: (deviceId: Id, slot: number) => number;
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

/** Why an envelope was not taken. */
export type Obstacle =
  /** Something it stands on is not here yet: ledger, key, log entry. Ask again later. */
  | 'waiting'
  /** It goes on another branch of its author's log, of which what comes before is not here. */
  | 'branched'
  /** Malformed or forged: no fault of its author can explain it. */
  | 'refused'
  /** From a newer version of the protocol: this space can only be read. */
  | 'newer';

export interface Intake {
  taken: LogEntry[];
  /** Of each device of which not all was taken: why. What stands behind it waits as well. */
  stuck: ReadonlyMap<Id, Obstacle>;
  /** Something was refused: nothing behind it was looked at. */
  refused: boolean;
  /** Whose entries among the taken ones are such as their authors had no right to write. */
  unentitled: readonly Id[];
}

/** What is kept of a log and does not count: it came too late, or its device was forked. */
export interface LateChanges {
  deviceId: Id;
  log: Id;
  /** Two different entries with one number are known of the device. */
  forked: boolean;
  domain: Domain;
  /** The last entry that counts; 0: none. */
  after: number;
  /** The last entry that an administrator might adopt. */
  upTo: number;
}
