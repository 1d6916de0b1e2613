import type { Id } from '#lib/core/base/index.ts';
import {
  byOrder,
  type History,
  isConcurrent,
  type Placed,
  type PlacedOperation
} from './history.ts';
import { OpSet } from './op-set.ts';
import { mayDo } from './powers.ts';
import { levelOf, levels } from './roles.ts';
import { compareRanks, type Rank, Standing } from './standing.ts';

type Lowering = Placed<'remove-device'> | Placed<'remove-member'> | Placed<'set-role'>;

/** What a causally closed set of operations comes to. Depends on the set alone. */
export interface Resolution {
  /** The operations it is about. */
  readonly view: OpSet;
  /** Those that count. */
  readonly counted: OpSet;
  readonly standing: Standing;
  /** Removals and demotions in the order in which they were settled, later overruled ones included. */
  readonly settled: readonly PlacedOperation[];
  /** R2 or R8 had a say: the next operation may change more than itself. */
  readonly delicate: boolean;
}

/**
 * Who counts (docs/protocol.md, "Resolution"). Removals and demotions are settled one by one, the
 * most senior author first, and each makes void what its victim signed without knowing of it; all
 * else counts iff its author had the power for it in the state of its own past.
 */
export function resolve(history: History, view: OpSet, known?: Resolution): Resolution {
  return (known && goOn(history, view, known)) ?? new Settling(history, view).run();
}

/**
 * What is new in a view, judged by what was known, where nothing new can change what older
 * operations are worth; undefined where something might.
 */
function goOn(history: History, view: OpSet, known: Resolution): Resolution | undefined {
  if (known.delicate || !known.view.isWithin(view)) return undefined;
  let { counted, view: seen } = known;
  const settled = [...known.settled];
  for (const op of history.all) {
    if (!view.has(op.arrival) || known.view.has(op.arrival)) continue;
    if (!isQuiet(history, op, { seen, view, settled })) return undefined;
    const past = new Standing(history, op.past.and(counted));
    if (mayDo(op, past)) {
      counted = counted.with(op.arrival);
      if (lowers(op, past)) settled.push(op);
    }
    seen = seen.with(op.arrival);
  }
  const standing = new Standing(history, counted);
  if (settled.length > known.settled.length && !hasActiveAdmin(standing)) return undefined;
  return { view, counted, standing, settled, delicate: false };
}

/** Whether nothing that is known could be worth more or less for this operation. */
function isQuiet(
  history: History,
  op: PlacedOperation,
  { seen, view, settled }: { seen: OpSet; view: OpSet; settled: readonly PlacedOperation[] }
): boolean {
  const { body } = op;
  if (body.kind === 'set-recovery' || body.kind === 'genesis' || raises(op)) return false;
  // A removal that knows of everything makes nothing void.
  if (isLowering(op)) return seen.isWithin(op.past);
  if (history.isNamedTwice(op, view)) return false;
  if (body.kind === 'admit') {
    const rivals = history.admissionsOn(body.inviteId);
    if (rivals.some((rival) => rival !== op && view.has(rival.arrival))) return false;
  }
  return !settled.some((one) => isConcurrent(one, op) && isByVictim(history, one, op));
}

/** One run of the rule over one set. */
class Settling {
  readonly #history: History;
  readonly #view: OpSet;
  /** In order. */
  readonly #ops: readonly PlacedOperation[];
  readonly #isVoid = new Set<PlacedOperation>();
  readonly #accepted = new Set<PlacedOperation>();
  readonly #settled: PlacedOperation[] = [];
  #counted: OpSet;
  /** In the order of settling, as long as nothing changes what counts. */
  #open: readonly Candidate[] | null = null;
  #delicate = false;

  constructor(history: History, view: OpSet) {
    this.#history = history;
    this.#view = view;
    this.#ops = history.all.filter(({ arrival }) => view.has(arrival));
    this.#counted = this.#count(0, OpSet.empty);
  }

