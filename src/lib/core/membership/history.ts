import { type Id, idFromBytes } from '#lib/core/base/index.ts';
import type { DeviceDescription } from '#lib/core/identity/index.ts';
import type { OperationBody, OperationKind } from './body.ts';
import type { Operation } from './operation.ts';
import type { OpSet } from './op-set.ts';

/** What a ledger knows of an operation beyond its own bytes. */
export interface PlacedOperation extends Operation {
  /** Its number in the order of arrival, which is its bit in every set. */
  arrival: number;
  /** Strict ancestors. */
  past: OpSet;
  /** For a founding: the organisation it makes; for `add-organisation`: its own. */
  makesOrgId: Id | null;
  /** For an admission: whether the entering device showed the invitation's secret and its own keys. */
  isProved: boolean;
}

export type Placed<Kind extends OperationKind> = PlacedOperation & {
  body: Extract<OperationBody, { kind: Kind }>;
};

/** By which operation a device entered, and for whom. */
export interface DeviceEntry {
  op: PlacedOperation;
  deviceId: Id;
  device: DeviceDescription;
  memberId: Id;
}

/** Which recovery identity a member named, by which operation. */
export interface RecoveryEntry {
  op: PlacedOperation;
  recovery: DeviceDescription;
  recoveryId: Id;
  memberId: Id;
}

export type Creation = Placed<'genesis'> | Placed<'admit'>;

/** The order in which operations are judged: lamport, then id. */
export const byOrder = (a: Operation, b: Operation): number =>
  a.lamport - b.lamport || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

export const isConcurrent = (a: PlacedOperation, b: PlacedOperation): boolean =>
  a !== b && !a.past.has(b.arrival) && !b.past.has(a.arrival);

/** The member that an operation makes is named by its first bytes. */
export const memberIdOf = (op: Operation): Id => idFromBytes(op.idBytes.slice(0, 16));

/**
 * All operations of a ledger with what refers to whom, every list in order. It only grows, and
 * says what was signed, never what it is worth.
 */
export class History {
  /** In order. */
  readonly all: PlacedOperation[] = [];
  readonly creations = new Map<Id, Creation>();
  readonly #lists = new Map<string, PlacedOperation[]>();
  readonly #devices = new Map<Id, DeviceEntry[]>();
  readonly #devicesByMember = new Map<Id, DeviceEntry[]>();
  readonly #recoveries = new Map<Id, RecoveryEntry[]>();
  readonly #recoveriesById = new Map<Id, RecoveryEntry[]>();

  add(op: PlacedOperation): void {
    insert(this.all, op, (one) => one);
    const { body } = op;
    switch (body.kind) {
      case 'genesis':
      case 'admit': {
        const memberId = memberIdOf(op);
        this.creations.set(memberId, op as Creation);
        this.#list('role', memberId, op);
        this.#addDevice(op, memberId, body.device);
        if (body.recovery) this.#addRecovery(op, memberId, body.recovery);
        if (body.kind === 'admit') this.#list('admission', body.inviteId, op);
        break;
      }
      case 'add-device':
        this.#addDevice(op, body.memberId, body.device);
        break;
      case 'set-recovery':
        this.#addRecovery(op, body.memberId, body.recovery);
        break;
      case 'set-role':
        this.#list('role', body.memberId, op);
        break;
      case 'remove-member':
        this.#list('removal', body.memberId, op);
        break;
      case 'remove-device':
        this.#list('device-removal', body.deviceId, op);
        break;
      case 'invite':
        this.#list('invitation', body.inviteId, op);
        break;
      case 'revoke-invitation':
        this.#list('revocation', body.inviteId, op);
        break;
      default:
        break;
    }
    if (op.makesOrgId !== null) this.#list('organisation', op.makesOrgId, op);
  }

