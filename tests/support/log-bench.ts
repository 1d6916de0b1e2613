import { type Bytes, idFromBytes, systemRandom, toHex } from '#lib/core/base/index.ts';
import {
  type ContentCodec,
  type DocumentName,
  type Intake,
  type LogEntry,
  type Meta,
  type OpenedEnvelope,
  sealEnvelope,
  SpaceLog
} from '#lib/core/log/index.ts';
import { type EpochKey, Ledger, newEpoch } from '#lib/core/membership/index.ts';
import type { Role } from '#lib/core/membership/roles.ts';
import { MemoryStorage, type StorageAdapter } from '#lib/core/storage/index.ts';
import { copyOf } from './copy-storage.ts';
import { Community, newPerson, noon, type Person } from './community.ts';

const idOf = ({ deviceId, seq, hash }: LogEntry): string => `${deviceId} ${seq} ${toHex(hash)}`;

const docId = idFromBytes(new Uint8Array(16).fill(8));

/** Content that is kept by nobody: what it was handed, and what became of it. */
class PaperCodec implements ContentCodec {
  readonly taken: LogEntry[] = [];
  readonly committed: LogEntry[] = [];
  readonly rebuilt: { documents: readonly DocumentName[]; entries: LogEntry[] }[] = [];
  abandoned = 0;

  /** Of everything that was judged here: device, seq and hash. */
  readonly heard = new Set<string>();
  readonly #content = new Map<string, Set<string>>();

