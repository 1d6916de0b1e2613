import {
  type Bytes,
  equalBytes,
  err,
  type Id,
  idFromBytes,
  ok,
  Queue,
  type Random,
  type Result
} from '#lib/core/base/index.ts';
import { hashId, importVerifyKey, verify } from '#lib/core/crypto/index.ts';
import {
  type DeviceDescription,
  type DeviceKeys,
  possessionMessage
} from '#lib/core/identity/index.ts';
import type { StorageAdapter, StorageChange } from '#lib/core/storage/index.ts';
import { joinMessage } from './invitation.ts';
import {
  type Draft,
  kindNumbers,
  type OpId,
  type Operation,
  type OperationBody,
  readOperation,
  signOperation
} from './operation.ts';
import { byOrder, type PlacedOperation, resolve } from './resolve.ts';
import type { MembershipState } from './state.ts';

/** Why an operation did not enter the ledger. `missing-parents` waits; the others never will. */
export type Refusal =
  | 'malformed'
  | 'wrong-space'
  | 'missing-parents'
  | 'bad-links'
  | 'unknown-author'
  | 'bad-signature'
  | 'device-known';

interface Placed extends PlacedOperation {
  arrival: number;
  /** Strict ancestors, one bit per arrival. */
  past: bigint;
  /** For an entry: the key that verifies what the entering device signs from here on. */
  entryKey: CryptoKey | null;
}

const maxParents = 16;

/** No message and no entry of a log names more heads than this. */
export const mostHeads = 64;

/**
 * A space's operations: checked for form, links and signature on the way in, kept in the order of
 * arrival (which is causal), resolved on demand. What an operation is worth is `resolve`'s to say.
 */
export class Ledger {
  readonly spaceId: Bytes;
  readonly #storage: StorageAdapter;
  readonly #ops = new Map<OpId, Placed>();
  readonly #byArrival: Placed[] = [];
  /** Of every device: its key, and the operations by which it entered, one bit per arrival. */
  readonly #deviceKeys = new Map<Id, { key: CryptoKey; entries: bigint }>();
  readonly #states = new Map<string, MembershipState>();
  readonly #queue = new Queue();
  #heads: OpId[] = [];

  private constructor(storage: StorageAdapter, spaceId: Bytes) {
    this.#storage = storage;
    this.spaceId = spaceId;
  }

