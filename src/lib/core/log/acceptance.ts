import type { Bytes, Id } from '#lib/core/base/index.ts';
import { isAtLeast, type LedgerView } from '#lib/core/membership/index.ts';
import type { Author } from './author.ts';
import { type Domain, domainOf, mayWrite } from './domain.ts';
import type { Meta, Position } from './meta.ts';

/** What is known of the logs, as far as acceptance asks. */
export interface KnownLogs {
  /** The hash of an entry that lies here. */
  hashAt(deviceId: Id, seq: number): Promise<Bytes | undefined>;
  /** How far the author of an entry had read each other log of a domain. */
  frontierAt(deviceId: Id, seq: number, domain: Domain): Promise<ReadonlyMap<Id, number>>;
}

/** What consistency looks at: header and META alone, never the body. */
export interface Claim {
  deviceId: Id;
  meta: Meta;
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
  { deviceId, meta, view, stopped, standsOnConsistent }: Claim,
  logs: KnownLogs
): Promise<boolean> {
  const domain = domainOf(meta.docKind);
  if (stopped || !standsOnConsistent) return false;
  if (!mayWrite(view, deviceId, meta.docKind, meta.docId)) return false;
  if (domain === 'profile') return meta.deps.length === 0;
  return areCovered(meta.deps, domain, view, logs);
}

/**
 * Whether everything an author names counted in its view: by its writer's power, by being just
 * where a cut was made, or because something else it names had read it before.
 */
async function areCovered(
  deps: readonly Position[],
  domain: Domain,
  view: LedgerView,
  logs: KnownLogs
): Promise<boolean> {
  const isByRight = (dep: Position) =>
    hasPower(view, dep.deviceId, domain) || isCutPoint(view, dep.deviceId, dep);
  const covered = deps.filter(isByRight);
  let open = deps.filter((dep) => !isByRight(dep));
  for (let grew = true; grew && open.length > 0;) {
    const vouched: Position[] = [];
    for (const dep of open) {
      for (const voucher of covered) {
        const read = await logs.frontierAt(voucher.deviceId, voucher.seq, domain);
        if ((read.get(dep.deviceId) ?? 0) < dep.seq) continue;
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
  view.cutsOf(deviceId).some((cut) => cut.seq === seq && hash16.every((b, i) => b === cut.hash[i]));

/**
 * How far the log of every device counts in a domain, of those whose writer no longer has the
 * power: up to the furthest cut that names an entry of it, and whatever others had read of it.
 */
export async function limitsIn(
  domain: Domain,
  authors: readonly Author[],
  view: LedgerView,
  logs: KnownLogs
): Promise<Map<Id, number>> {
  const limits = new Map<Id, number>();
  for (const { deviceId } of authors) {
    if (!hasPower(view, deviceId, domain)) limits.set(deviceId, 0);
  }
  if (limits.size === 0) return limits;
  const raise = (deviceId: Id, seq: number): boolean => {
    const own = authors.find((author) => author.deviceId === deviceId)?.domains.get(domain);
    const known = limits.get(deviceId);
    const limit = Math.min(seq, own?.headSeq ?? 0);
    if (known === undefined || limit <= known) return false;
    limits.set(deviceId, limit);
    return true;
  };
  for (const deviceId of limits.keys()) {
    for (const cut of view.cutsOf(deviceId)) {
      const hash = await logs.hashAt(deviceId, cut.seq);
      if (hash?.every((byte, i) => byte === cut.hash[i])) raise(deviceId, cut.seq);
    }
  }
  if (domain === 'profile') return limits;
  for (let grew = true; grew;) {
    grew = false;
    for (const author of authors) {
      const head = author.domains.get(domain);
      const upTo = Math.min(head?.headSeq ?? 0, limits.get(author.deviceId) ?? Infinity);
      if (upTo === 0) continue;
      const read = await logs.frontierAt(author.deviceId, upTo, domain);
      for (const [deviceId, seq] of read) grew = raise(deviceId, seq) || grew;
    }
  }
  return limits;
}

/** Whether what a device writes in a domain can count at all in a state. */
export function hasPower(view: LedgerView, deviceId: Id, domain: Domain): boolean {
  const role = view.roleOf(deviceId);
  if (domain === 'profile') return role !== null;
  return isAtLeast(role, domain === 'comments' ? 'commenter' : 'editor');
}
