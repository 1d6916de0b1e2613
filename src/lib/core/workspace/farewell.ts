import type { Bytes, Id } from '#lib/core/base/index.ts';
import type { Space } from './space.ts';

/** Whether a device once belonged to a space and does no longer. */
export const isFormer = ({ membership }: Space, deviceId: Id): boolean =>
  membership.owners.has(deviceId) && !membership.devices.has(deviceId);

/**
 * What a device is told that was out of reach when it was removed: its removal and everything in
 * the past of that, so that it can be believed, and nothing that came later.
 */
export function farewellTo({ ledger, membership }: Space, deviceId: Id): Bytes[] {
  const owner = membership.owners.get(deviceId);
  const removals = ledger.chronicle.filter(({ operation: { body }, counts }) => {
    if (!counts) return false;
    const isDevice = body.kind === 'remove-device' && body.deviceId === deviceId;
    return isDevice || (body.kind === 'remove-member' && body.memberId === owner);
  });
  const later = new Set(
    ledger.operationsAfter(removals.map(({ operation }) => operation.id)).map(({ id }) => id)
  );
  const all = ledger.operationsAfter([]);
  // Whose admission was void has nothing that names it: only the whole shows that.
  const proof = removals.length > 0 ? all.filter(({ id }) => !later.has(id)) : all;
  return proof.map(({ record }) => record);
}
