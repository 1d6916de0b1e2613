import type { Id } from '#lib/core/base/index.ts';
import type { Receipt } from '#lib/core/log/index.ts';
import type { Names } from './names.ts';
import type { Space } from './space.ts';

/**
 * Which other organisations have every change of something, by the signed word of one of their
 * devices. `lastSeqs`: of every device that wrote in it, its last entry.
 */
export function heldBy(
  space: Space,
  names: Names,
  receipts: readonly Receipt[],
  lastSeqs: ReadonlyMap<Id, number>
): string[] {
  const { members, devices } = space.membership;
  const own = space.member?.orgId ?? null;
  const holders = new Set<Id>();
  for (const { deviceId, heads } of receipts) {
    const orgId = members.get(devices.get(deviceId)?.memberId ?? '')?.orgId ?? null;
    if (orgId === null || orgId === own || holders.has(orgId)) continue;
    if (
      [...lastSeqs].every(([device, seq]) => device === deviceId || (heads.get(device) ?? 0) >= seq)
    ) {
      holders.add(orgId);
    }
  }
  return [...holders].map((orgId) => names.ofOrganisation(orgId)).sort();
}

/** How many of this device's entries no other organisation is known to have. */
export function notYetElsewhere(
  space: Space,
  receipts: readonly Receipt[],
  ownSeqs: readonly number[]
): number {
  const { members, devices } = space.membership;
  const own = space.member?.orgId ?? null;
  let furthest = 0;
  for (const { deviceId, heads } of receipts) {
    const orgId = members.get(devices.get(deviceId)?.memberId ?? '')?.orgId ?? null;
    if (orgId === own) continue;
    furthest = Math.max(furthest, heads.get(space.deviceId) ?? 0);
  }
  return ownSeqs.filter((seq) => seq > furthest).length;
}
