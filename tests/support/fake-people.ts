import { err, ok, type Result } from '#lib/core/base/index.ts';
import type {
  DeviceRow,
  HistoryRow,
  LateRow,
  MemberRow,
  NotEntitled,
  OrganisationRow,
  PeopleOfSpace,
  RemovalReason,
  Role,
  VaultEvent,
  Workspace
} from '#lib/core/workspace/index.ts';

type Done = Result<undefined, NotEntitled>;

/** The people of one space in memory: what a `Workspace` says of them and does about them. */
export class FakePeople implements Pick<
  Workspace,
  | 'people'
  | 'setRole'
  | 'removeMember'
  | 'removeOrganisation'
  | 'removeDevice'
  | 'nameDevice'
  | 'history'
  | 'lateChanges'
  | 'adoptLateChanges'
> {
  peopleOfSpace: PeopleOfSpace = somePeople();
  historyRows: HistoryRow[] = [];
  lateRows: LateRow[] = [];
  /** As if somebody had taken this person's role away a moment ago. */
  refuses = false;
  /** Whom, and why, in the order of the asking. */
  removed: { id: string; reason: RemovalReason }[] = [];
  protected readonly emit: (event: VaultEvent) => void;

  constructor(emit: (event: VaultEvent) => void) {
    this.emit = emit;
  }

  async people(): Promise<PeopleOfSpace> {
    return this.peopleOfSpace;
  }

  async setRole(_space: string, memberId: string, role: Role): Promise<Done> {
    return this.#do(({ members, ...rest }) => ({
      ...rest,
      members: members.map((one) => (one.memberId === memberId ? { ...one, role } : one))
    }));
  }

  async removeMember(_space: string, memberId: string, reason: RemovalReason): Promise<Done> {
    return this.#remove(memberId, reason, (one) => one.memberId === memberId);
  }

  async removeOrganisation(_space: string, orgId: string, reason: RemovalReason): Promise<Done> {
    return this.#remove(orgId, reason, (one) => one.orgId === orgId);
  }

  async removeDevice(_space: string, deviceId: string, reason: RemovalReason): Promise<Done> {
    if (!this.refuses) this.removed = [...this.removed, { id: deviceId, reason }];
    return this.#do((people) => withDevices(people, deviceId, () => []));
  }

  async nameDevice(_space: string, deviceId: string, name: string): Promise<void> {
    this.#do((people) => withDevices(people, deviceId, (device) => [{ ...device, name }]));
  }

  async history(): Promise<HistoryRow[]> {
    return this.historyRows;
  }

  async lateChanges(): Promise<LateRow[]> {
    return this.lateRows;
  }

  async adoptLateChanges(_space: string, log: string): Promise<Done> {
    if (this.refuses) return err({ type: 'not-entitled' });
    this.lateRows = this.lateRows.filter((one) => one.log !== log);
    this.emit({ type: 'spaces-changed' });
    return ok();
  }

  #remove(id: string, reason: RemovalReason, goes: (member: MemberRow) => boolean): Done {
    if (!this.refuses) this.removed = [...this.removed, { id, reason }];
    return this.#do((people) => ({
      ...people,
      members: people.members.filter((one) => !goes(one)),
      former: [...people.former, ...people.members.filter(goes)]
    }));
  }

  #do(change: (people: PeopleOfSpace) => PeopleOfSpace): Done {
    if (this.refuses) return err({ type: 'not-entitled' });
    this.peopleOfSpace = change(this.peopleOfSpace);
    this.emit({ type: 'spaces-changed' });
    return ok();
  }
}

function withDevices(
  people: PeopleOfSpace,
  deviceId: string,
  change: (device: DeviceRow) => DeviceRow[]
): PeopleOfSpace {
  const members = people.members.map((member) => ({
    ...member,
    devices: member.devices.flatMap((one) => (one.deviceId === deviceId ? change(one) : [one]))
  }));
  return { ...people, members };
}

export function device(some: Partial<DeviceRow> = {}): DeviceRow {
  return {
    deviceId: 'device',
    refused: {},
    copied: false,
    name: '',
    thisDevice: false,
    here: false,
    fingerprint: '4f2a 91c0 77de 03b8 5a1e c6d4 20f9 8b37',
    mayRemove: false,
    ...some
  };
}

export function member(some: Partial<MemberRow> = {}): MemberRow {
  return {
    memberId: 'member',
    name: '',
    orgId: 'harbour',
    organisation: 'Harbour Eye & Surgical',
    role: 'editor',
    me: false,
    since: Date.UTC(2026, 2, 3, 9),
    here: false,
    devices: [],
    mayBecome: [],
    mayRemove: false,
    ...some
  };
}

export function organisation(some: Partial<OrganisationRow> = {}): OrganisationRow {
  return {
    orgId: 'harbour',
    name: 'Harbour Eye & Surgical',
    own: false,
    people: 1,
    mayRemove: false,
    mayInviteAs: [],
    ...some
  };
}

/** Amina alone, who runs the space. */
function somePeople(): PeopleOfSpace {
  return {
    members: [
      member({
        memberId: 'amina',
        name: 'Amina Okafor',
        role: 'admin',
        me: true,
        here: true,
        mayRemove: true,
        devices: [device({ deviceId: 'laptop', thisDevice: true, here: true, mayRemove: true })]
      })
    ],
    organisations: [organisation({ own: true, mayInviteAs: ['reader', 'commenter', 'editor'] })],
    former: [],
    mayAddOrganisations: true,
    mayDescribe: true
  };
}
