import type { InvitationFailure } from '#lib/core/workspace/index.ts';

interface Words {
  what: string;
  why: string;
  now: string;
  /** The words on the button that tries again, where that can help. */
  again?: string;
}

/** What happened, why, and what to do now, for every way an invitation can fail. */
export const failureWords: Record<InvitationFailure['type'], Words> = {
  'damaged-link': {
    what: 'This invitation link is not whole',
    why: 'A part of it is missing or changed. That happens when a link is copied only in part, or broken over two lines.',
    now: 'Copy the whole link and open it again, or ask for a new one.'
  },
  'expired-link': {
    what: 'This invitation has expired',
    why: 'An invitation works for the few days that the person who made it chose.',
    now: 'Ask them for a new one. Nothing was shared with you or by you.'
  },
  'used-link': {
    what: 'This invitation has been used already',
    why: 'It works once, for the first who joins with it.',
    now: 'If that was not you, tell the person who sent it to you, for somebody else may have joined in your place. Then ask for a new one.'
  },
  'revoked-link': {
    what: 'This invitation has been taken back',
    why: 'The person who made it, or somebody who looks after the space, has withdrawn it, or may no longer invite people.',
    now: 'Ask them for a new one. Nothing was shared with you or by you.'
  },
  'already-member': {
    what: 'You are in this community already',
    why: 'This device belongs to it, so there is nothing to join. The invitation has not been used up.',
    now: 'Open the community to read and write in it.'
  },
  'nobody-answers': {
    what: 'Nobody answers just now',
    why: 'No device of the person who invited you, or of anybody else who may let you in, could be found. One of them has to have Cairn open and be online for a moment.',
    now: 'Let them know that you are here and keep looking. Nothing is lost: the link still works.',
    again: 'Keep looking'
  },
  'not-entitled': {
    what: 'This invitation does not let you in',
    why: 'The person who made it may not invite people to the community, or no longer does.',
    now: 'Ask somebody who looks after the community for a new invitation.'
  },
  'turned-down': {
    what: 'You were not let in',
    why: 'The person who looked at your request turned it down, and the invitation went with it. That is right when the codes differ: then somebody else may have used your link.',
    now: 'Speak with the person who invited you, and ask for a new invitation.'
  },
  'host-unable': {
    what: 'Their device could not let you in',
    why: 'The device of the person who lets people in cannot keep anything just now: it may be out of space. They are told so.',
    now: 'Ask once more in a while. The link still works.',
    again: 'Ask again'
  },
  'not-kept': {
    what: 'This device could not keep it',
    why: 'The browser does not take what Cairn wants to keep: the device may be out of space.',
    now: 'Make room on this device, then try again. The link still works.',
    again: 'Try again'
  },
  'no-connection': {
    what: 'This device is not online',
    why: 'The server that introduces devices to each other does not answer, so the people who invited you cannot be found.',
    now: 'Check the network, then try again. The link still works.',
    again: 'Try again'
  }
};
