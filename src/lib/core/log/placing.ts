import type { Ledger } from '#lib/core/membership/index.ts';
import type { StorageChange } from '#lib/core/storage/index.ts';
import { type Found, hasPower, isConsistent } from './acceptance.ts';
import { domainOfAuthor } from './author.ts';
import type { Chains } from './chains.ts';
import type { Counting } from './counting.ts';
import { domainOf } from './domain.ts';
import type { OpenedEnvelope } from './envelope.ts';
import type { Meta } from './meta.ts';
import type { LogEntry, Obstacle } from './ports.ts';

/** `consistent`: its author had the right to write it. */
export type Placed = { entry: LogEntry; consistent: boolean; changes: StorageChange[] };

interface Parts {
  ledger: Ledger;
  chains: Chains;
  counting: Counting;
}

/** Links an opened envelope to its log and judges it. Changes memory, which only a commit may keep. */
export async function place(
  envelope: OpenedEnvelope,
  { ledger, chains, counting }: Parts
): Promise<Placed | Obstacle | 'known'> {
  const { deviceId, meta } = envelope;
  const author = await chains.logFor(envelope);
  if (typeof author === 'string') return author;
  const view = ledger.viewAt(meta.ledgerHeads);
  if (!view) return 'waiting';
  if (!ledger.isMonotone(author.ledgerHeads, meta.ledgerHeads)) return 'refused';
  const standing = await standingOf(meta, chains);
  if (typeof standing === 'string') return standing;

  const domain = domainOf(meta.docKind);
  const own = domainOfAuthor(author, domain);
  const { deps, standsOnConsistent } = standing;
  const consistent = await isConsistent(
    { deviceId, meta, deps, view, stopped: own.stopped, standsOnConsistent },
    chains
  );
  const isNewBranch = author.stem !== null && chains.known(author.log) === undefined;
  const { at, changes } = await chains.place(envelope, author, consistent);
  const accepted =
    consistent &&
    !isNewBranch &&
    hasPower(ledger.view, deviceId, domain) &&
    counting.isOpen(domain, author.log);
  const entry = counting.entryOf(envelope, author.log, at.arrival, own.frontier);
  return { entry: { ...entry, accepted }, consistent, changes };
}

/** Whether the entries a META names are here, are the ones meant, and are what honest authors write. */
async function standingOf(
  meta: Meta,
  chains: Chains
): Promise<{ deps: Found[]; standsOnConsistent: boolean } | 'waiting'> {
  const deps: Found[] = [];
  let standsOnConsistent = true;
  for (const dep of meta.deps) {
    const log = await chains.logOf(dep);
    // Where another entry has its number, the branch that is meant may still be on its way.
    if (log === undefined) return 'waiting';
    const [at, named] = [await chains.at(log, dep.seq), await chains.metaAt(log, dep.seq)];
    const sameDomain = named && domainOf(named.docKind) === domainOf(meta.docKind);
    if (!at?.consistent || !sameDomain) standsOnConsistent = false;
    deps.push({ ...dep, log });
  }
  return { deps, standsOnConsistent };
}
