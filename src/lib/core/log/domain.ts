import type { Id } from '#lib/core/base/index.ts';
import { isAtLeast, type Role } from '#lib/core/membership/index.ts';

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

export const domains: readonly Domain[] = ['writing', 'comments', 'profile'];

export const domainOf = (kind: DocKind): Domain =>
  kind === 'comments' ? 'comments' : kind === 'profile' ? 'profile' : 'writing';

/** Who is who in some state of the ledger. */
export interface Roles {
  memberOf(deviceId: Id): Id | undefined;
  roleOf(deviceId: Id): Role | null;
}

/** Whether a device may write a document in a state of the ledger (docs/protocol.md, "Acceptance"). */
export function mayWrite(state: Roles, deviceId: Id, kind: DocKind, docId: Id): boolean {
  const role = state.roleOf(deviceId);
  switch (kind) {
    case 'document':
      return isAtLeast(role, 'editor');
    case 'comments':
      return isAtLeast(role, 'commenter');
    case 'profile':
      return role !== null && state.memberOf(deviceId) === docId;
    case 'organisation':
      return isAtLeast(role, 'steward');
    case 'space':
      return role === 'admin';
  }
}