  /** Founds a space: its id is the hash of its first operation. */
  static async found(
    storage: StorageAdapter,
    keys: DeviceKeys,
    random: Random,
    at: number,
    withChanges: (spaceId: Bytes) => StorageChange[]
  ): Promise<Ledger> {
    const body = {
      kind: 'genesis' as const,
      nonce: random.bytes(32),
      device: keys,
      orgNonce: random.bytes(16),
      minVersion: 1
    };
    const draft = { spaceId: null, lamport: 1, parents: [], at, body };
    const genesis = await signOperation(draft, keys);
    const ledger = new Ledger(storage, genesis.spaceId);
    const placed = await ledger.#place(genesis);
    if (!placed.ok) throw new Error(`own founding is ${placed.error}`);
    const changes = [ledger.#putChange(placed.value), ...withChanges(genesis.spaceId)];
    await storage.commit(changes, 'strict');
    ledger.#insert(placed.value);
    return ledger;
  }

  /** The ledger as it lies in storage; empty for a space this device has only heard of. */
  static async load(storage: StorageAdapter, spaceId: Bytes): Promise<Ledger> {
    const ledger = new Ledger(storage, spaceId);
    for (const { value } of await storage.list(['op', spaceId])) {
      const operation = await readOperation(value);
      const placed = operation.ok ? await ledger.#place(operation.value) : operation;
      if (!placed.ok) throw new Error(`a stored ledger entry is ${placed.error}`);
      ledger.#insert(placed.value);
    }
    return ledger;
  }

  /** The operations no other refers to, sorted: they name everything known. */
  get heads(): OpId[] {
    return this.#heads;
  }

  /**
   * The heads as far as they may be named, the highest first; whatever `before` named stays
   * covered, so that no view is narrower than an earlier one. Anybody can sign many operations
   * side by side, and that must keep nobody from writing.
   */
  headsToName(before: readonly OpId[] = []): OpId[] {
    if (this.#heads.length <= mostHeads) return this.#heads;
    const highest = this.#headsByOrder();
    const covering = before.flatMap((id) => {
      const op = this.#ops.get(id);
      const above = op && highest.find((head) => head === op || isIn(head.past, op.arrival));
      return above ?? [];
    });
    return [...new Set([...covering, ...highest])].slice(0, mostHeads).map(({ id }) => id);
  }

  get state(): MembershipState {
    const state = this.stateAt(this.#heads);
    if (!state) throw new Error('a ledger without its own heads');
    return state;
  }

  get isEmpty(): boolean {
    return this.#ops.size === 0;
  }

  has(id: OpId): boolean {
    return this.#ops.has(id);
  }

  /** The state that somebody saw whose heads were these; null when some are unknown here. */
  stateAt(heads: readonly OpId[]): MembershipState | null {
    const name = [...heads].sort().join();
    const known = this.#states.get(name);
    if (known) return known;
    const view = this.#closure(heads);
    if (view === null) return null;
    const state = resolve(this.#byArrival.filter(({ arrival }) => isIn(view, arrival)));
    this.#states.set(name, state);
    return state;
  }

  /** Whether everything `earlier` names is named by `later` too. */
  isMonotone(earlier: readonly OpId[], later: readonly OpId[]): boolean {
    const [before, after] = [this.#closure(earlier), this.#closure(later)];
    return before !== null && after !== null && (before & ~after) === 0n;
  }

  /** Everything somebody lacks who holds these heads, in an order that can be added as it comes. */
  operationsAfter(heads: readonly OpId[]): Operation[] {
    const theirs = this.#closure(heads.filter((head) => this.has(head))) ?? 0n;
    return this.#byArrival.filter(({ arrival }) => !isIn(theirs, arrival));
  }

  /** The key that verifies what a device signs; undefined for one that never entered. */
  verifyKeyOf(deviceId: Id): CryptoKey | undefined {
    return this.#deviceKeys.get(deviceId)?.key;
  }

  /** Checks a record and keeps it. Resolves to false when it was known already. */
  add(record: Bytes): Promise<Result<boolean, Refusal>> {
    return this.#queue.run(async () => {
      const operation = await readOperation(record);
      if (!operation.ok) return operation;
      if (this.has(operation.value.id)) return ok(false);
      const placed = await this.#place(operation.value);
      if (!placed.ok) return placed;
      await this.#storage.commit([this.#putChange(placed.value)], 'strict');
      this.#insert(placed.value);
      return ok(true);
    });
  }

  /**
   * Signs an operation of this device on top of everything known and keeps it. `with` is
   * committed in the same transaction.
   */
  append(
    body: Draft['body'],
    keys: DeviceKeys,
    at: number,
    withChanges: StorageChange[] = []
  ): Promise<Operation> {
    return this.#queue.run(async () => {
      const parents = this.#headsByOrder().slice(0, maxParents);
      const lamport = 1 + Math.max(0, ...parents.map((parent) => parent.lamport));
      const draft = {
        spaceId: this.spaceId,
        lamport,
        parents: parents.map(({ id }) => id),
        at,
        body
      };
      const operation = await signOperation(draft, keys);
      const placed = await this.#place(operation);
      if (!placed.ok) throw new Error(`own ledger entry is ${placed.error}`);
      await this.#storage.commit([this.#putChange(placed.value), ...withChanges], 'strict');
      this.#insert(placed.value);
      return operation;
    });
  }

  #headsByOrder(): Placed[] {
    const heads = this.#heads.map((id) => this.#ops.get(id)).filter((op) => op !== undefined);
    return heads.sort((a, b) => byOrder(b, a));
  }

