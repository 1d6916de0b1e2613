import {
  type Bytes,
  type Clock,
  type Id,
  idFromBytes,
  Listeners,
  Queue,
  type Random
} from '#lib/core/base/index.ts';
import {
  DocumentStore,
  Outbox,
  type SpaceDocument,
  type Unsealed,
  vaultSlot,
  type WrittenChange
} from '#lib/core/documents/index.ts';
import { type DeviceKeys, loadDeviceKeys, newDeviceKeys } from '#lib/core/identity/index.ts';
import {
  type DocKind,
  type Intake,
  type LogEntry,
  mayWrite,
  SpaceLog
} from '#lib/core/log/index.ts';
import {
  type EpochKey,
  isAtLeast,
  Ledger,
  type Member,
  type MembershipState,
  newEpoch,
  openEpochs,
  recipientsOf,
  type KnownBody,
  sendingEpoch,
  wrapFor
} from '#lib/core/membership/index.ts';
import type { StorageAdapter } from '#lib/core/storage/index.ts';
import { unlessStorageFails } from './fault.ts';
import { newLocalId, putFoundedCard, putSpaceRecord, type SpaceRecord } from './space-record.ts';
import { takeOperations } from './take-operations.ts';
import type { SpaceCard, SpaceKind } from './types.ts';

interface SpaceParts {
  storage: StorageAdapter;
  wrappingKey: CryptoKey;
  clock: Clock;
  random: Random;
}

const mostAskedFor = 64;

/** What happened to a space's own data. */
export type SpaceNews =
  { type: 'operations'; records: Bytes[] } | { type: 'entries'; entries: LogEntry[] };

/**
 * One space on this device: its ledger, keys, logs, documents and outbox, and the only way to
 * write any of them. Knows nothing of tabs or networks.
 */
export class Space {
  record: SpaceRecord;
  readonly deviceId: Id;
  readonly keys: DeviceKeys;
  readonly ledger: Ledger;
  readonly log: SpaceLog;
  readonly documents: DocumentStore;
  readonly outbox: Outbox;
  readonly news = new Listeners<SpaceNews>();
  /** Own entries that others had and this device had not: its disk had gone back in time. */
  takenBack = 0;
  /** A copy of this very device was heard in this life: whatever both write parts their logs. */
  hasTwin = false;
  readonly #parts: SpaceParts;
  /** What this device writes, one after another: each change goes on where the last one ended. */
  readonly #writing = new Queue();
  /** Every content key that was opened here. */
  readonly #epochs: Map<Id, EpochKey>;

  private constructor(
    parts: SpaceParts,
    record: SpaceRecord,
    inside: {
      keys: DeviceKeys;
      ledger: Ledger;
      documents: DocumentStore;
      log: SpaceLog;
      outbox: Outbox;
      epochs: Map<Id, EpochKey>;
    }
  ) {
    this.#parts = parts;
    this.record = record;
    this.keys = inside.keys;
    this.deviceId = idFromBytes(inside.keys.deviceId);
    this.ledger = inside.ledger;
    this.documents = inside.documents;
    this.log = inside.log;
    this.outbox = inside.outbox;
    this.#epochs = inside.epochs;
  }

  /** Founds a space of this device alone: founding and what it is to be called, first epoch. */
  static async found(parts: SpaceParts, kind: SpaceKind, card: SpaceCard): Promise<Space> {
    const { storage, clock, random } = parts;
    const { keys, stored } = await newDeviceKeys(parts.wrappingKey);
    const localId = newLocalId(random);
    const record = { localId, kind, keys: stored, addedAt: clock.now(), hidden: false };
    const ledger = await Ledger.found(storage, keys, random, clock.now(), (spaceId) => [
      putSpaceRecord({ ...record, spaceId }),
      putFoundedCard(spaceId, card)
    ]);
    return Space.open(parts, { ...record, spaceId: ledger.spaceId });
  }