  /** What the documents show: device, seq and hash of each entry. */
  get content(): Set<string> {
    return new Set([...this.#content.values()].flatMap((entries) => [...entries]));
  }

  async take(entry: LogEntry) {
    this.taken.push(entry);
    const committed = () => {
      this.committed.push(entry);
      this.#in(entry.meta).add(idOf(entry));
    };
    return { changes: [], committed };
  }

  async rebuild(documents: readonly DocumentName[], entries: AsyncIterable<LogEntry>) {
    const found: LogEntry[] = [];
    for await (const entry of entries) found.push(entry);
    this.rebuilt.push({ documents, entries: found });
    const committed = () => {
      for (const document of documents) this.#in(document).clear();
      for (const entry of found) this.#in(entry.meta).add(idOf(entry));
    };
    return { changes: [], committed };
  }

  /** As another shows it that is being copied. */
  follow(other: PaperCodec): void {
    for (const [name, entries] of other.#content) this.#content.set(name, new Set(entries));
  }

  #in({ docKind, docId }: DocumentName): Set<string> {
    const name = `${docKind} ${docId}`;
    const entries = this.#content.get(name) ?? new Set();
    this.#content.set(name, entries);
    return entries;
  }

  abandon(): void {
    this.abandoned++;
  }
}

/** One device's logs of the space, on a storage of its own. */
export class LogDevice {
  readonly person: Person;
  readonly storage: StorageAdapter;
  readonly ledger: Ledger;
  readonly log: SpaceLog;
  readonly codec: PaperCodec;
  /** The content keys it has. */
  readonly held: Map<string, EpochKey>;
  readonly #bench: LogBench;

  private constructor(
    bench: LogBench,
    person: Person,
    parts: {
      storage: StorageAdapter;
      ledger: Ledger;
      log: SpaceLog;
      codec: PaperCodec;
      held: Map<string, EpochKey>;
    }
  ) {
    this.#bench = bench;
    this.person = person;
    this.storage = parts.storage;
    this.ledger = parts.ledger;
    this.log = parts.log;
    this.codec = parts.codec;
    this.held = parts.held;
  }

  static async start(bench: LogBench, person: Person, storage: StorageAdapter): Promise<LogDevice> {
    const ledger = await Ledger.load(storage, bench.space.spaceId);
    const codec = new PaperCodec();
    const held = new Map([[bench.epoch.epochId, bench.epoch]]);
    const log = await SpaceLog.load(storage, ledger, codec, systemRandom, (id) => held.get(id));
    return new LogDevice(bench, person, { storage, ledger, log, codec, held });
  }

  /** The same device after its vault was opened again. */
  restarted(): Promise<LogDevice> {
    return LogDevice.start(this.#bench, this.person, this.storage);
  }

  /** Another device with the same disk, as a copied profile is. */
  async copied(): Promise<LogDevice> {
    const storage = await copyOf(this.storage);
    const device = await LogDevice.start(this.#bench, this.person, storage);
    for (const id of this.codec.heard) device.codec.heard.add(id);
    device.codec.follow(this.codec);
    return device;
  }

  async writes(draft: Partial<Meta> & { body?: Bytes } = {}): Promise<LogEntry> {
    const entry = await this.log.append(
      {
        ...{ docKind: 'document', docId, slot: 1, clockFrom: 0, clockTo: 0, at: noon },
        ...{ body: Uint8Array.of(1) },
        ...draft
      },
      this.person.keys,
      this.#bench.epoch
    );
    this.codec.heard.add(idOf(entry));
    return entry;
  }

  async hears(...envelopes: Bytes[]): Promise<Intake> {
    const intake = await this.log.receive(envelopes);
    for (const entry of intake.taken) this.codec.heard.add(idOf(entry));
    return intake;
  }

  /** Everything that lies here, in order of arrival. */
  async everything(): Promise<Bytes[]> {
    return (await this.log.read(0, 10_000)).map(({ bytes }) => bytes);
  }
}

/** A space with people of some roles and one epoch, for tests of its logs. */
export class LogBench {
  readonly space: Community;
  readonly epoch: EpochKey;
  readonly people: ReadonlyMap<string, Person>;

  private constructor(space: Community, epoch: EpochKey, people: Map<string, Person>) {
    this.space = space;
    this.epoch = epoch;
    this.people = people;
  }

  /** The first person is the founder, whatever their role says. */
  static async of(roles: Record<string, Role>): Promise<LogBench> {
    const people = new Map<string, Person>();
    for (const name of Object.keys(roles)) people.set(name, await newPerson(name));
    const [founder, ...others] = people.values();
    if (!founder) throw new Error('nobody founds this space');
    const space = await Community.foundedBy(founder);
    for (const person of others) await space.welcomes(person, roles[person.name] ?? 'editor');
    const { state } = await space.ledger();
    const { body, epoch } = await newEpoch(space.spaceId, state, [], systemRandom);
    await space.does(founder, body);
    return new LogBench(space, epoch, people);
  }

  person(name: string): Person {
    const person = this.people.get(name);
    if (!person) throw new Error(`no ${name} here`);
    return person;
  }

  /** A device that knows the whole ledger, or its first operations only. */
  async device(name: string, known = Infinity, storage: StorageAdapter = new MemoryStorage()) {
    const device = await LogDevice.start(this, this.person(name), storage);
    for (const { record } of this.space.operations.slice(0, known)) {
      const added = await device.ledger.add(record);
      if (!added.ok) throw new Error(`the ledger says ${added.error}`);
    }
    return device;
  }

  /** An envelope as somebody might send it who does not keep the rules of a log. */
  forged(
    name: string,
    place: { seq: number; prev?: Bytes; body?: Bytes } & Partial<Omit<Meta, 'rawLength'>>
  ): Promise<OpenedEnvelope> {
    const { seq, prev = new Uint8Array(32), body = Uint8Array.of(1), ...meta } = place;
    const { spaceId } = this.space;
    return sealEnvelope(
      {
        ...{ spaceId, seq, prev, body },
        meta: {
          ...{ docKind: 'document', docId, slot: 1, clockFrom: 0, clockTo: 0, at: noon, deps: [] },
          ledgerHeads: this.space.heads.map(({ id }) => id),
          ...meta
        }
      },
      this.person(name).keys,
      this.epoch,
      systemRandom.bytes(16)
    );
  }
}

/** How another entry names this one. */
export const positionOf = ({
  deviceId,
  seq,
  hash
}: {
  deviceId: string;
  seq: number;
  hash: Bytes;
}) => ({
  deviceId,
  seq,
  hash16: hash.slice(0, 16)
});
