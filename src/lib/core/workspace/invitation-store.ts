import { type Bytes, decodePlain, encodePlain, type Id, shape } from '#lib/core/base/index.ts';
import type { StorageAdapter, StorageChange } from '#lib/core/storage/index.ts';

/** What the device that made an invitation keeps of it: the secret of its link. */
export interface KeptInvitation {
  inviteId: Id;
  secret: Bytes;
  /** As the inviter called it; may be empty. */
  organisation: string;
}

const keptShape = shape.tuple(shape.bytes(16), shape.text(200));

export const putInvitation = (space: Id, kept: KeptInvitation): StorageChange => ({
  type: 'put',
  key: ['invitation', space, kept.inviteId],
  value: encodePlain([kept.secret, kept.organisation])
});

export async function readInvitations(
  storage: StorageAdapter,
  space: Id
): Promise<KeptInvitation[]> {
  const entries = await storage.list(['invitation', space]);
  return entries.flatMap(({ key, value }) => {
    const decoded = decodePlain(value);
    const parts = decoded.ok ? keptShape(decoded.value) : undefined;
    return parts ? [{ inviteId: String(key[2]), secret: parts[0], organisation: parts[1] }] : [];
  });
}
