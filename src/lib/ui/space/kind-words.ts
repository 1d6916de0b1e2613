import type { SpaceKind } from '#lib/core/workspace/types.ts';

interface Words {
  /** "a community". */
  one: string;
  /** "the community". */
  the: string;
  /** On its own, as a label or the title of a page. */
  label: string;
}

export const kindWords: Record<SpaceKind, Words> = {
  private: { one: 'a private space', the: 'the private space', label: 'Private space' },
  community: { one: 'a community', the: 'the community', label: 'Community' },
  'sub-group': { one: 'a sub-group', the: 'the sub-group', label: 'Sub-group' },
  investigation: {
    one: 'a joint investigation',
    the: 'the investigation',
    label: 'Joint investigation'
  }
};
