import { type FactBook, type ReferenceRole } from './reference-facts.ts';
import type { View } from './reference-view.ts';

export interface Outcome {
  /** Ids of the facts that count. */
  counted: ReadonlySet<string>;
  members: { id: string; role: ReferenceRole; org: string | null }[];
  /** Active ones, and whose they are. */
  devices: Map<string, string>;
  /** The recovery identity of every member who has one. */
  recoveries: Map<string, string>;
  organisations: Set<string>;
  /** `usedBy` stays who came in on it, a member still or not; `revoked`: every copy that counts. */
  invitations: Map<string, { usedBy: string | null; revoked: boolean }>;
  /** With those who were added later. */
  epochs: { epoch: string; recipients: Set<string> }[];
  updateNeeded: boolean;
  minVersion: number;
  /** Each as kind and name with a space between. */
  erased: Set<string>;
}

export function outcomeOf(book: FactBook, counted: ReadonlySet<string>, view: View): Outcome {
  const { members, organisations } = view;
  const outcome: Outcome = {
    counted,
    members: members.map(({ act }) => ({
      id: act.member,
      role: view.role(act.member) ?? 'reader',
      org: act.org
    })),
    devices: new Map([...view.activeDevices].map((one) => [one, view.activeOwner(one) ?? ''])),
    recoveries: new Map(),
    organisations,
    invitations: new Map(),
    epochs: [],
    updateNeeded: false,
    minVersion: 0,
    erased: new Set()
  };
  for (const { act } of members) {
    const recovery = view.recovery(act.member);
    if (recovery !== null) outcome.recoveries.set(act.member, recovery);
  }
  for (const fact of book.all) if (counted.has(fact.id)) addUp(outcome, view, fact);
  return outcome;
}

function addUp(outcome: Outcome, view: View, fact: FactBook['all'][number]): void {
  const { act } = fact;
  switch (act.kind) {
    case 'found':
    case 'min-version':
      outcome.minVersion = Math.max(outcome.minVersion, act.version);
      break;
    case 'invite': {
      const revoked = view.invitations(act.invite).every((one) => view.isRevoked(one));
      const usedBy = view.placeOn(act.invite)?.act.member ?? null;
      outcome.invitations.set(act.invite, { usedBy, revoked });
      break;
    }
    case 'epoch':
      outcome.epochs.push({ epoch: act.epoch, recipients: new Set(act.recipients) });
      break;
    case 'rewrap': {
      const epoch = outcome.epochs.find((one) => one.epoch === act.epoch);
      for (const recipient of act.recipients) epoch?.recipients.add(recipient);
      break;
    }
    case 'erase':
      outcome.erased.add(`${act.documentKind} ${act.document}`);
      break;
    case 'unknown':
      if (act.number < 128 && view.signedByAdmin(fact)) outcome.updateNeeded = true;
      break;
    default:
      break;
  }
}
