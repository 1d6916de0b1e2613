import type { CatalogueRow, SpaceKind, SpaceSummary } from '#lib/core/workspace/index.ts';

export function privateSpace(): SpaceSummary {
  return {
    localId: 'aaaaprivate',
    name: 'Only me',
    kind: 'private',
    colour: 7,
    organisations: [],
    me: null,
    role: 'admin',
    readOnly: null,
    purpose: '',
    hidden: false,
    lateChanges: 0,
    copies: [],
    takenBack: 0,
    requests: 0,
    documents: 0,
    here: [],
    connection: 'off',
    progress: null
  };
}

export function communityOf(input: {
  community: string;
  name: string;
  organisation: string;
  kind?: Exclude<SpaceKind, 'private'>;
  purpose?: string;
  colour?: number;
}): SpaceSummary {
  return {
    ...privateSpace(),
    localId: `c${input.community
      .toLowerCase()
      .replace(/[^a-z]/g, '')
      .slice(0, 12)}`,
    name: input.community,
    kind: input.kind ?? 'community',
    purpose: input.purpose ?? '',
    colour: input.colour ?? 0,
    organisations: [{ name: input.organisation, people: [input.name] }],
    me: { name: input.name, organisation: input.organisation },
    connection: 'alone'
  };
}

export function row(some: Partial<CatalogueRow>): CatalogueRow {
  return {
    docId: 'doc',
    spaceId: 'aaaaprivate',
    kind: 'page',
    kindVersion: 1,
    title: '',
    summary: '',
    state: 'draft',
    organisation: '',
    areas: [],
    topics: [],
    settings: [],
    eventType: null,
    physicalHarm: null,
    psychologicalHarm: null,
    eventDate: null,
    created: Date.now(),
    changed: Date.now(),
    changedBy: '',
    words: 0,
    completeness: 0,
    heldBy: [],
    ...some
  };
}