  run(): Resolution {
    for (;;) {
      const candidates = this.#candidates();
      if (!candidates.some(({ byAdmin }) => byAdmin) && this.#overruleStewards()) continue;
      const [next] = candidates;
      if (next) this.#accept(next.op);
      else if (!this.#restoreAnAdmin()) return this.#outcome();
    }
  }

  #outcome(): Resolution {
    return {
      view: this.#view,
      counted: this.#counted,
      standing: this.#standing,
      settled: this.#settled,
      delicate: this.#delicate
    };
  }

  get #standing(): Standing {
    return new Standing(this.#history, this.#counted);
  }

  /** The state an operation was signed in, as far as it counts. */
  #before(op: PlacedOperation): Standing {
    return new Standing(this.#history, op.past.and(this.#counted));
  }

  /** Walks the operations from `from` on; `before` holds what counts of the earlier ones. */
  #count(from: number, before: OpSet): OpSet {
    const arrivals: number[] = [];
    let counted = before;
    // What stands on an operation comes later in order, so sets may lag behind by one run.
    for (const op of this.#ops.slice(from)) {
      if (this.#isVoid.has(op)) continue;
      if (!mayDo(op, new Standing(this.#history, op.past.and(counted)))) continue;
      arrivals.push(op.arrival);
      counted = counted.with(op.arrival);
    }
    return counted;
  }

  #candidates(): readonly Candidate[] {
    this.#open ??= this.#findCandidates();
    return (this.#open = this.#open.filter(({ op }) => !this.#accepted.has(op)));
  }

  #findCandidates(): Candidate[] {
    const standing = this.#standing;
    return this.#ops
      .filter((op) => !this.#accepted.has(op) && this.#lowers(op))
      .map((op) => this.#candidate(op, standing))
      .sort(compareCandidates);
  }

  #candidate(op: PlacedOperation, standing: Standing): Candidate {
    const signer = this.#before(op).signerOf(op);
    return {
      op,
      rank: standing.rankOf(signer?.memberId ?? ''),
      byAdmin: signer?.level === levels.admin,
      byRecovery: signer?.byRecovery ?? false,
      entry: standing.entryOf(op.deviceId)?.op ?? null
    };
  }

  /** Whether an operation counts and takes something away. */
  #lowers(op: PlacedOperation): boolean {
    return this.#counted.has(op.arrival) && isLowering(op) && lowers(op, this.#before(op));
  }

  /** What the victim signed without knowing of it is void. */
  #accept(removal: PlacedOperation): void {
    this.#accepted.add(removal);
    this.#settled.push(removal);
    this.#makeVoid(
      this.#ops.filter(
        (op) =>
          !this.#accepted.has(op) &&
          isConcurrent(op, removal) &&
          isByVictim(this.#history, removal, op) &&
          this.#takesEffectOn(removal, op)
      )
    );
  }

  /** A demotion makes void only what the lost power was needed for. */
  #takesEffectOn({ body }: PlacedOperation, op: PlacedOperation): boolean {
    if (body.kind !== 'set-role') return true;
    const past = this.#before(op);
    return mayDo(op, past) && !mayDo(op, past, levelOf(body.role));
  }

