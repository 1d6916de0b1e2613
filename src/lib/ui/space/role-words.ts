import type { Role } from '#lib/core/workspace/types.ts';

interface Words {
  /** What somebody does: "Ben Tarrant · Writes". */
  does: string;
  /** What that allows, in one sentence. */
  may: string;
}

export const rolesFromLowToHigh: Role[] = ['reader', 'commenter', 'editor', 'steward', 'admin'];

export const roleWords: Record<Role, Words> = {
  reader: {
    does: 'Reads',
    may: 'Opens and searches everything in the space, and changes nothing.'
  },
  commenter: {
    does: 'Comments',
    may: 'Reads, and is to remark on what others write. There are no comments in Cairn yet: until then it is the same as reading.'
  },
  editor: {
    does: 'Writes',
    may: 'Reads, adds documents, and changes them together with the others.'
  },
  steward: {
    does: 'Cares for the organisation’s people',
    may: 'Writes, and looks after the people of their own organisation: invites them, says who of them reads and who writes, and removes them.'
  },
  admin: {
    does: 'Runs the space',
    may: 'Does all of this for every organisation, changes the name and purpose of the space, and can remove anybody.'
  }
};
