import { NamedStory } from './named-story.ts';

/** Amina, who founded, Ben and Cleo are admins, in this order; Eve edits and Rio reads. */
export function community(): NamedStory {
  const story = new NamedStory('Amina’s kit');
  story.welcomes('Amina', 'Ben', 'admin');
  story.welcomes('Amina', 'Cleo', 'admin');
  story.welcomes('Amina', 'Eve', 'editor', { org: 'Harbour' });
  story.welcomes('Amina', 'Rio', 'reader', { org: 'Harbour' });
  return story;
}

/** The trouble that resolution is made for, by what happens in it. */
export const scenarios = {
  'two admins remove each other': () => {
    const story = community();
    const then = story.heads;
    story.removes('Cleo', 'Ben', then);
    story.removes('Ben', 'Cleo', then);
    return story;
  },

  'a removed admin retaliates as if before, with admins admitted for it': () => {
    const story = community();
    const then = story.heads;
    story.removes('Ben', 'Cleo', then);
    const first = story.welcomes('Cleo', 'Sock', 'admin', { after: then });
    const second = story.welcomes('Sock', 'Puppet', 'admin', { after: [first] });
    story.removes('Sock', 'Ben', [first]);
    story.removes('Puppet', 'Amina', [second]);
    story.removes('Cleo', 'Ben', then);
    return story;
  },

  'Amina removes Ben, Ben Cleo, and Cleo Amina': () => {
    const story = community();
    const then = story.heads;
    story.removes('Amina', 'Ben', then);
    story.removes('Ben', 'Cleo', then);
    story.removes('Cleo', 'Amina', then);
    return story;
  },

  'a junior removes the founder, who accepts it': () => {
    const story = community();
    story.removes('Cleo', 'Amina');
    return story;
  },

  'a junior removes the founder, who answers as if before': () => {
    const story = community();
    const then = story.heads;
    story.removes('Cleo', 'Amina');
    story.welcomes('Ben', 'Fay', 'editor');
    story.removes('Amina', 'Cleo', then);
    return story;
  },

  'the last two admins leave at once': () => {
    const story = new NamedStory();
    story.welcomes('Amina', 'Ben', 'admin');
    story.welcomes('Amina', 'Eve', 'editor');
    const then = story.heads;
    story.leaves('Ben', then);
    story.leaves('Amina', then);
    return story;
  },

  'the last two admins leave at once, long after a third was removed': () => {
    const story = community();
    story.welcomes('Amina', 'Mallory', 'admin');
    story.removes('Cleo', 'Mallory');
    story.makes('Amina', 'Cleo', 'editor');
    const then = story.heads;
    story.leaves('Amina', then);
    story.leaves('Ben', then);
    return story;
  },

  'a stolen device works against its owner, who has the recovery kit': () => {
    const story = community();
    story.adds('Amina', 'Amina’s phone');
    const then = story.heads;
    const added = story.adds('Amina’s phone', 'Thief’s laptop', 'Amina', then);
    story.removesDevice('Amina’s phone', 'Amina', then);
    story.setsRecovery('Amina’s phone', 'Thief’s kit', 'Amina', then);
    story.removes('Thief’s laptop', 'Ben', [added]);
    story.removesDevice('Amina’s kit', 'Amina’s phone', then);
    return story;
  },

  'the power behind an accepted removal turns out to be void': () => {
    const story = community();
    const then = story.heads;
    const promotion = story.makes('Ben', 'Eve', 'admin', then);
    story.removes('Eve', 'Rio', [promotion]);
    // Dev is an admin for less long than Eve, and knows nothing of her.
    const admission = story.welcomes('Amina', 'Dev', 'admin', { after: then });
    story.removes('Dev', 'Ben', [admission]);
    return story;
  },

  'a steward removes somebody whom an admin promotes': () => {
    const story = community();
    story.welcomes('Amina', 'Stu', 'steward', { org: 'Harbour' });
    const then = story.heads;
    story.removes('Stu', 'Eve', then);
    story.makes('Ben', 'Eve', 'steward', then);
    return story;
  },

  'two come in on one invitation': () => {
    const story = community();
    const invitation = story.invites('Amina', 'editor');
    story.admits('Cleo', invitation, 'Kit', { after: [invitation] });
    story.admits('Ben', invitation, 'Lou', { after: [invitation] });
    return story;
  },

  'two admit one device on one invitation': () => {
    const story = community();
    const invitation = story.invites('Amina', 'editor');
    story.admits('Cleo', invitation, 'Kit', { after: [invitation] });
    story.admits('Ben', invitation, 'Kit', { after: [invitation] });
    return story;
  },

  'a reader names the founder’s device as their own recovery, and leaves as if before': () => {
    const story = community();
    const invitation = story.invites('Amina', 'reader');
    const recovery = story.id('Amina');
    const admission = story.admits('Amina', invitation, 'Rogue', { recovery });
    story.welcomes('Amina', 'Fay', 'admin');
    story.makes('Amina', 'Eve', 'steward');
    story.leaves('Rogue', [admission]);
    return story;
  },

  'two members who conspire name one recovery identity, each beside the other': () => {
    const story = community();
    const then = story.heads;
    story.setsRecovery('Eve', 'Shared kit', 'Eve', then);
    story.setsRecovery('Rio', 'Shared kit', 'Rio', then);
    story.adds('Shared kit', 'Eve’s phone', 'Eve');
    story.adds('Shared kit', 'Rio’s phone', 'Rio');
    return story;
  },

  'two admins set one role at once': () => {
    const story = community();
    const then = story.heads;
    story.makes('Amina', 'Eve', 'steward', then);
    story.makes('Ben', 'Eve', 'reader', then);
    return story;
  }
} satisfies Record<string, () => NamedStory>;
