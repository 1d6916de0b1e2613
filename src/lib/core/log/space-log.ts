import {
  type Bytes,
  decodePlain,
  encodePlain,
  equalBytes,
  type Id,
  idFromBytes,
  Queue,
  type Random,
  shape
} from '#lib/core/base/index.ts';
import type { DeviceKeys } from '#lib/core/identity/index.ts';
import type { EpochKey, Ledger } from '#lib/core/membership/index.ts';
import type { StorageAdapter, StorageChange } from '#lib/core/storage/index.ts';
import { isAccepted } from './acceptance.ts';
import { type Author, decodeAuthor, domainOfAuthor, encodeAuthor, newAuthor } from './author.ts';
import { domainOf } from './domain.ts';
import {
  type OpenedEnvelope,
  openEnvelope,
  type ParsedEnvelope,
  parseEnvelope,
  sealEnvelope
} from './envelope.ts';
import type { Meta, Position } from './meta.ts';

/** An entry that has found its place: what content, catalogue and exchange work with. */
export interface LogEntry {
  deviceId: Id;
  seq: number;
  /** Its place in the order of arrival here: every entry stands behind all it depends on. */
  arrival: number;
  hash: Bytes;
  bytes: Bytes;
  meta: Meta;
  accepted: boolean;
  body: Bytes | null;
  /** How far the author had read each other device's log of the same domain. */
  readUpTo: (deviceId: Id) => number;
}

/**
 * What content makes of an accepted entry: records to commit together with it, and what to do in
 * memory once they are. The log knows content through this port only.
 */
export interface ContentCodec {
  take(entry: LogEntry): Promise<{ changes: StorageChange[]; committed: () => void }>;
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

interface Placement {
  entry: LogEntry;
  changes: StorageChange[];
}

type Failure = Exclude<Obstacle, 'nothing'>;

const atShape = shape.tuple(shape.uint(), shape.bytes(32), shape.flag);

/** All logs of one space on this device: append-only runs of envelopes, one per device. */
export class SpaceLog {
  readonly #storage: StorageAdapter;
  readonly #ledger: Ledger;
  readonly #codec: ContentCodec;
  readonly #random: Random;
  readonly #space: Id;
  readonly #queue = new Queue();
  #authors = new Map<Id, Author>();
  #length = 0;
  /** Entries placed but not yet committed: later ones of the same run may stand on them. */
  readonly #fresh = new Map<string, { arrival: number; hash: Bytes; accepted: boolean }>();

  private constructor(
    storage: StorageAdapter,
    ledger: Ledger,
    codec: ContentCodec,
    random: Random
  ) {
    this.#storage = storage;
    this.#ledger = ledger;
    this.#codec = codec;
    this.#random = random;
    this.#space = idFromBytes(ledger.spaceId);
  }

  static async load(
    storage: StorageAdapter,
    ledger: Ledger,
    codec: ContentCodec,
    random: Random
  ): Promise<SpaceLog> {
    const log = new SpaceLog(storage, ledger, codec, random);
    await log.#reload();
    return log;
  }

  /** Of every device: its last entry here. */
  get heads(): Position[] {
    return [...this.#authors.values()]
      .filter(({ seq }) => seq > 0)
      .map(({ deviceId, seq, hash }) => ({ deviceId, seq, hash16: hash.slice(0, 16) }));
  }

  /** How many entries lie here. */
  get length(): number {
    return this.#length;
  }

  seqOf(deviceId: Id): number {
    return this.#authors.get(deviceId)?.seq ?? 0;
  }

  /**
   * Seals a change of this device and commits it with `changes`, durably, before it resolves.
   * Nothing may be sent before.
   */
  append(
    draft: Pick<Meta, 'docKind' | 'docId' | 'slot' | 'clockFrom' | 'clockTo' | 'at'> & {
      body: Bytes;
    },
    keys: DeviceKeys,
    epoch: EpochKey,
    changes: StorageChange[] = []
  ): Promise<LogEntry> {
    return this.#queue.run(() =>
      this.#committing('strict', async () => {
        const author = this.#author(idFromBytes(keys.deviceId));
        const { body, ...place } = draft;
        const meta = {
          ...place,
          ledgerHeads: this.#ledger.headsToName(author.ledgerHeads),
          deps: this.#newDeps(author, draft.docKind)
        };
        const envelope = await sealEnvelope(
          { spaceId: this.#ledger.spaceId, seq: author.seq + 1, prev: author.hash, meta, body },
          keys,
          epoch,
          this.#random.bytes(16)
        );
        const placed = await this.#place(envelope);
        if (typeof placed === 'string') throw new Error(`own envelope is ${placed}`);
        if (!placed.entry.accepted) throw new Error('this device may not write here');
        const taken = await this.#codec.take(placed.entry);
        return {
          value: placed.entry,
          changes: [...placed.changes, ...taken.changes, ...changes],
          committed: taken.committed
        };
      })
    );
  }

