import type { SpaceSummary } from '#lib/core/workspace/types.ts';

export type ReadOnly = NonNullable<SpaceSummary['readOnly']>;

interface Words {
  title: string;
  text: string;
  /** As a part of the thin line above a document. */
  inShort: string;
}

/** Why nothing can be written just now, and what follows from it. */
export const readOnlyWords: Record<ReadOnly, Words> = {
  role: {
    title: 'You can read here, and change nothing',
    text: 'Should you write here as well? Ask somebody who runs the space: they can change what you may do.',
    inShort: 'you can read it, not change it'
  },
  removed: {
    title: 'You are no longer a member of this space',
    text: 'You keep what this device has. Nothing new arrives, and nothing that is written here goes to the others. To come back you need a new invitation.',
    inShort: 'you are no longer a member, and nothing new arrives'
  },
  'update-needed': {
    title: 'Somebody here uses a newer Cairn',
    text: 'What they write needs that version. Load Cairn again to update it, and you can write here again. Until then you can read what this device has.',
    inShort: 'load Cairn again to update it, and to write again'
  },
  'no-key': {
    title: 'A new key is on its way from a colleague’s device',
    text: 'The key of this space was changed, as it is whenever somebody leaves. What you write is kept on this device until the new one is here, and goes to the others then.',
    inShort: 'a new key is on its way, and what you write is kept here until then'
  }
};
