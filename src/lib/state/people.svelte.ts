import type { Result } from '#lib/core/base/index.ts';
import type {
  MemberRow,
  NotEntitled,
  OrganisationRow,
  PeopleOfSpace,
  RemovalReason,
  Role,
  Workspace
} from '#lib/core/workspace/index.ts';
import { Live } from './live.svelte.ts';
import type { Vault } from './vault.svelte.ts';

/** What may be asked of the vault about people ends so; `undefined` when the vault ended first. */
type Done = Result<undefined, NotEntitled> | undefined;

export interface OrganisationGroup {
  /** `null` for people who belong to none. */
  organisation: OrganisationRow | null;
  members: MemberRow[];
}

/** Who belongs to one space, and what this person does about it. */
export class People {
  readonly #vault: Vault;
  readonly #spaceLocalId: string;
  readonly #live: Live<PeopleOfSpace>;
  readonly #groups = $derived.by(() => groupsOf(this.#live.current));

  constructor(vault: Vault, spaceLocalId: string) {
    this.#vault = vault;
    this.#spaceLocalId = spaceLocalId;
    this.#live = new Live(
      vault,
      (workspace) => workspace.people(spaceLocalId),
      (event) => event.type === 'spaces-changed'
    );
  }

  /** `undefined` until the first answer. */
  get current(): PeopleOfSpace | undefined {
    return this.#live.current;
  }

  /** One's own organisation first, then by name; in each one's own line first, then by name. */
  get groups(): OrganisationGroup[] {
    return this.#groups;
  }

  get me(): MemberRow | undefined {
    return this.#live.current?.members.find((one) => one.me);
  }

  /** Nobody else runs the space: if this person goes, nobody does. */
  get isLastToRunIt(): boolean {
    const running = this.#live.current?.members.filter((one) => one.role === 'admin') ?? [];
    return running.length === 1 && running[0]?.me === true;
  }

  setRole(memberId: string, role: Role): Promise<Done> {
    return this.#do((w, space) => w.setRole(space, memberId, role));
  }

  removeMember(memberId: string, reason: RemovalReason): Promise<Done> {
    return this.#do((w, space) => w.removeMember(space, memberId, reason));
  }

  removeOrganisation(orgId: string, reason: RemovalReason): Promise<Done> {
    return this.#do((w, space) => w.removeOrganisation(space, orgId, reason));
  }

  removeDevice(deviceId: string, reason: RemovalReason): Promise<Done> {
    return this.#do((w, space) => w.removeDevice(space, deviceId, reason));
  }

  async nameDevice(deviceId: string, name: string): Promise<void> {
    await this.#vault.ask((w) => w.nameDevice(this.#spaceLocalId, deviceId, name));
    await this.#live.refresh();
  }

  async #do(call: (workspace: Workspace, spaceLocalId: string) => Promise<Done>): Promise<Done> {
    const done = await this.#vault.ask((workspace) => call(workspace, this.#spaceLocalId));
    // After a refusal too: what may be done has changed meanwhile.
    if (done) await this.#live.refresh();
    return done;
  }
}

function groupsOf(people: PeopleOfSpace | undefined): OrganisationGroup[] {
  if (!people) return [];
  const { members, organisations } = people;
  const of = (orgId: string | null) =>
    members
      .filter((one) => one.orgId === orgId)
      .toSorted((a, b) => Number(b.me) - Number(a.me) || a.name.localeCompare(b.name, 'en-GB'));
  const known = new Set(organisations.map(({ orgId }) => orgId));
  const others = members.filter(({ orgId }) => orgId === null || !known.has(orgId));
  const groups = organisations
    .toSorted((a, b) => Number(b.own) - Number(a.own) || a.name.localeCompare(b.name, 'en-GB'))
    .map((organisation) => ({ organisation, members: of(organisation.orgId) }))
    .filter((group) => group.members.length > 0 || group.organisation.mayInviteAs.length > 0);
  return others.length === 0 ? groups : [...groups, { organisation: null, members: others }];
}