  /** Foundings, admissions and role settings of one member. */
  rolesOf = (memberId: Id) => this.#listed('role', memberId);
  removalsOf = (memberId: Id) => this.#listed('removal', memberId);
  deviceRemovalsOf = (deviceId: Id) => this.#listed('device-removal', deviceId);
  invitationsNamed = (inviteId: Id) =>
    this.#listed('invitation', inviteId) as readonly Placed<'invite'>[];
  revocationsOf = (inviteId: Id) => this.#listed('revocation', inviteId);
  admissionsOn = (inviteId: Id) =>
    this.#listed('admission', inviteId) as readonly Placed<'admit'>[];
  makersOf = (orgId: Id) => this.#listed('organisation', orgId);

  get organisations(): Id[] {
    return this.all.flatMap(({ makesOrgId }) => makesOrgId ?? []);
  }

  get deviceIds(): Iterable<Id> {
    return this.#devices.keys();
  }

  entriesOf(deviceId: Id): readonly DeviceEntry[] {
    return this.#devices.get(deviceId) ?? [];
  }

  devicesOf(memberId: Id): readonly DeviceEntry[] {
    return this.#devicesByMember.get(memberId) ?? [];
  }

  recoveriesOf(memberId: Id): readonly RecoveryEntry[] {
    return this.#recoveries.get(memberId) ?? [];
  }

  recoveriesNamed(recoveryId: Id): readonly RecoveryEntry[] {
    return this.#recoveriesById.get(recoveryId) ?? [];
  }

  /** Whether another operation of a view brings in what this one does, as device or recovery. */
  isNamedTwice({ arrival, body }: PlacedOperation, view: OpSet): boolean {
    const brought = [
      ...('device' in body ? [body.device] : []),
      ...('recovery' in body && body.recovery ? [body.recovery] : [])
    ].map(({ deviceId }) => idFromBytes(deviceId));
    return brought
      .flatMap((id) => [...this.entriesOf(id), ...this.recoveriesNamed(id)])
      .some(({ op }) => op.arrival !== arrival && view.has(op.arrival));
  }

  /** Whether an operation was signed by what its own past knows as a device or recovery of a member. */
  isSignedFor({ deviceId, past }: PlacedOperation, memberId: Id): boolean {
    return [...this.entriesOf(deviceId), ...this.recoveriesNamed(deviceId)].some(
      (entry) => entry.memberId === memberId && past.has(entry.op.arrival)
    );
  }

  #addDevice(op: PlacedOperation, memberId: Id, device: DeviceDescription): void {
    const deviceId = idFromBytes(device.deviceId);
    const entry = { op, deviceId, device, memberId };
    insert(listIn(this.#devices, deviceId), entry, (one) => one.op);
    insert(listIn(this.#devicesByMember, memberId), entry, (one) => one.op);
  }

  #addRecovery(op: PlacedOperation, memberId: Id, recovery: DeviceDescription): void {
    const recoveryId = idFromBytes(recovery.deviceId);
    const entry = { op, recovery, recoveryId, memberId };
    insert(listIn(this.#recoveries, memberId), entry, (one) => one.op);
    insert(listIn(this.#recoveriesById, recoveryId), entry, (one) => one.op);
  }

  #list(what: string, name: Id, op: PlacedOperation): void {
    insert(listIn(this.#lists, `${what} ${name}`), op, (one) => one);
  }

  #listed(what: string, name: Id): readonly PlacedOperation[] {
    return this.#lists.get(`${what} ${name}`) ?? [];
  }
}

function listIn<Value>(lists: Map<string, Value[]>, name: string): Value[] {
  const known = lists.get(name);
  if (known) return known;
  const fresh: Value[] = [];
  lists.set(name, fresh);
  return fresh;
}

/** Most operations come last: the way from the end is short. */
function insert<Value>(list: Value[], value: Value, opOf: (value: Value) => Operation): void {
  let at = list.length;
  while (at > 0 && byOrder(opOf(list[at - 1] as Value), opOf(value)) > 0) at--;
  list.splice(at, 0, value);
}