  /** A space as it lies in storage. What an earlier life left half-done is finished first. */
  static async open(parts: SpaceParts, record: SpaceRecord): Promise<Space> {
    const { storage, random } = parts;
    const keys = await loadDeviceKeys(record.keys, parts.wrappingKey);
    const ledger = await Ledger.load(storage, record.spaceId);
    const documents = new DocumentStore(storage, record.spaceId);
    const epochs = new Map<Id, EpochKey>();
    const log = await SpaceLog.load(storage, ledger, documents, random, (id) => epochs.get(id));
    const outbox = await Outbox.load(storage, idFromBytes(record.spaceId));
    const space = new Space(parts, record, { keys, ledger, documents, log, outbox, epochs });
    await space.#openEpochs();
    // An earlier life may have ended between a removal and what follows from it.
    await log.settle();
    if (ledger.state.epochs.length === 0 && space.member?.role === 'admin') {
      await space.beginEpoch();
    }
    // A full disk keeps nobody out: what stays unsealed is shown, and sealed as soon as it can be.
    for (const docId of outbox.documents) await unlessStorageFails(() => space.seal(docId));
    return space;
  }

  get spaceId(): Bytes {
    return this.record.spaceId;
  }

  get membership(): MembershipState {
    return this.ledger.state;
  }

  /** This person in the space; undefined when this device is no member's (any more). */
  get member(): Member | undefined {
    const { devices, members } = this.membership;
    return members.get(devices.get(this.deviceId)?.memberId ?? '');
  }

  mayWrite(docKind: DocKind, docId: Id): boolean {
    const { membership } = this;
    const allowed = mayWrite(this.ledger.view, this.deviceId, docKind, docId);
    const isOne = !this.hasTwin && this.log.isOpen(this.deviceId, docKind);
    return allowed && isOne && !membership.updateNeeded && this.sendingKey !== undefined;
  }

  /** Another copy of this device is at work, or has written what this one did not. */
  get isCopied(): boolean {
    return this.hasTwin || !this.log.isOpen(this.deviceId, 'document');
  }

  /** The content key to seal under; undefined while none is fit. */
  get sendingKey(): EpochKey | undefined {
    return this.#epochs.get(sendingEpoch(this.membership, this.#epochs)?.epochId ?? '');
  }

  /** Epochs whose keys did not open here: the newest, as many as can be asked for at once. */
  get lackingKeys(): Id[] {
    const { epochs, devices } = this.membership;
    if (!devices.has(this.deviceId)) return [];
    const lacking = epochs.map(({ epochId }) => epochId).filter((id) => !this.holds(id));
    return lacking.slice(-mostAskedFor);
  }

  /** The key by which to look for others: the one in use, or the last that is known here. */
  get newestKey(): EpochKey | undefined {
    const last = this.membership.epochs.findLast(({ epochId }) => this.holds(epochId));
    return this.sendingKey ?? this.#epochs.get(last?.epochId ?? '');
  }

  /** The space's very first key, which every member can open. */
  get firstKey(): EpochKey | undefined {
    return this.#epochs.get(this.membership.epochs[0]?.epochId ?? '');
  }

  /** Whether this device can open what is sealed under an epoch. */
  holds(epochId: Id): boolean {
    return this.#epochs.has(epochId);
  }

  /** Whether this device leaves the space out of rail and search; told to nobody. */
  async hide(hidden: boolean): Promise<void> {
    const record = { ...this.record, hidden };
    await this.#parts.storage.commit([putSpaceRecord(record)], 'strict');
    this.record = record;
  }

  /** Seals changes that the vault itself wrote, each committed before the next. */
  write(docKind: DocKind, docId: Id, changes: readonly WrittenChange[]): Promise<void> {
    return this.#writing.run(() => this.#write(docKind, docId, changes));
  }

