import type { Id } from '#lib/core/base/index.ts';
import { isAtLeast, type MembershipState } from '#lib/core/membership/index.ts';

/** What a document is for; its number on the wire. A document is the pair of kind and id. */
export const docKinds = {
  document: 0,
  comments: 1,
  profile: 2,
  organisation: 3,
  space: 4
} as const;

export type DocKind = keyof typeof docKinds;

export const docKindFromNumber = (number: number): DocKind | undefined =>
  (Object.keys(docKinds) as DocKind[]).find((kind) => docKinds[kind] === number);

/** Where changes vouch for one another: what is written, what is said of it, who one is. */
export type Domain = 'writing' | 'comments' | 'profile';

export const domainOf = (kind: DocKind): Domain =>
  kind === 'comments' ? 'comments' : kind === 'profile' ? 'profile' : 'writing';

/** Whether a device may write a document in a state of the ledger (docs/protocol.md, "Acceptance"). */
export function mayWrite(state: MembershipState, deviceId: Id, kind: DocKind, docId: Id): boolean {
  const memberId = state.devices.get(deviceId)?.memberId;
  const member = memberId === undefined ? undefined : state.members.get(memberId);
  if (!member) return false;
  switch (kind) {
    case 'document':
      return isAtLeast(member.role, 'editor');
    case 'comments':
      return isAtLeast(member.role, 'commenter');
    case 'profile':
      return member.memberId === docId;
    case 'organisation':
      return isAtLeast(member.role, 'steward');
    case 'space':
      return member.role === 'admin';
  }
}
