import { type Bytes, type Id, idFromBytes, idToBytes } from '#lib/core/base/index.ts';
import { hashId } from '#lib/core/crypto/index.ts';
import { readCard, writeCard } from '#lib/core/documents/index.ts';
import type { OwnProfile } from '#lib/core/identity/index.ts';
import type { DocKind } from '#lib/core/log/index.ts';
import type { Space } from './space.ts';
import type { Person, SpaceCard } from './types.ts';

/** A card is a document that exists once: its id is the hash of what it is the card of. */
const organisationCardId = async (spaceId: Bytes, orgId: Id): Promise<Id> =>
  idFromBytes(await hashId('cairn/1/organisation-card', spaceId, idToBytes(orgId)));

const spaceCardId = async (spaceId: Bytes): Promise<Id> =>
  idFromBytes(await hashId('cairn/1/space-card', spaceId));

const paletteSize = 8;

/** The names of a space, its organisations and people, as their cards and profiles say. */
export class Names {
  readonly #space: Space;
  #spaceName = '';
  #spaceColour = 0;
  #purpose = '';
  #people = new Map<Id, string>();
  /** As their owners call them. */
  #devices = new Map<Id, string>();
  #organisations = new Map<Id, string>();
  readonly #stop: () => void;

  private constructor(space: Space, changed: () => void) {
    this.#space = space;
    const reread = () => void this.#read().then(changed);
    const stopDocuments = space.documents.changes.add(({ document }) => {
      if (document.docKind !== 'document') reread();
    });
    const stopLedger = space.news.add((news) => {
      if (news.type === 'operations') reread();
    });
    this.#stop = () => {
      stopDocuments();
      stopLedger();
    };
  }

  static async of(space: Space, changed: () => void): Promise<Names> {
    const names = new Names(space, changed);
    await names.#read();
    return names;
  }

  close(): void {
    this.#stop();
  }

  get space(): string {
    return this.#spaceName;
  }

  get spaceColour(): number {
    return this.#spaceColour;
  }

  get purpose(): string {
    return this.#purpose;
  }

  ofMember(memberId: Id): string {
    return this.#people.get(memberId) ?? '';
  }

  ofOrganisation(orgId: Id | null): string {
    return (orgId !== null && this.#organisations.get(orgId)) || '';
  }

  deviceName(deviceId: Id): string {
    return this.#devices.get(deviceId) ?? '';
  }

  /** A device as the person who uses it or once did; null for a device that never was a member's. */
  ofDevice(deviceId: Id): Person | null {
    const { owners, members, former } = this.#space.membership;
    const owner = owners.get(deviceId) ?? '';
    const member = members.get(owner) ?? former.get(owner);
    if (!member) return null;
    const { memberId, orgId } = member;
    const everybody = [...members.keys(), ...former.keys()].sort();
    const colour = everybody.indexOf(memberId) % paletteSize;
    const organisation = this.ofOrganisation(orgId);
    return { memberId, deviceId, name: this.ofMember(memberId), organisation, colour };
  }

  /** Who can read everything here, by organisation, this person's own first. */
  readers(): { name: string; people: string[] }[] {
    const groups = new Map<Id | null, string[]>();
    const own = this.#space.member?.orgId ?? null;
    groups.set(own, []);
    for (const { memberId, orgId } of this.#space.membership.members.values()) {
      const people = groups.get(orgId) ?? [];
      people.push(this.ofMember(memberId));
      groups.set(orgId, people);
    }
    return [...groups].map(([orgId, people]) => ({ name: this.ofOrganisation(orgId), people }));
  }

  async #read(): Promise<void> {
    const { members, former, organisations, owners } = this.#space.membership;
    const card = await this.#card('space', await spaceCardId(this.#space.spaceId));
    this.#spaceName = textOf(card['name']);
    this.#spaceColour = colourOf(card['colour']);
    this.#purpose = textOf(card['purpose']);
    const profiles = new Map<Id, Record<string, unknown>>();
    for (const memberId of [...members.keys(), ...former.keys()]) {
      profiles.set(memberId, await this.#card('profile', memberId));
    }
    this.#people = new Map([...profiles].map(([id, profile]) => [id, textOf(profile['name'])]));
    this.#devices = new Map(
      [...owners].map(([id, owner]) => [id, textOf(profiles.get(owner)?.[deviceField(id)])])
    );
    this.#organisations = new Map();
    for (const orgId of organisations) {
      const cardId = await organisationCardId(this.#space.spaceId, orgId);
      this.#organisations.set(orgId, textOf((await this.#card('organisation', cardId))['name']));
    }
  }

  async #card(docKind: DocKind, docId: Id): Promise<Record<string, unknown>> {
    return readCard((await this.#space.documents.get(docKind, docId)).doc);
  }
}

const colourOf = (value: unknown): number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value % paletteSize : 0;

const textOf = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 200) : '');

/** Where a person's profile keeps what they call one of their devices. */
const deviceField = (deviceId: Id): string => `device ${deviceId}`;

/** Writes the card of a space anew. */
export async function writeSpaceCard(space: Space, card: SpaceCard): Promise<void> {
  await space.rewrite('space', await spaceCardId(space.spaceId), (document, client) =>
    writeCard(fieldsOf(space, card), client, document.state)
  );
}

const fieldsOf = (space: Space, { name, purpose, colour }: SpaceCard) => ({
  name,
  purpose,
  colour: colourOf(colour ?? space.spaceId[0])
});

/** Writes what this person calls one of their devices. */
export async function writeDeviceName(space: Space, deviceId: Id, name: string): Promise<void> {
  const memberId = space.member?.memberId;
  if (memberId === undefined) return;
  await space.rewrite('profile', memberId, (card, client) =>
    writeCard({ [deviceField(deviceId)]: name }, client, card.state)
  );
}

/**
 * Writes what this device is to have written of names in a space and has not: right after it was
 * founded or joined, and whenever it is opened, for a vault may be killed in between. `founded` is
 * what this person called the space, `me` what they call themself; null where that is not known.
 */
export async function writeMissingNames(
  space: Space,
  founded: SpaceCard | null,
  me: OwnProfile | null
): Promise<void> {
  const cardId = await spaceCardId(space.spaceId);
  if (founded) await writeOnce(space, 'space', cardId, fieldsOf(space, founded));
  // In a private space nobody needs to be told who they are.
  if (me === null || space.record.kind === 'private') return;
  const { memberId, orgId } = space.member ?? {};
  if (memberId !== undefined) await writeOnce(space, 'profile', memberId, { name: me.name });
  if (orgId) await writeOrganisationCard(space, orgId, me.organisation);
}

/** Writes the card of an organisation, unless it has a name already. */
export async function writeOrganisationCard(space: Space, orgId: Id, name: string): Promise<void> {
  const cardId = await organisationCardId(space.spaceId, orgId);
  await writeOnce(space, 'organisation', cardId, { name });
}

async function writeOnce(
  space: Space,
  docKind: DocKind,
  docId: Id,
  fields: Readonly<Record<string, string | number>>
): Promise<void> {
  if (!space.mayWrite(docKind, docId)) return;
  await space.rewrite(docKind, docId, (document, client) =>
    document.isEmpty ? writeCard(fields, client) : []
  );
}
