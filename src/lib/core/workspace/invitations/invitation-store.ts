import { type Bytes, decodePlain, encodePlain, type Id, shape } from '#lib/core/base/index.ts';
import { deriveInvitationKeys } from '#lib/core/membership/index.ts';
import type { StorageAdapter, StorageChange } from '#lib/core/storage/index.ts';

/** What a device that may admit keeps of an invitation. */
export interface KeptInvitation {
  inviteId: Id;
  /** 16 bytes of the link, on the device that made it; null where another one did. */
  secret: Bytes | null;
  /** 32 bytes, from which the topics of the invitation come. */
  meeting: Bytes;
  /** As the inviter called it; may be empty. */
  organisation: string;
}

const secretLength = 16;
const meetingLength = 32;
const keptShape = shape.tuple(shape.bytes(secretLength, meetingLength), shape.text(200));

const keyOf = (space: Id, inviteId: Id) => ['invitation', space, inviteId];

export const putInvitation = (space: Id, kept: KeptInvitation): StorageChange => ({
  type: 'put',
  key: keyOf(space, kept.inviteId),
  value: encodePlain([kept.secret ?? kept.meeting, kept.organisation])
});

export async function readInvitations(
  storage: StorageAdapter,
  space: Id
): Promise<KeptInvitation[]> {
  const kept: KeptInvitation[] = [];
  for (const { key, value } of await storage.list(['invitation', space])) {
    const decoded = decodePlain(value);
    const parts = decoded.ok ? keptShape(decoded.value) : undefined;
    if (!parts) continue;
    const [bytes, organisation] = parts;
    const inviteId = String(key[2]);
    if (bytes.length === meetingLength) {
      kept.push({ inviteId, secret: null, meeting: bytes, organisation });
    } else if (bytes.length === secretLength) {
      const { rendezvous } = await deriveInvitationKeys(bytes);
      kept.push({ inviteId, secret: bytes, meeting: rendezvous, organisation });
    }
  }
  return kept;
}