  /** R2: a steward does not prevail against an admin who raised the same person meanwhile. */
  #overruleStewards(): boolean {
    const overruled = this.#ops.filter((op) => {
      if (!isLowering(op) || this.#accepted.has(op) || !this.#counted.has(op.arrival)) return false;
      const past = this.#before(op);
      const memberId = victimOf(op, this.#standing);
      const author = past.signerOf(op);
      if (author?.level !== levels.steward || author.memberId === memberId) return false;
      return this.#history
        .rolesOf(memberId ?? '')
        .some(
          (raising) =>
            this.#counted.has(raising.arrival) && raises(raising) && isConcurrent(raising, op)
        );
    });
    this.#makeVoid(overruled);
    this.#delicate ||= overruled.length > 0;
    return overruled.length > 0;
  }

  /** R8, R9: a space is never left without an admin who can act. */
  #restoreAnAdmin(): boolean {
    const standing = this.#standing;
    if (hasActiveAdmin(standing)) return false;
    const last = [...this.#accepted].findLast((op) => {
      const memberId = victimOf(op, standing);
      return (
        this.#counted.has(op.arrival) &&
        memberId !== undefined &&
        this.#before(op).levelOf(memberId) === levels.admin
      );
    });
    if (!last) return false;
    this.#delicate = true;
    this.#accepted.delete(last);
    this.#makeVoid([last]);
    return true;
  }

  #makeVoid(ops: readonly PlacedOperation[]): void {
    const fresh = ops.filter((op) => !this.#isVoid.has(op));
    for (const op of fresh) this.#isVoid.add(op);
    const counting = fresh.filter(({ arrival }) => this.#counted.has(arrival)).sort(byOrder);
    const [first] = counting;
    if (!first) return;
    // Nothing that comes earlier in order can have stood on it.
    const from = this.#ops.indexOf(first);
    const earlier = this.#ops.slice(0, from).filter(({ arrival }) => this.#counted.has(arrival));
    const arrivals = earlier.map(({ arrival }) => arrival);
    this.#open = null;
    this.#counted = this.#count(from, OpSet.of(arrivals, this.#history.all.length));
  }
}

interface Candidate {
  op: PlacedOperation;
  rank: Rank;
  byAdmin: boolean;
  byRecovery: boolean;
  /** By which the signing device entered. */
  entry: PlacedOperation | null;
}

function compareCandidates(a: Candidate, b: Candidate): number {
  const byEntry = a.entry && b.entry ? byOrder(a.entry, b.entry) : 0;
  const byKey = Number(b.byRecovery) - Number(a.byRecovery);
  return compareRanks(a.rank, b.rank) || byKey || byEntry || byOrder(a.op, b.op);
}

const isLowering = (op: PlacedOperation): op is Lowering =>
  op.body.kind === 'remove-device' ||
  op.body.kind === 'remove-member' ||
  op.body.kind === 'set-role';

/** Whether an operation takes something away from somebody, in the state of its past. */
function lowers({ body }: PlacedOperation, past: Standing): boolean {
  if (body.kind === 'set-role') return levelOf(body.role) < past.levelOf(body.memberId);
  return body.kind === 'remove-device' || body.kind === 'remove-member';
}

const raises = ({ body }: PlacedOperation): boolean =>
  body.kind === 'set-role' && levelOf(body.role) >= levels.steward;

/** Whom a removal or demotion is about. */
function victimOf({ body }: PlacedOperation, standing: Standing): Id | undefined {
  if (body.kind === 'remove-device') return standing.entryOf(body.deviceId)?.memberId;
  return body.kind === 'remove-member' || body.kind === 'set-role' ? body.memberId : undefined;
}

function isByVictim(history: History, { body }: PlacedOperation, op: PlacedOperation): boolean {
  if (body.kind === 'remove-device') return op.deviceId === body.deviceId;
  if (body.kind !== 'remove-member' && body.kind !== 'set-role') return false;
  return history.isSignedFor(op, body.memberId);
}

const hasActiveAdmin = (standing: Standing): boolean =>
  [...standing.history.creations.keys()].some((memberId) => isActiveAdmin(standing, memberId));

function isActiveAdmin(standing: Standing, memberId: Id): boolean {
  if (standing.levelOf(memberId) !== levels.admin) return false;
  const { history } = standing;
  return (
    history
      .devicesOf(memberId)
      .some(
        (entry) => standing.entryOf(entry.deviceId) === entry && standing.isActive(entry.deviceId)
      ) || standing.recoveryOf(memberId) !== undefined
  );
}