  /**
   * Takes a run of envelopes in causal order, as far as it can: verified, placed, judged, and
   * committed in one transaction. `keyOf` gives the content key of an epoch where it is known.
   */
  receive(run: readonly Bytes[], keyOf: (epochId: Id) => EpochKey | undefined): Promise<Intake> {
    return this.#queue.run(() =>
      this.#committing('strict', async () => {
        // Opening depends on nothing but the envelope, so the whole run is opened side by side.
        const opened = await Promise.all(run.map((bytes) => this.#open(bytes, keyOf)));
        const taken: LogEntry[] = [];
        const changes: StorageChange[] = [];
        const settle: (() => void)[] = [];
        let obstacle: Obstacle = 'nothing';
        for (const envelope of opened) {
          if (envelope === 'known') continue;
          const placed = typeof envelope === 'string' ? envelope : await this.#place(envelope);
          if (placed === 'known') continue;
          if (typeof placed === 'string') {
            obstacle = placed;
            break;
          }
          changes.push(...placed.changes);
          taken.push(placed.entry);
          if (!placed.entry.accepted) continue;
          const content = await this.#codec.take(placed.entry);
          changes.push(...content.changes);
          settle.push(content.committed);
        }
        const committed = () => settle.forEach((done) => done());
        return { value: { taken, obstacle }, changes, committed };
      })
    );
  }

  /** Sealed entries in order of arrival, from `from` on, at most `limit`. */
  async read(from: number, limit: number): Promise<{ arrival: number; bytes: Bytes }[]> {
    const entries = await this.#storage.list(['env', this.#space], { from, limit });
    return entries.map(({ key, value }) => ({ arrival: Number(key[2]), bytes: value }));
  }

  /** The place of an entry in the order of arrival; null when it is not here. */
  async arrivalOf(deviceId: Id, seq: number): Promise<number | null> {
    return (await this.#at(deviceId, seq))?.arrival ?? null;
  }

  /** Opens an entry that lies here, for content that is being read again. */
  async reopen(
    arrival: number,
    keyOf: (epochId: Id) => EpochKey | undefined
  ): Promise<OpenedEnvelope> {
    const bytes = await this.#storage.get(['env', this.#space, arrival]);
    const opened = bytes && (await this.#openAny(bytes, keyOf));
    if (!opened || typeof opened === 'string') throw new Error('a stored envelope cannot be read');
    return opened;
  }

  /** Resolves when everything begun so far is committed. */
  idle(): Promise<void> {
    return this.#queue.idle();
  }

  async #reload(): Promise<void> {
    const authors = await this.#storage.list(['author', this.#space]);
    this.#authors = new Map(
      authors.map(({ key, value }) => {
        const deviceId = String(key[2]);
        return [deviceId, decodeAuthor(deviceId, value)];
      })
    );
    this.#length = [...this.#authors.values()].reduce((sum, { seq }) => sum + seq, 0);
  }

  /** Memory follows the disk: a failed transaction takes everything placed in it back. */
  async #committing<Value>(
    durability: 'strict' | 'relaxed',
    work: () => Promise<{ value: Value; changes: StorageChange[]; committed: () => void }>
  ): Promise<Value> {
    try {
      const { value, changes, committed } = await work();
      if (changes.length > 0) await this.#storage.commit(changes, durability);
      committed();
      return value;
    } catch (failure) {
      this.#codec.abandon();
      await this.#reload().catch(() => undefined);
      throw failure;
    } finally {
      this.#fresh.clear();
    }
  }

  async #open(
    bytes: Bytes,
    keyOf: (epochId: Id) => EpochKey | undefined
  ): Promise<OpenedEnvelope | Failure | 'known'> {
    const parsed = parseEnvelope(bytes);
    if (!parsed.ok) return parsed.error === 'newer' ? 'newer' : 'refused';
    if (!equalBytes(parsed.value.spaceId, this.#ledger.spaceId)) return 'refused';
    if (parsed.value.seq <= this.seqOf(parsed.value.deviceId)) return 'known';
    return this.#openParsed(parsed.value, keyOf);
  }

  async #openAny(bytes: Bytes, keyOf: (epochId: Id) => EpochKey | undefined) {
    const parsed = parseEnvelope(bytes);
    return parsed.ok ? this.#openParsed(parsed.value, keyOf) : 'refused';
  }

  async #openParsed(
    parsed: ParsedEnvelope,
    keyOf: (epochId: Id) => EpochKey | undefined
  ): Promise<OpenedEnvelope | Failure> {
    const author = this.#ledger.verifyKeyOf(parsed.deviceId);
    const epoch = keyOf(parsed.epochId);
    if (!author || !epoch) return 'waiting';
    const opened = await openEnvelope(parsed, author, epoch);
    return opened.ok ? opened.value : 'refused';
  }

  /** Links an opened envelope to its log and judges it. Changes memory; `#committing` guards that. */
  async #place(envelope: OpenedEnvelope): Promise<Placement | Failure | 'known'> {
    const { deviceId, seq, meta, hash } = envelope;
    const author = this.#author(deviceId);
    if (seq <= author.seq) return 'known';
    if (seq > author.seq + 1) return 'waiting';
    if (!equalBytes(envelope.prev, author.hash)) return 'refused';
    const view = this.#ledger.stateAt(meta.ledgerHeads);
    if (!view) return 'waiting';
    if (!this.#ledger.isMonotone(author.ledgerHeads, meta.ledgerHeads)) return 'refused';

    const domain = domainOf(meta.docKind);
    const standing = await this.#standing(meta);
    if (standing === 'waiting' || standing === 'refused') return standing;
    const own = domainOfAuthor(author, domain);
    const accepted = isAccepted({
      deviceId,
      meta,
      view,
      stopped: own.stopped,
      standsOnAccepted: standing === 'accepted'
    });

    const arrival = this.#length++;
    author.seq = seq;
    author.hash = hash;
    author.ledgerHeads = meta.ledgerHeads;
    if (accepted) {
      own.headSeq = seq;
      own.headHash16 = hash.slice(0, 16);
      for (const dep of meta.deps) own.frontier.set(dep.deviceId, dep.seq);
    } else own.stopped = true;
    this.#fresh.set(`${deviceId} ${seq}`, { arrival, hash, accepted });

    const frontier = new Map(own.frontier).set(deviceId, seq - 1);
    const entry: LogEntry = {
      deviceId,
      seq,
      arrival,
      hash,
      bytes: envelope.bytes,
      meta,
      accepted,
      body: envelope.body,
      readUpTo: (device) => frontier.get(device) ?? 0
    };
    return { entry, changes: this.#changesFor(entry, author) };
  }

  #changesFor(entry: LogEntry, author: Author): StorageChange[] {
    const { deviceId, seq, arrival, hash, accepted } = entry;
    const at = encodePlain([arrival, hash, accepted]);
    return [
      { type: 'put', key: ['env', this.#space, arrival], value: entry.bytes },
      { type: 'put', key: ['at', this.#space, deviceId, seq], value: at },
      { type: 'put', key: ['author', this.#space, deviceId], value: encodeAuthor(author) }
    ];
  }

  /** Whether the entries a META names are here, are the ones meant, and count. */
  async #standing(meta: Meta): Promise<'accepted' | 'not-accepted' | 'waiting' | 'refused'> {
    let standing: 'accepted' | 'not-accepted' = 'accepted';
    for (const dep of meta.deps) {
      const at = await this.#at(dep.deviceId, dep.seq);
      if (!at) return 'waiting';
      if (!equalBytes(at.hash.subarray(0, 16), dep.hash16)) return 'refused';
      if (!at.accepted) standing = 'not-accepted';
    }
    return standing;
  }

  async #at(deviceId: Id, seq: number) {
    const fresh = this.#fresh.get(`${deviceId} ${seq}`);
    if (fresh) return fresh;
    const bytes = await this.#storage.get(['at', this.#space, deviceId, seq]);
    const decoded = bytes && decodePlain(bytes);
    const parts = decoded?.ok ? atShape(decoded.value) : undefined;
    return parts && { arrival: parts[0], hash: parts[1], accepted: parts[2] };
  }

  /** The accepted heads of the domain that this device has not named before. */
  #newDeps(own: Author, docKind: Meta['docKind']): Position[] {
    const domain = domainOf(docKind);
    if (domain === 'profile') return [];
    const { frontier } = domainOfAuthor(own, domain);
    return [...this.#authors.values()].flatMap((author) => {
      const head = author.domains.get(domain);
      if (author === own || !head || head.headSeq <= (frontier.get(author.deviceId) ?? 0))
        return [];
      return [{ deviceId: author.deviceId, seq: head.headSeq, hash16: head.headHash16 }];
    });
  }

  #author(deviceId: Id): Author {
    const known = this.#authors.get(deviceId);
    if (known) return known;
    const author = newAuthor(deviceId);
    this.#authors.set(deviceId, author);
    return author;
  }
}
