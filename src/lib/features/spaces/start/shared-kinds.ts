import type { SpaceKind } from '#lib/core/workspace/index.ts';

export type SharedKind = Exclude<SpaceKind, 'private'>;

/** What each kind of space is for, in the order in which people need them. */
export const sharedKinds: { kind: SharedKind; about: string }[] = [
  {
    kind: 'community',
    about: 'Several organisations that learn together for as long as they like.'
  },
  {
    kind: 'sub-group',
    about:
      'A few people among themselves. Nobody outside it is told that it exists; the server sees only that this device uses one more topic.'
  },
  {
    kind: 'investigation',
    about: 'Organisations that look into one incident together, and write one report.'
  }
];
