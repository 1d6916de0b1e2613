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
  copied: {
    title: 'Another copy of this device is at work, or has been',
    text: 'Two copies that both write would contradict each other, so nothing is written here for now. Everything that you have is kept. Close Cairn wherever it was copied or restored to, then lock and unlock it here. If this stays, ask somebody who runs the space to open “Late changes” and let what you wrote count, or to remove this device and invite you again.',
    inShort: 'another copy of this device is or was at work, so nothing is written here for now'
  },
  'no-key': {
    title: 'A new key is on its way from a colleague’s device',
    text: 'The key of this space was changed, as it is whenever somebody leaves. What you write is kept on this device until the new one is here, and goes to the others then.',
    inShort: 'a new key is on its way, and what you write is kept here until then'
  }
};
