import {
  type Bytes,
  equalBytes,
  err,
  type Id,
  idFromBytes,
  idToBytes,
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
import { kindNumbers, type OperationBody } from './body.ts';
import { byOrder, History, type PlacedOperation } from './history.ts';
import { joinMessage } from './invitation.ts';
import {
  type Draft,
  type OpId,
  type Operation,
  readOperation,
  signOperation
} from './operation.ts';
import { OpSet } from './op-set.ts';
import type { MembershipState } from './state.ts';
import { LedgerView } from './view.ts';

/** Why an operation did not enter the ledger. `missing-parents` and `too-many` wait; the others never will. */
export type Refusal =
  | 'too-many'
  | 'malformed'
  | 'wrong-space'
  | 'missing-parents'
  | 'bad-links'
  | 'unknown-author'
  | 'bad-signature'
  | 'bad-proof'
  | 'device-known';

export interface ChronicleEntry {
  operation: Operation;
  counts: boolean;
  /** Undefined where nobody knows whose the signing device was. */
  memberId: Id | undefined;
}

const maxParents = 16;
/** Of the views known, how many are tried as the ground for a new one. */
const mostBases = 8;

/** No message and no entry of a log names more heads than this. */
export const mostHeads = 64;

/**
 * A space's operations: checked for form, links and signature on the way in, kept in the order of
 * arrival (which is causal), resolved on demand. What an operation is worth is `resolve`'s to say.
 */
export class Ledger {
  readonly spaceId: Bytes;
  readonly #storage: StorageAdapter;
  readonly #ops = new Map<OpId, PlacedOperation>();
  readonly #byArrival: PlacedOperation[] = [];
  readonly #counts = new Map<Id, number>();
  readonly #history = new History();
  /** Of every device and recovery identity that ever entered. */
  readonly #keys = new Map<Id, CryptoKey>();
  readonly #views = new Map<string, LedgerView>();
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
      recovery: null,
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
    await ledger.#insert(placed.value);
    return ledger;
  }

  /** The ledger as it lies in storage; empty for a space this device has only heard of. */
  static async load(storage: StorageAdapter, spaceId: Bytes): Promise<Ledger> {
    const ledger = new Ledger(storage, spaceId);
    for (const { value } of await storage.list(['op', spaceId])) {
      const operation = await readOperation(value);
      const placed = operation.ok ? await ledger.#place(operation.value) : operation;
      if (!placed.ok) throw new Error(`a stored ledger entry is ${placed.error}`);
      await ledger.#insert(placed.value);
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
      const above = op && highest.find((head) => head === op || head.past.has(op.arrival));
      return above ?? [];
    });
    return [...new Set([...covering, ...highest])].slice(0, mostHeads).map(({ id }) => id);
  }

  get state(): MembershipState {
    return this.view.state;
  }

  /** What everything known comes to. */
  get view(): LedgerView {
    const view = this.viewAt(this.#heads);
    if (!view) throw new Error('a ledger without its own heads');
    return view;
  }

  get isEmpty(): boolean {
    return this.#ops.size === 0;
  }

  has(id: OpId): boolean {
    return this.#ops.has(id);
  }

  /** What somebody saw whose heads were these; null when some are unknown here. */
  viewAt(heads: readonly OpId[]): LedgerView | null {
    const name = [...heads].sort().join();
    const known = this.#views.get(name);
    if (known) return known;
    const closure = this.#closure(heads);
    if (closure === null) return null;
    const view = LedgerView.of(this.#history, closure, [...this.#views.values()].slice(-mostBases));
    this.#views.set(name, view);
    return view;
  }

  stateAt(heads: readonly OpId[]): MembershipState | null {
    return this.viewAt(heads)?.state ?? null;
  }

  /** Whether everything `earlier` names is named by `later` too. */
  isMonotone(earlier: readonly OpId[], later: readonly OpId[]): boolean {
    const [before, after] = [this.#closure(earlier), this.#closure(later)];
    return before !== null && after !== null && before.isWithin(after);
  }

  /** Everything somebody lacks who holds these heads, in an order that can be added as it comes. */
  operationsAfter(heads: readonly OpId[]): Operation[] {
    const theirs = this.#closure(heads.filter((head) => this.has(head))) ?? OpSet.empty;
    return this.#byArrival.filter(({ arrival }) => !theirs.has(arrival));
  }

  /** Everything ever signed, in order, with whether it counts now and for whom it was signed. */
  get chronicle(): ChronicleEntry[] {
    const { view } = this;
    return this.#history.all.map((operation) => ({ operation, ...view.worthOf(operation) }));
  }

  /** The key that verifies what a device signs; undefined for one that never entered. */
  verifyKeyOf(deviceId: Id): CryptoKey | undefined {
    return this.#keys.get(deviceId);
  }

  /** How many operations lie here that a device signed. */
  countOf(deviceId: Id): number {
    return this.#counts.get(deviceId) ?? 0;
  }

  /**
   * Checks a record and keeps it. Resolves to false when it was known already. `isAdmitted`: whether
   * more of a device is to be kept at all.
   */
  add(
    record: Bytes,
    isAdmitted: (deviceId: Id) => boolean = () => true
  ): Promise<Result<boolean, Refusal>> {
    return this.#queue.run(async () => {
      const operation = await readOperation(record);
      if (!operation.ok) return operation;
      if (this.has(operation.value.id)) return ok(false);
      const placed = await this.#place(operation.value);
      if (!placed.ok) return placed;
      if (!isAdmitted(placed.value.deviceId)) return err('too-many');
      await this.#storage.commit([this.#putChange(placed.value)], 'strict');
      await this.#insert(placed.value);
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
      await this.#insert(placed.value);
      return operation;
    });
  }

  #headsByOrder(): PlacedOperation[] {
    const heads = this.#heads.map((id) => this.#ops.get(id)).filter((op) => op !== undefined);
    return heads.sort((a, b) => byOrder(b, a));
  }

  #putChange(placed: PlacedOperation): StorageChange {
    return { type: 'put', key: ['op', this.spaceId, placed.arrival], value: placed.record };
  }

  async #place(operation: Operation): Promise<Result<PlacedOperation, Refusal>> {
    if (!equalBytes(operation.spaceId, this.spaceId)) return err('wrong-space');
    const past = this.#closure(operation.parents);
    if (past === null) return err('missing-parents');
    if (!this.#hasSoundLinks(operation)) return err('bad-links');
    const key = await this.#authorKey(operation, past);
    if (!key) return err('unknown-author');
    if (!(await verify(key, operation.signature, 'cairn/1/op', operation.signed))) {
      return err('bad-signature');
    }
    const { body } = operation;
    const isEntry = body.kind === 'admit' || body.kind === 'add-device';
    if (isEntry && this.#isDeviceKnown(body.device, past)) return err('device-known');
    if (!(await this.#isPossessed(body))) return err('bad-proof');
    return ok({
      ...operation,
      arrival: this.#byArrival.length,
      past,
      isProved: body.kind === 'admit' && (await this.#isProved(body, past)),
      makesOrgId: await orgMadeBy(operation)
    });
  }

  #hasSoundLinks(operation: Operation): boolean {
    const parents = operation.parents.map((id) => this.#ops.get(id));
    let highest = 0;
    for (const parent of parents) {
      if (!parent) return false;
      highest = Math.max(highest, parent.lamport);
      if (parents.some((other) => other?.past.has(parent.arrival))) return false;
    }
    return operation.lamport === highest + 1;
  }

  /** The key of what its own past knows as the author. */
  async #authorKey({ body, deviceId }: Operation, past: OpSet): Promise<CryptoKey | undefined> {
    if (body.kind === 'genesis') {
      const isOwn = idFromBytes(body.device.deviceId) === deviceId;
      return isOwn ? importVerifyKey(body.device.signingKey) : undefined;
    }
    const entries = [
      ...this.#history.entriesOf(deviceId),
      ...this.#history.recoveriesNamed(deviceId)
    ];
    return entries.some(({ op }) => past.has(op.arrival)) ? this.#keys.get(deviceId) : undefined;
  }

  #isDeviceKnown(device: DeviceDescription, past: OpSet): boolean {
    const entries = this.#history.entriesOf(idFromBytes(device.deviceId));
    return entries.some(({ op }) => past.has(op.arrival));
  }

  /** Who adds a device or a recovery identity to a member shows that it holds the keys. */
  async #isPossessed(body: OperationBody): Promise<boolean> {
    if (body.kind !== 'add-device' && body.kind !== 'set-recovery') return true;
    const device = body.kind === 'add-device' ? body.device : body.recovery;
    const entersBy = idToBytes(body.memberId);
    const message = possessionMessage(device, this.spaceId, entersBy, kindNumbers[body.kind]);
    const key = await importVerifyKey(device.signingKey);
    return verify(key, body.possession, 'cairn/1/pop', message);
  }

  /** Whether an entering device holds its own keys and the secret of an invitation in its past. */
  async #isProved(
    { inviteId, device, recovery, proof, possession }: Extract<OperationBody, { kind: 'admit' }>,
    past: OpSet
  ): Promise<boolean> {
    // The name of an invitation is the hash of its key, so that all of one name have one key.
    const [invitation] = this.#history
      .invitationsNamed(inviteId)
      .filter(({ arrival }) => past.has(arrival));
    if (!invitation) return false;
    const join = await joinMessage(this.spaceId, inviteId, device, recovery);
    const deviceKey = await importVerifyKey(device.signingKey);
    const message = possessionMessage(device, this.spaceId, join.inviteId, kindNumbers.admit);
    if (!(await verify(deviceKey, possession, 'cairn/1/pop', message))) return false;
    const inviteKey = await importVerifyKey(invitation.body.inviteKey);
    return verify(inviteKey, proof, 'cairn/1/join', join.message);
  }

  async #insert(placed: PlacedOperation): Promise<void> {
    for (const { deviceId, signingKey } of identitiesIn(placed.body)) {
      this.#keys.set(idFromBytes(deviceId), await importVerifyKey(signingKey));
    }
    this.#ops.set(placed.id, placed);
    this.#byArrival.push(placed);
    this.#counts.set(placed.deviceId, this.countOf(placed.deviceId) + 1);
    this.#history.add(placed);
    const heads = this.#heads.filter((head) => !placed.parents.includes(head));
    this.#heads = [...heads, placed.id].sort();
  }

  /** These operations and all their ancestors; null when one is unknown. */
  #closure(heads: readonly OpId[]): OpSet | null {
    let set = OpSet.empty;
    for (const head of heads) {
      const op = this.#ops.get(head);
      if (!op) return null;
      set = set.union(op.past.with(op.arrival));
    }
    return set;
  }
}

function identitiesIn(body: OperationBody): DeviceDescription[] {
  switch (body.kind) {
    case 'genesis':
    case 'admit':
      return body.recovery ? [body.device, body.recovery] : [body.device];
    case 'add-device':
      return [body.device];
    case 'set-recovery':
      return [body.recovery];
    default:
      return [];
  }
}

async function orgMadeBy({ body, idBytes }: Operation): Promise<Id | null> {
  if (body.kind === 'genesis') return idFromBytes(await hashId('cairn/1/org', body.orgNonce));
  return body.kind === 'add-organisation' ? idFromBytes(idBytes.slice(0, 16)) : null;
}
