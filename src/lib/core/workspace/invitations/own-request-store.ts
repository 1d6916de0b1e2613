import { decodePlain, encodePlain, type Id, shape } from '#lib/core/base/index.ts';
import type { InvitationLink } from '#lib/core/membership/index.ts';
import type { StorageAdapter, StorageChange } from '#lib/core/storage/index.ts';
import type { InvitationFailure } from './types.ts';

/** What a person has asked for with somebody's link, kept until it is answered. */
export interface KeptRequest {
  inviteId: Id;
  link: InvitationLink;
  name: string;
  organisation: string;
  /** Milliseconds since 1970. */
  since: number;
  /** What the space is called, once somebody has said so. */
  community: string;
  failure: Exclude<InvitationFailure['type'], 'already-member'> | null;
}

const failures: readonly NonNullable<KeptRequest['failure']>[] = [
  ...(['damaged-link', 'expired-link', 'used-link', 'revoked-link', 'nobody-answers'] as const),
  ...(['not-entitled', 'no-connection', 'turned-down', 'host-unable', 'not-kept'] as const)
];

const requestShape = shape.tuple(
  ...([shape.bytes(16), shape.bytes(16), shape.uint(0xffff_ffff)] as const),
  ...([shape.text(200), shape.text(200), shape.uint(), shape.text(200)] as const),
  shape.nullable(shape.uint(failures.length - 1))
);

const keyOf = (inviteId: Id) => ['asking', inviteId];
const short = (text: string): string => text.normalize('NFC').slice(0, 200);

export function putRequest(request: KeptRequest): StorageChange {
  const { link, name, organisation, since, community, failure } = request;
  return {
    type: 'put',
    key: keyOf(request.inviteId),
    value: encodePlain([
      ...[link.secret, link.spaceId, link.expiresAt],
      ...[short(name), short(organisation), since, short(community)],
      failure && failures.indexOf(failure)
    ])
  };
}

export const removeRequest = (inviteId: Id): StorageChange => ({
  type: 'remove',
  key: keyOf(inviteId)
});

export async function readRequests(storage: StorageAdapter): Promise<KeptRequest[]> {
  const entries = await storage.list(['asking']);
  return entries.flatMap(({ key, value }) => {
    const decoded = decodePlain(value);
    const parts = decoded.ok ? requestShape(decoded.value) : undefined;
    if (!parts) return [];
    const [secret, spaceId, expiresAt, name, organisation, since, community, failed] = parts;
    const link = { secret, spaceId, expiresAt };
    const failure = failed === null ? null : (failures[failed] ?? null);
    const about = { name, organisation, since, community, failure };
    return [{ inviteId: String(key[1]), link, ...about }];
  });
}
