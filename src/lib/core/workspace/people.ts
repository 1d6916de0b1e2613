import type { Id } from '#lib/core/base/index.ts';
import type { Member } from '#lib/core/membership/index.ts';
import { mayActOn, mayBecome, mayInviteAs } from './governing.ts';
import type { Names } from './names.ts';
import type { Refusals } from './refusals.ts';
import type { Space } from './space.ts';
import type { DeviceRow, MemberRow, OrganisationRow, PeopleOfSpace } from './types.ts';

/** Who belongs to a space, and what this person may do about it. `here`: devices in touch now. */
export function peopleOf(
  space: Space,
  names: Names,
  here: readonly Id[],
  refusals: Refusals
): PeopleOfSpace {
  const { membership } = space;
  const me = space.member;
  const members = [...membership.members.values()];
  return {
    members: members.map((member) => memberRow(space, names, here, refusals, member)),
    organisations: [...membership.organisations]
      .map((orgId) => organisationRow(names, me, orgId, members))
      .sort((a, b) => Number(b.own) - Number(a.own) || a.name.localeCompare(b.name)),
    former: [...membership.former.values()].map(({ memberId, orgId, role }) => ({
      memberId,
      name: names.ofMember(memberId),
      organisation: names.ofOrganisation(orgId),
      role
    })),
    mayAddOrganisations: me?.role === 'admin',
    mayDescribe: me?.role === 'admin'
  };
}

function memberRow(
  space: Space,
  names: Names,
  here: readonly Id[],
  refusals: Refusals,
  member: Member
): MemberRow {
  const { memberId, orgId, role, since } = member;
  const me = space.member;
  const isMe = me?.memberId === memberId;
  const mayRemove = isMe || (me !== undefined && mayActOn(me, member));
  const devices = [...space.membership.devices]
    .filter(([, device]) => device.memberId === memberId)
    .map(([deviceId]): DeviceRow => {
      const thisDevice = deviceId === space.deviceId;
      return {
        deviceId,
        name: names.deviceName(deviceId),
        thisDevice,
        here: thisDevice || here.includes(deviceId),
        fingerprint: fingerprintOf(deviceId),
        refused: me?.role === 'admin' ? Object.fromEntries(refusals.of(deviceId)) : {},
        copied: !space.log.isOpen(deviceId, 'document'),
        mayRemove
      };
    });
  return {
    memberId,
    name: names.ofMember(memberId),
    orgId,
    organisation: names.ofOrganisation(orgId),
    role,
    me: isMe,
    since,
    here: devices.some((device) => device.here),
    devices,
    mayBecome: mayBecome(me, member),
    mayRemove
  };
}

function organisationRow(
  names: Names,
  me: Member | undefined,
  orgId: Id,
  members: readonly Member[]
): OrganisationRow {
  const people = members.filter((member) => member.orgId === orgId);
  return {
    orgId,
    name: names.ofOrganisation(orgId),
    own: me?.orgId === orgId,
    people: people.length,
    mayRemove: me?.role === 'admin' && people.length > 0,
    mayInviteAs: mayInviteAs(me, orgId)
  };
}

/** An id is the hash of the keys; in groups it can be read out. */
const fingerprintOf = (deviceId: Id): string => deviceId.match(/.{1,4}/g)?.join(' ') ?? '';
