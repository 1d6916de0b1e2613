import type { Result } from '#lib/core/base/index.ts';
import type { ImportFailure, ImportNote } from '#lib/core/importing/index.ts';
import type { Highlighted } from '#lib/core/search/index.ts';
import type { CopyCalls } from './copy-types.ts';
import type { InvitationCalls } from './invitations/types.ts';
import type { RefusalKind } from './refusals.ts';

/** What a tab must know before it can show anything else. */
export type VaultStatus =
  | { state: 'new' }
  | { state: 'locked'; waitUntil: number }
  | { state: 'open'; protected: boolean }
  | { state: 'unavailable'; reason: UnavailableReason };

export type UnavailableReason = 'storage' | 'cryptography' | 'newer-version' | 'elsewhere';

export type UnlockFailure =
  /** `waitMs`: how long the next try is refused, 1, 2, 4 … 60 seconds. */
  { type: 'wrong-passphrase'; waitMs: number } | { type: 'wait'; waitMs: number };

export type SpaceKind = 'private' | 'community' | 'sub-group' | 'investigation';

/** From low to high: reads · comments · writes · cares for one organisation's people · runs the space. */
export type Role = 'reader' | 'commenter' | 'editor' | 'steward' | 'admin';

/** Why somebody goes, as the one who removes them says. */
export type RemovalReason = 'unsaid' | 'left' | 'lost' | 'role-ended' | 'concern';

/** What the card of a space says. */
export interface SpaceCard {
  name: string;
  purpose: string;
  /** 0 … 7; null: one that goes with the space. */
  colour: number | null;
}

/** Only what the person asked for and may not do, or what is no longer so. */
export type NotEntitled = { type: 'not-entitled' };

/** A person as the members of one space know them. */
export interface Person {
  memberId: string;
  deviceId: string;
  name: string;
  organisation: string;
  /** 0 … 7: a place in the palette that everybody of the space sees alike. */
  colour: number;
}

export interface SpaceSummary {
  /** Local to this device, safe in an address: says nothing about the space. */
  localId: string;
  name: string;
  kind: SpaceKind;
  colour: number;
  /** Organisations and people who can read everything in the space, this person first. */
  organisations: { name: string; people: string[] }[];
  me: { name: string; organisation: string } | null;
  role: Role;
  /** Why nothing can be written here just now, if so. */
  readOnly: 'role' | 'removed' | 'update-needed' | 'copied' | 'no-key' | null;
  purpose: string;
  /** Left out of rail and search on this device until asked for. */
  hidden: boolean;
  /** Changes that came after their writers were removed, for administrators. */
  lateChanges: number;
  /** Others of whose devices two copies have been at work: what these write waits for an administrator. */
  copies: string[];
  /** Own changes that this device had lost, and others gave it back since it was unlocked. */
  takenBack: number;
  /** People who wait for this person to let them in. */
  requests: number;
  documents: number;
  /** Other devices in touch at this moment. */
  here: Person[];
  /** How this device reaches others: not yet tried, no server, waiting for others, in touch. */
  connection: 'off' | 'unreachable' | 'alone' | 'in-touch';
  /** Set while a first copy or a long catching-up is on its way. */
  progress: { have: number; total: number } | null;
}

/** Who belongs to a space, what each may do, and what this person may do about it. */
export interface PeopleOfSpace {
  members: MemberRow[];
  organisations: OrganisationRow[];
  former: { memberId: string; name: string; organisation: string; role: Role }[];
  mayAddOrganisations: boolean;
  mayDescribe: boolean;
}

export interface MemberRow {
  memberId: string;
  name: string;
  orgId: string | null;
  organisation: string;
  role: Role;
  me: boolean;
  /** Milliseconds since 1970, as the admitting device claimed. */
  since: number;
  /** One of their devices is in touch just now. */
  here: boolean;
  devices: DeviceRow[];
  /** Roles this person may give them, theirs not among them. */
  mayBecome: Role[];
  mayRemove: boolean;
}