  /** Writes to a document as it stands now, by the vault's own client. */
  rewrite(
    docKind: DocKind,
    docId: Id,
    change: (document: SpaceDocument, client: number) => WrittenChange[]
  ): Promise<void> {
    return this.#writing.run(async () => {
      const client = await this.vaultClient();
      const document = await this.documents.get(docKind, docId);
      await this.#write(docKind, docId, change(document, client));
    });
  }

  vaultClient(): Promise<number> {
    return this.documents.clientId(this.deviceId, vaultSlot);
  }

  /**
   * Seals everything of a document that lies in the outbox. However many ask for it at once, each
   * change is sealed once.
   */
  seal(docId: Id): Promise<void> {
    return this.#writing.run(async () => {
      if (!this.mayWrite('document', docId)) return;
      for (const run of await this.outbox.take(docId)) await this.#sealRun(run);
    });
  }

  /** Takes envelopes of others in, as far as they can be. */
  async receive(run: readonly Bytes[]): Promise<Intake> {
    const intake = await this.log.receive(run);
    // Those on another branch are a copy's, not taken back.
    const own = intake.taken.filter(({ log }) => log === this.deviceId);
    this.takenBack += own.length;
    if (intake.taken.length > 0) this.news.tell({ type: 'entries', entries: intake.taken });
    return intake;
  }

  /** Takes ledger operations of others in, in the order given. */
  async addOperations(records: readonly Bytes[]): Promise<'added' | 'waiting' | 'refused'> {
    // What was typed before a removal was known is sealed as of before it.
    for (const docId of this.outbox.documents) await this.seal(docId);
    const added: Bytes[] = [];
    try {
      return await takeOperations(this.ledger, records, added);
    } finally {
      // Those that were kept before the disk failed are in the ledger, and known when they come again.
      if (added.length > 0) await this.#ledgerChanged(added);
    }
  }

  /** Signs an operation of this device. */
  async operate(body: Exclude<KnownBody, { kind: 'genesis' }>): Promise<Bytes> {
    const { clock } = this.#parts;
    const { record } = await this.ledger.append(body, this.keys, clock.now());
    await this.#ledgerChanged([record]);
    return record;
  }

  async #write(docKind: DocKind, docId: Id, changes: readonly WrittenChange[]): Promise<void> {
    for (const change of changes) await this.#append(docKind, docId, vaultSlot, change, []);
  }

  async #sealRun(run: Unsealed): Promise<void> {
    try {
      await this.#append('document', run.docId, run.slot, run, run.removal);
    } catch (failure) {
      this.outbox.doubt(run);
      throw failure;
    }
    this.outbox.removed(run);
  }

  async #append(
    docKind: DocKind,
    docId: Id,
    slot: number,
    change: WrittenChange,
    removal: Unsealed['removal']
  ): Promise<void> {
    const epoch = this.sendingKey;
    if (!epoch) throw new Error('no key to seal under');
    const { from: clockFrom, to: clockTo, update: body } = change;
    const at = this.#parts.clock.now();
    const draft = { docKind, docId, slot, clockFrom, clockTo, at, body };
    const entry = await this.log.append(draft, this.keys, epoch, removal);
    this.news.tell({ type: 'entries', entries: [entry] });
  }

  /** Begins a new content key, for exactly those who belong to the space now. */
  async beginEpoch(): Promise<void> {
    const earlier = [...this.#epochs.values()];
    const { body } = await newEpoch(this.spaceId, this.membership, earlier, this.#parts.random);
    await this.operate(body);
  }

  /** After a removal: at once, if this person may; else whoever notices does. */
  async beginEpochIfMine(): Promise<void> {
    if (isAtLeast(this.member?.role ?? null, 'editor')) await this.beginEpoch();
  }

  /** Gives the key of an epoch to members' devices that lack it. */
  async rewrap(epochId: Id, deviceIds: readonly Id[]): Promise<void> {
    const epoch = this.#epochs.get(epochId);
    const devices = recipientsOf(this.membership).filter(({ deviceId }) =>
      deviceIds.includes(idFromBytes(deviceId))
    );
    if (!epoch || devices.length === 0) return;
    const wraps = await wrapFor(this.spaceId, epoch, devices);
    await this.operate({ kind: 'rewrap', epochId, wraps });
  }

  async #ledgerChanged(records: Bytes[]): Promise<void> {
    await this.#openEpochs();
    await this.log.settle();
    this.news.tell({ type: 'operations', records });
  }

  async #openEpochs(): Promise<void> {
    const { epochs } = this.membership;
    if (epochs.every(({ epochId }) => this.#epochs.has(epochId))) return;
    for (const epoch of await openEpochs(this.spaceId, this.membership, this.keys)) {
      this.#epochs.set(epoch.epochId, epoch);
    }
  }
}
