import { type Id, idFromBytes } from '#lib/core/base/index.ts';
import {
  type ChronicleEntry,
  type OperationBody,
  opIdToBytes
} from '#lib/core/membership/index.ts';
import type { Names } from './names.ts';
import type { Space } from './space.ts';
import type { HistoryRow, Role } from './types.ts';

const roleWords: Record<Role, string> = {
  reader: 'reader',
  commenter: 'commenter',
  editor: 'editor',
  steward: 'steward',
  admin: 'administrator'
};

const reasonWords = {
  unsaid: '',
  left: ' (has left)',
  lost: ' (lost or stolen)',
  'role-ended': ' (their role has ended)',
  concern: ' (a concern)'
};

/** The membership history of a space in plain words, the newest first. */
export function historyOf(space: Space, names: Names): HistoryRow[] {
  return space.ledger.chronicle.flatMap((entry) => rowOf(space, names, entry) ?? []).reverse();
}

function rowOf(
  space: Space,
  names: Names,
  { operation, counts, memberId }: ChronicleEntry
): HistoryRow | null {
  const what = whatIn(space, names, operation.body, operation.id);
  if (what === null) return null;
  const { members, former } = space.membership;
  const member = members.get(memberId ?? '') ?? former.get(memberId ?? '');
  return {
    at: operation.at,
    who: nameOf(names, memberId ?? ''),
    organisation: names.ofOrganisation(member?.orgId ?? null),
    what,
    counts
  };
}

/** Null for what is no news: a key given on is seen by nobody. */
function whatIn(space: Space, names: Names, body: OperationBody, opId: string): string | null {
  switch (body.kind) {
    case 'genesis':
      return 'Started the space';
    case 'add-organisation': {
      const orgId = madeBy(opId);
      return `Added the organisation ${names.ofOrganisation(orgId) || 'without a name yet'}`;
    }
    case 'invite': {
      const organisation = names.ofOrganisation(body.orgId) || 'an organisation without a name yet';
      return `Invited somebody of ${organisation} as ${roleWords[body.role]}`;
    }
    case 'revoke-invitation':
      return 'Took an invitation back';
    case 'admit': {
      const memberId = madeBy(opId);
      return `Let in ${nameOf(names, memberId)} as ${roleWords[body.role]}`;
    }
    case 'add-device':
      return `Added a device of ${nameOf(names, body.memberId)}`;
    case 'remove-device': {
      const owner = space.membership.owners.get(body.deviceId) ?? '';
      return `Removed a device of ${nameOf(names, owner)}${reasonWords[body.reason]}`;
    }
    case 'remove-member':
      return `Removed ${nameOf(names, body.memberId)}${reasonWords[body.reason]}`;
    case 'set-role':
      return `Made ${nameOf(names, body.memberId)} ${roleWords[body.role]}`;
    case 'epoch':
      return 'Changed the key of the space';
    case 'rewrap':
      return null;
    case 'adopt': {
      const owner = space.membership.owners.get(body.cut.deviceId) ?? '';
      return `Let late changes of ${nameOf(names, owner)} count`;
    }
    case 'erase':
      return 'Erased the text of a document';
    case 'min-version':
      return 'Asked for a newer version of Cairn';
    case 'set-recovery':
      return `Set up recovery for ${nameOf(names, body.memberId)}`;
    case 'unknown':
      return 'Did something that this version of Cairn does not know';
  }
}

const nameOf = (names: Names, memberId: string): string =>
  names.ofMember(memberId) || 'somebody without a name yet';

/** Members and organisations are named by the first bytes of the operation that made them. */
const madeBy = (opId: string): Id => idFromBytes(opIdToBytes(opId).slice(0, 16));
