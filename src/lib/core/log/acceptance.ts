import { type Bytes, equalBytes, type Id } from '#lib/core/base/index.ts';
import { isAtLeast, type LedgerView } from '#lib/core/membership/index.ts';
import type { Author } from './author.ts';
import { type Domain, domainOf, mayWrite } from './domain.ts';
import type { Lines } from './lines.ts';
import type { Meta, Position } from './meta.ts';
import { trustedIn } from './trust.ts';

/** What is known of the logs, as far as acceptance asks. */
export interface KnownLogs {
  readonly lines: Lines;
  /** All logs of a device. */
  logsOf(deviceId: Id): readonly Author[];
  /** The log in which an entry lies that is here. */
  logOf(position: Position): Promise<Id | undefined>;
  /** The hash of an entry that lies here. */
  hashAt(log: Id, seq: number): Promise<Bytes | undefined>;
  /** How far the author of an entry had read each other log of a domain. */
  frontierAt(log: Id, seq: number, domain: Domain): Promise<ReadonlyMap<Id, number>>;
}

/** An entry that another names, and the log in which it was found. */
export type Found = Position & { log: Id };

/** What consistency looks at: header and META alone, never the body. */
export interface Claim {
  deviceId: Id;
  meta: Meta;
  /** What META names. */
  deps: readonly Found[];
  /** The ledger as the author saw it. */
  view: LedgerView;
  /** An earlier entry of this device and domain was not consistent. */
  stopped: boolean;
  /** All entries the claim newly stands on are consistent entries of its own domain. */
  standsOnConsistent: boolean;
}

/**
 * Whether an envelope is what an honest author would have written: it had the power in the state
 * it saw, and all it stands on counted there (docs/protocol.md, "Acceptance"). Depends on the
 * envelope and its past alone, so it is decided once and for everybody.
 */
export async function isConsistent(
  { deviceId, meta, deps, view, stopped, standsOnConsistent }: Claim,
  logs: KnownLogs
): Promise<boolean> {
  const domain = domainOf(meta.docKind);
  if (stopped || !standsOnConsistent) return false;
  if (!mayWrite(view, deviceId, meta.docKind, meta.docId)) return false;
  if (domain === 'profile') return meta.deps.length === 0;
  return areCovered(deps, domain, view, logs);
}

/**
 * Whether everything an author names counted in its view: by its writer's power, by being just
 * where a cut was made, or because something else it names had read it before.
 */
async function areCovered(
  deps: readonly Found[],
  domain: Domain,
  view: LedgerView,
  logs: KnownLogs
): Promise<boolean> {
  const isByRight = (dep: Found) =>
    hasPower(view, dep.deviceId, domain) || isCutPoint(view, dep.deviceId, dep);
  const covered = deps.filter(isByRight);
  let open = deps.filter((dep) => !isByRight(dep));
  for (let grew = true; grew && open.length > 0;) {
    const vouched: Found[] = [];
    for (const dep of open) {
      for (const voucher of covered) {
        const read = await logs.frontierAt(voucher.log, voucher.seq, domain);
        if ((read.get(dep.log) ?? 0) < dep.seq) continue;
        vouched.push(dep);
        break;
      }
    }
    grew = vouched.length > 0;
    covered.push(...vouched);
    open = open.filter((dep) => !vouched.includes(dep));
  }
  return open.length === 0;
}

const isCutPoint = (view: LedgerView, deviceId: Id, { seq, hash16 }: Position): boolean =>
  view
    .cutsOf(deviceId)
    .some((cut) => cut.seq === seq && equalBytes(hash16, cut.hash.subarray(0, 16)));

/**
 * How far each log counts in a domain where it does not count to its end: of those whose writer no
 * longer has the power, and of the branches of one that was forked. Up to the furthest cut that
 * names an entry of it, and whatever others had read of it.
 */
export async function limitsIn(
  domain: Domain,
  authors: readonly Author[],
  view: LedgerView,
  logs: KnownLogs
): Promise<Map<Id, number>> {
  const limits = new Map<Id, number>();
  for (const { log, deviceId } of authors) {
    if (!hasPower(view, deviceId, domain)) limits.set(log, 0);
  }
  for (const deviceId of logs.lines.forked) {
    if (!hasPower(view, deviceId, domain)) continue;
    const trusted = await trustedIn(deviceId, view.adoptionsOf(deviceId), logs);
    for (const [log, upTo] of trusted) if (upTo < Infinity) limits.set(log, upTo);
  }
  if (limits.size === 0) return limits;
  const byLog = new Map(authors.map((author) => [author.log, author]));
  let grew = false;
  const raise = (log: Id, seq: number) => {
    const known = limits.get(log);
    const limit = Math.min(seq, byLog.get(log)?.domains.get(domain)?.headSeq ?? 0);
    if (known === undefined || limit <= known) return;
    limits.set(log, limit);
    grew = true;
  };
  for (const deviceId of new Set([...limits.keys()].map((log) => byLog.get(log)?.deviceId ?? ''))) {
    for (const { seq, hash } of view.cutsOf(deviceId)) {
      const log = await logs.logOf({ deviceId, seq, hash16: hash.slice(0, 16) });
      if (log === undefined) continue;
      for (const [id, upTo] of logs.lines.past(log, seq)) raise(id, upTo);
    }
  }
  if (domain === 'profile') return limits;
  do {
    grew = false;
    for (const { log, domains } of authors) {
      const head = domains.get(domain);
      const upTo = Math.min(head?.headSeq ?? 0, limits.get(log) ?? Infinity);
      if (upTo === 0) continue;
      for (const [id, seq] of await logs.frontierAt(log, upTo, domain)) raise(id, seq);
    }
  } while (grew);
  return limits;
}

/** Whether what a device writes in a domain can count at all in a state. */
export function hasPower(view: LedgerView, deviceId: Id, domain: Domain): boolean {
  const role = view.roleOf(deviceId);
  if (domain === 'profile') return role !== null;
  return isAtLeast(role, domain === 'comments' ? 'commenter' : 'editor');
}