export interface DeviceRow {
  deviceId: string;
  /** As its owner calls it; may be empty. */
  name: string;
  thisDevice: boolean;
  here: boolean;
  /** The hash of its keys in groups, to be compared by voice. */
  fingerprint: string;
  /** For administrators: how often it sent what was refused, by reason. */
  refused: Partial<Record<RefusalKind, number>>;
  /** Two copies of it have been at work, and nobody has chosen between them. */
  copied: boolean;
  mayRemove: boolean;
}

export interface OrganisationRow {
  orgId: string;
  name: string;
  own: boolean;
  people: number;
  /** Every one of its people may be removed by this person, in one act. */
  mayRemove: boolean;
  /** Roles this person may invite people of it to. */
  mayInviteAs: Role[];
}

/** One line of the membership history. */
export interface HistoryRow {
  /** Milliseconds since 1970, as the author's device claimed. */
  at: number;
  who: string;
  organisation: string;
  /** What they did, in plain words. */
  what: string;
  /** False for what was signed and has no effect. */
  counts: boolean;
}

/**
 * Changes of one device that do not count: they came after its owner had been removed or lost the
 * right to write, or two copies of it were at work and this is what one of them wrote.
 */
export interface LateRow {
  /** By which it is adopted. */
  log: string;
  copied: boolean;
  deviceId: string;
  name: string;
  organisation: string;
  changes: number;
  /** Titles of documents concerned, as far as this device knows them. */
  titles: string[];
}

/** One line of the library. Derived from the document, rebuilt when its schema number rises. */
export interface CatalogueRow {
  docId: string;
  spaceId: string;
  kind: string;
  kindVersion: number;
  title: string;
  summary: string;
  state: string;
  organisation: string;
  areas: string[];
  topics: string[];
  settings: string[];
  eventType: string | null;
  physicalHarm: string | null;
  psychologicalHarm: string | null;
  eventDate: string | null;
  /** Milliseconds since 1970 as the author's device claimed. */
  created: number;
  changed: number;
  changedBy: string;
  words: number;
  /** 0 … 1: the share of the kind's sections that hold text. */
  completeness: number;
  /** Names of other organisations known to have everything of it. */
  heldBy: string[];
}

/** What the thin line above a document says. */
export interface DocumentStanding {
  spaceLocalId: string;
  spaceName: string;
  private: boolean;
  readers: { name: string; people: string[] }[];
  /** Other organisations whose devices have every change of this document. */
  alsoWith: string[];
  /** Changes no other organisation is known to have yet. */
  onTheirWay: number;
}

export interface ImportReport {
  importId: string;
  made: {
    docId: string;
    title: string;
    fileName: string;
    notes: ImportNote[];
    identifiers: number;
  }[];
  failed: { failure: ImportFailure; sentence: string }[];
}

export interface SearchResult {
  row: CatalogueRow;
  title: Highlighted;
  passage: { sectionId: string; text: Highlighted; quote: string } | null;
}

/** Everything that can change under a tab's feet; it asks again for what it shows. */
export type VaultEvent =
  | { type: 'spaces-changed' }
  | { type: 'catalogue-changed'; docIds: string[] }
  | { type: 'invitations-changed' }
  | { type: 'import-progress'; importId: string; done: number; total: number }
  | { type: 'join-progress'; stage: 'looking' | 'asking' | 'copying' }
  /** This person's own requests to be let in. */
  | { type: 'requests-changed' }
  | { type: 'storage-fault'; sentence: string }
  | { type: 'opened' }
  | { type: 'locked' }
  /** The tab that ran the network has gone silent: another is to take over. */
  | { type: 'network-wanted' };

/** One side of the port that belongs to an open document: what the vault says … */
export type VaultToDocument =
  | { type: 'state'; update: Uint8Array; clientId: number | null; mayWrite: boolean }
  | { type: 'update'; update: Uint8Array }
  /** Own changes up to `n` are on this device's disk. */
  | { type: 'committed'; n: number }
  /** Own text below `clock` is sealed and on its way; above it, it is a preview to others. */
  | { type: 'sealed'; clock: number }
  | { type: 'presence'; others: PresentPerson[] }
  | { type: 'standing'; standing: DocumentStanding }
  /**
   * What the tab writes under its slot does not count (it did not go on where the slot stood, or
   * had no effect once sealed): reload the document under a fresh one.
   */
  | { type: 'refused' }
  | { type: 'fault'; sentence: string };

