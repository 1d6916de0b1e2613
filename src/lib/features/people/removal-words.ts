import type {
  DeviceRow,
  MemberRow,
  OrganisationRow,
  RemovalReason
} from '#lib/core/workspace/index.ts';
import { countOf } from '#lib/ui/index.ts';

/** Who or what is to go. */
export type Removal =
  | { what: 'person'; member: MemberRow }
  | { what: 'organisation'; organisation: OrganisationRow }
  | { what: 'device'; device: DeviceRow; owner: MemberRow }
  | { what: 'oneself'; member: MemberRow };

interface Words {
  title: string;
  /** What happens, and what does not, each a sentence. */
  follows: string[];
  button: string;
  done: string;
}

export const reasonWords: Record<RemovalReason, string> = {
  unsaid: 'No reason given',
  left: 'They have left their organisation or this work',
  'role-ended': 'Their part in this has ended',
  lost: 'A device is lost or stolen, or somebody else may have it',
  concern: 'There is a concern'
};

export const reasonsFor: Record<Removal['what'], RemovalReason[]> = {
  person: ['left', 'role-ended', 'lost', 'concern', 'unsaid'],
  organisation: ['left', 'role-ended', 'concern', 'unsaid'],
  device: ['lost', 'role-ended', 'concern', 'unsaid'],
  oneself: ['left', 'role-ended', 'unsaid']
};

/** What a reason is called when it is somebody's own. */
export const ownReasonWords: Partial<Record<RemovalReason, string>> = {
  left: 'I have left my organisation or this work',
  'role-ended': 'My part in this has ended'
};

const nothingNew =
  'They get nothing new once the others’ devices have heard of it, and cannot open what is written from then on.';
const stays = 'What they wrote stays in the space, under their name.';
const late =
  'Changes of theirs that arrive later do not count by themselves. Whoever runs the space sees them as late changes, and can let them count.';

export function removalWords(removal: Removal): Words {
  switch (removal.what) {
    case 'person':
      return personWords(removal.member.name);
    case 'organisation':
      return organisationWords(removal.organisation);
    case 'device':
      return deviceWords(removal.device, removal.owner);
    case 'oneself':
      return leavingWords;
  }
}

function personWords(name: string): Words {
  return {
    title: `Remove ${name}?`,
    follows: [
      nothingNew,
      'They keep what they already had: nobody can take that back.',
      stays,
      late,
      'To come back they need a new invitation.'
    ],
    button: 'Remove them',
    done: `${name} has been removed.`
  };
}

function organisationWords({ name, people }: OrganisationRow): Words {
  return {
    title: `Remove ${name}?`,
    follows: [
      `This removes ${people === 1 ? 'its one person' : `all its ${people} people`} in one act.`,
      nothingNew,
      'They keep what they already had: nobody can take that back.',
      stays,
      late
    ],
    button: `Remove ${countOf(people, 'person', 'people')}`,
    done: `${name} has been removed.`
  };
}

function deviceWords({ name, thisDevice }: DeviceRow, owner: MemberRow): Words {
  const whose = owner.me ? 'your' : `${owner.name}’s`;
  const which = thisDevice ? 'this device' : name ? `${whose} device “${name}”` : `${whose} device`;
  const last = owner.devices.length === 1;
  return {
    title: `Remove ${which}?`,
    follows: [
      'It gets nothing new once the others’ devices have heard of it, and cannot open what is written from then on.',
      'It keeps what it already had. If it is protected, that can be read only with its passphrase.',
      'What was written on it stays in the space. Changes that arrive from it later do not count by themselves: whoever runs the space sees them as late changes.',
      last
        ? `It is the only device ${owner.me ? 'you have' : `${owner.name} has`} here: without it ${owner.me ? 'you' : 'they'} can neither read nor write what comes.`
        : `${owner.me ? 'Your' : 'Their'} other devices go on as before.`
    ],
    button: 'Remove the device',
    done: 'The device has been removed.'
  };
}

const leavingWords: Words = {
  title: 'Leave this space?',
  follows: [
    'This device keeps what it has. It gets nothing new, and nothing that you write here goes to the others any more.',
    'What you wrote stays with the others, under your name.',
    'What this device has not yet handed on may not count any more. Wait until it is in touch with the others, if you can.',
    'Coming back needs a new invitation.'
  ],
  button: 'Leave the space',
  done: 'You have left the space.'
};