  #putChange(placed: Placed): StorageChange {
    return { type: 'put', key: ['op', this.spaceId, placed.arrival], value: placed.record };
  }

  async #place(operation: Operation): Promise<Result<Placed, Refusal>> {
    if (!equalBytes(operation.spaceId, this.spaceId)) return err('wrong-space');
    const past = this.#closure(operation.parents);
    if (past === null) return err('missing-parents');
    if (!this.#hasSoundLinks(operation)) return err('bad-links');
    const key = await this.#authorKey(operation, past);
    if (!key) return err('unknown-author');
    if (!(await verify(key, operation.signature, 'cairn/1/op', operation.signed))) {
      return err('bad-signature');
    }
    const entry = operation.body.kind === 'admit' ? operation.body : null;
    if (entry && this.#deviceInPast(entry.device, past)) return err('device-known');
    return ok({
      ...operation,
      arrival: this.#byArrival.length,
      past,
      provedBy: entry ? await this.#invitationsProved(entry, past) : new Set(),
      makesOrgId: await orgMadeBy(operation),
      entryKey: entry ? await importVerifyKey(entry.device.signingKey) : key
    });
  }

  #hasSoundLinks(operation: Operation): boolean {
    const parents = operation.parents.map((id) => this.#ops.get(id));
    let highest = 0;
    for (const parent of parents) {
      if (!parent) return false;
      highest = Math.max(highest, parent.lamport);
      if (parents.some((other) => other && isIn(other.past, parent.arrival))) return false;
    }
    return operation.lamport === highest + 1;
  }

  async #authorKey(operation: Operation, past: bigint): Promise<CryptoKey | undefined> {
    if (operation.body.kind === 'genesis') {
      const { device } = operation.body;
      const isOwn = idFromBytes(device.deviceId) === operation.deviceId;
      return isOwn ? importVerifyKey(device.signingKey) : undefined;
    }
    const known = this.#deviceKeys.get(operation.deviceId);
    return known && (known.entries & past) !== 0n ? known.key : undefined;
  }

  #deviceInPast(device: DeviceDescription, past: bigint): boolean {
    const known = this.#deviceKeys.get(idFromBytes(device.deviceId));
    return known !== undefined && (known.entries & past) !== 0n;
  }

  /**
   * The invitations in its past whose secret the entering device held; none when it does not hold
   * its own keys. Anybody may sign an invitation under a name that is taken, so all are tried.
   */
  async #invitationsProved(
    { inviteId, device, proof, possession }: Extract<OperationBody, { kind: 'admit' }>,
    past: bigint
  ): Promise<Set<OpId>> {
    const proved = new Set<OpId>();
    const join = await joinMessage(this.spaceId, inviteId, device);
    const deviceKey = await importVerifyKey(device.signingKey);
    const message = possessionMessage(device, this.spaceId, join.inviteId, kindNumbers.admit);
    if (!(await verify(deviceKey, possession, 'cairn/1/pop', message))) return proved;
    for (const { id, body, arrival } of this.#byArrival) {
      if (!isIn(past, arrival) || body.kind !== 'invite' || body.inviteId !== inviteId) continue;
      const inviteKey = await importVerifyKey(body.inviteKey);
      if (await verify(inviteKey, proof, 'cairn/1/join', join.message)) proved.add(id);
    }
    return proved;
  }

  #insert(placed: Placed): void {
    this.#ops.set(placed.id, placed);
    this.#byArrival.push(placed);
    const heads = this.#heads.filter((head) => !placed.parents.includes(head));
    this.#heads = [...heads, placed.id].sort();
    const { body, entryKey } = placed;
    if ((body.kind !== 'genesis' && body.kind !== 'admit') || !entryKey) return;
    const deviceId = idFromBytes(body.device.deviceId);
    const entries =
      (this.#deviceKeys.get(deviceId)?.entries ?? 0n) | (1n << BigInt(placed.arrival));
    this.#deviceKeys.set(deviceId, { key: entryKey, entries });
  }

  /** These operations and all their ancestors; null when one is unknown. */
  #closure(heads: readonly OpId[]): bigint | null {
    let set = 0n;
    for (const head of heads) {
      const op = this.#ops.get(head);
      if (!op) return null;
      set |= op.past | (1n << BigInt(op.arrival));
    }
    return set;
  }
}

const isIn = (set: bigint, arrival: number): boolean => ((set >> BigInt(arrival)) & 1n) === 1n;

async function orgMadeBy({ body, idBytes }: Operation): Promise<Id | null> {
  if (body.kind === 'genesis') return idFromBytes(await hashId('cairn/1/org', body.orgNonce));
  return body.kind === 'add-organisation' ? idFromBytes(idBytes.slice(0, 16)) : null;
}
