import type { Id } from '#lib/core/base/index.ts';
import type { Cut } from './body.ts';
import type { History, PlacedOperation } from './history.ts';
import type { OpSet } from './op-set.ts';
import { resolve, type Resolution } from './resolve.ts';
import { type Role, roleOfLevel } from './roles.ts';
import { type MembershipState, stateOf } from './state.ts';

/** What a part of a ledger comes to, read out as far as somebody asks. */
export class LedgerView {
  readonly #resolution: Resolution;
  #state: MembershipState | null = null;

  private constructor(resolution: Resolution) {
    this.#resolution = resolution;
  }

  /** `bases`: views known already; one that lies within saves most of the work. */
  static of(history: History, view: OpSet, bases: readonly LedgerView[]): LedgerView {
    const known = bases.map((base) => base.#resolution);
    const within = known.findLast((base) => base.view.isWithin(view));
    return new LedgerView(resolve(history, view, within));
  }

  get state(): MembershipState {
    return (this.#state ??= stateOf(this.#resolution));
  }

  /** Undefined for a device that is not active. */
  memberOf(deviceId: Id): Id | undefined {
    const { standing } = this.#resolution;
    return standing.isActive(deviceId) ? standing.entryOf(deviceId)?.memberId : undefined;
  }

  /** The role of the person whose device this is; null for a device that is not active. */
  roleOf(deviceId: Id): Role | null {
    const memberId = this.memberOf(deviceId);
    if (memberId === undefined) return null;
    return roleOfLevel(this.#resolution.standing.levelOf(memberId)) ?? null;
  }

  /** How far a device's log counts, by the word of whoever took its power or adopted it. */
  cutsOf(deviceId: Id): readonly Cut[] {
    return this.state.cuts.get(deviceId) ?? [];
  }

  /** The branches of a device's logs that administrators let count, the last one last. */
  adoptionsOf(deviceId: Id): readonly Cut[] {
    return this.state.adoptions.get(deviceId) ?? [];
  }

  /** Whether an operation counts, and for whom it was signed. */
  worthOf(op: PlacedOperation): { counts: boolean; memberId: Id | undefined } {
    const { standing } = this.#resolution;
    const before = standing.before(op);
    const owner = before.entryOf(op.deviceId) ?? standing.entryOf(op.deviceId);
    const recovery = before.signerOf(op);
    return { counts: standing.has(op), memberId: owner?.memberId ?? recovery?.memberId };
  }
}