/** … and what the tab says. */
export type DocumentToVault =
  | { type: 'update'; n: number; update: Uint8Array }
  | { type: 'presence'; state: Caret | null }
  /** Seal what is written now: on blur, hide and close. */
  | { type: 'flush' }
  | { type: 'close' };

/** Where somebody's caret stands, as encoded Yjs relative positions. */
export interface Caret {
  anchor: Uint8Array;
  head: Uint8Array;
  preview: { after: Uint8Array; text: string } | null;
}

export interface PresentPerson {
  person: Person;
  /** This person's other tab, not somebody else. */
  mine: boolean;
  caret: Caret | null;
}

/**
 * Everything a tab may ask of the vault. Plain data in, plain data out; every call may fail by
 * the vault ending (lock, crash, update), which callers learn as `VaultEnded`.
 */
export interface Workspace extends CopyCalls, InvitationCalls {
  status(): Promise<VaultStatus>;
  /** First open: `null` leaves the device unprotected, by the person's own choice. */
  create(passphrase: string | null): Promise<Result<undefined, { type: 'too-short' }>>;
  unlock(passphrase: string): Promise<Result<undefined, UnlockFailure>>;
  lock(): Promise<void>;
  /** The tab was used just now: restarts the fifteen minutes. */
  touch(): Promise<void>;

  spaces(): Promise<SpaceSummary[]>;
  /** `kind`: a community when left out. */
  startCommunity(input: {
    community: string;
    name: string;
    organisation: string;
    kind?: Exclude<SpaceKind, 'private'>;
    purpose?: string;
    colour?: number;
  }): Promise<Result<SpaceSummary, { type: 'empty-name' }>>;

  people(spaceLocalId: string): Promise<PeopleOfSpace>;
  setRole(
    spaceLocalId: string,
    memberId: string,
    role: Role
  ): Promise<Result<undefined, NotEntitled>>;
  /** Oneself: to leave. */
  removeMember(
    spaceLocalId: string,
    memberId: string,
    reason: RemovalReason
  ): Promise<Result<undefined, NotEntitled>>;
  /** Everybody of it, in one act. */
  removeOrganisation(
    spaceLocalId: string,
    orgId: string,
    reason: RemovalReason
  ): Promise<Result<undefined, NotEntitled>>;
  removeDevice(
    spaceLocalId: string,
    deviceId: string,
    reason: RemovalReason
  ): Promise<Result<undefined, NotEntitled>>;
  /** What this person calls one of their devices, in every space where they have it. */
  nameDevice(spaceLocalId: string, deviceId: string, name: string): Promise<void>;
  describeSpace(spaceLocalId: string, card: SpaceCard): Promise<Result<undefined, NotEntitled>>;
  hideSpace(spaceLocalId: string, hidden: boolean): Promise<void>;
  /** Newest first. */
  history(spaceLocalId: string): Promise<HistoryRow[]>;
  lateChanges(spaceLocalId: string): Promise<LateRow[]>;
  /** Lets late changes of a device count after all. */
  adoptLateChanges(spaceLocalId: string, log: string): Promise<Result<undefined, NotEntitled>>;
  catalogue(spaceLocalId: string | null): Promise<CatalogueRow[]>;
  createDocument(input: {
    spaceLocalId: string;
    kind: string;
    title: string;
  }): Promise<Result<{ docId: string }, { type: 'not-entitled' }>>;
  openDocument(
    docId: string,
    port: MessagePort
  ): Promise<Result<{ row: CatalogueRow }, { type: 'not-found' }>>;
  importFiles(input: {
    importId: string;
    spaceLocalId: string;
    files: { name: string; size: number; bytes: Uint8Array | null }[];
  }): Promise<ImportReport>;
  /** Takes an import back: its documents leave the library. */
  undoImport(importId: string): Promise<void>;

  search(query: string, spaceLocalId: string | null): Promise<SearchResult[]>;
}
