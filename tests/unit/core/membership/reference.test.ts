import { describe, expect, it } from 'vitest';
import { community, scenarios } from '../../../support/ledger-scenarios.ts';
import { noon } from '../../../support/ledger-story.ts';
import { NamedStory } from '../../../support/named-story.ts';
import { randomLedger, reference } from '../../../support/random-ledger.ts';
import type { Fact } from '../../../support/reference-facts.ts';

const everybody = ['Amina admin', 'Ben admin', 'Cleo admin', 'Eve editor', 'Rio reader'];
const without = (...names: string[]) =>
  everybody.filter((person) => !names.some((name) => person.startsWith(name)));

describe('the reference, when admins turn on each other', () => {
  it('keeps the more senior of two who remove each other', () => {
    expect(scenarios['two admins remove each other']().members()).toEqual(without('Cleo'));
  });

  it('hears nothing of what a removed admin signs as if before, nor of whom they admit for it', () => {
    const story =
      scenarios['a removed admin retaliates as if before, with admins admitted for it']();
    expect(story.members()).toEqual(without('Cleo'));
  });

  it('leaves the third of three who remove each other in a ring', () => {
    const story = scenarios['Amina removes Ben, Ben Cleo, and Cleo Amina']();
    expect(story.members()).toEqual(without('Amina', 'Ben'));
  });

  it('lets a junior remove the founder who bears it', () => {
    const story = scenarios['a junior removes the founder, who accepts it']();
    expect(story.members()).toEqual(without('Amina'));
  });

  it('sides with the founder who does not, even late', () => {
    const story = scenarios['a junior removes the founder, who answers as if before']();
    expect(story.members()).toEqual([...without('Cleo', 'Rio'), 'Fay editor', 'Rio reader']);
  });

  it('takes what a removed admin did in all innocence with them', () => {
    const story = community();
    const then = story.heads;
    story.removes('Amina', 'Ben', then);
    story.welcomes('Ben', 'Fay', 'editor', { after: then });
    expect(story.members()).toEqual(without('Ben'));
  });

  it('keeps what they did before, and what others did meanwhile', () => {
    const story = community();
    story.welcomes('Ben', 'Fay', 'editor');
    const then = story.heads;
    story.removes('Amina', 'Ben', then);
    story.makes('Cleo', 'Rio', 'editor', then);
    expect(story.members()).toEqual([...without('Ben', 'Rio'), 'Fay editor', 'Rio editor']);
  });

  it('takes an accepted removal back when the power behind it goes', () => {
    const story = scenarios['the power behind an accepted removal turns out to be void']();
    expect(story.members()).toContain('Rio reader');
    expect(story.members()).toContain('Eve editor');
  });

  it('does not void an accepted removal for one that comes later', () => {
    const story = community();
    const then = story.heads;
    const removal = story.removes('Ben', 'Rio', then);
    story.removes('Cleo', 'Ben', then);
    expect(story.counts(removal)).toBe(true);
    expect(story.members()).toEqual(without('Ben', 'Rio'));
  });

  it('keeps the junior of the last two who leave at once', () => {
    const story = scenarios['the last two admins leave at once']();
    expect(story.members()).toEqual(['Ben admin', 'Eve editor']);
  });

  it('never lets the last admin go, step down or lose the last device', () => {
    for (const goes of [
      (story: NamedStory) => story.leaves('Amina'),
      (story: NamedStory) => story.makes('Amina', 'Amina', 'editor'),
      (story: NamedStory) => story.removesDevice('Amina', 'Amina')
    ]) {
      const story = new NamedStory();
      expect(story.counts(goes(story))).toBe(false);
      expect(story.members()).toEqual(['Amina admin']);
    }
  });

  it('does let the last device go of an admin who has a recovery kit', () => {
    const story = new NamedStory('Amina’s kit');
    story.removesDevice('Amina', 'Amina');
    expect([story.members(), story.devices()]).toEqual([['Amina admin'], []]);
    story.adds('Amina’s kit', 'Amina’s phone', 'Amina');
    expect(story.devices()).toEqual(['Amina’s phone']);
  });
});

describe('the reference, on roles', () => {
  it('takes the lower of two roles given at once', () => {
    const story = scenarios['two admins set one role at once']();
    expect(story.members()).toContain('Eve reader');
    story.makes('Cleo', 'Eve', 'steward');
    expect(story.members()).toContain('Eve steward');
  });

  it('sides with the promotion against a steward’s removal beside it', () => {
    const story = scenarios['a steward removes somebody whom an admin promotes']();
    expect(story.members()).toContain('Eve steward');
  });

  it('takes from who is demoted what needs the lost power, and nothing else', () => {
    const story = community();
    const then = story.heads;
    story.makes('Amina', 'Ben', 'editor', then);
    const admission = story.welcomes('Ben', 'Fay', 'reader', { after: then });
    const phone = story.adds('Ben', 'Ben’s phone', 'Ben', then);
    expect([admission, phone].map((fact) => story.counts(fact))).toEqual([false, true]);
  });

  it('has stewards act at home, on editors and below, and make nobody more', () => {
    const story = community();
    story.addsOrganisation('Amina', 'Northgate');
    story.welcomes('Amina', 'Nora', 'reader', { org: 'Northgate' });
    story.welcomes('Amina', 'Stu', 'steward', { org: 'Harbour' });
    story.welcomes('Amina', 'Sue', 'steward', { org: 'Harbour' });
    const then = story.heads;
    const tries: [Fact, boolean][] = [
      [story.makes('Stu', 'Rio', 'editor', then), true],
      [story.makes('Stu', 'Rio', 'steward', then), false],
      [story.makes('Stu', 'Stu', 'editor', then), false],
      [story.makes('Stu', 'Nora', 'editor', then), false],
      [story.removes('Stu', 'Sue', then), false],
      [story.removes('Stu', 'Ben', then), false],
      [story.removesDevice('Stu', 'Eve', then), true],
      [story.removesDevice('Stu', 'Ben', then), false]
    ];
    expect(tries.map(([fact]) => story.counts(fact))).toEqual(tries.map(([, counts]) => counts));
  });

  it('makes removal final: no role brings anybody back', () => {
    const story = community();
    story.removes('Amina', 'Eve');
    expect(story.counts(story.makes('Ben', 'Eve', 'editor'))).toBe(false);
    expect(story.members()).toEqual(without('Eve'));
  });

  it('makes removal final beside a new role, a new device and anything the removed sign', () => {
    const story = community();
    const then = story.heads;
    story.removes('Amina', 'Eve', then);
    story.makes('Ben', 'Eve', 'admin', then);
    story.adds('Eve', 'Eve’s phone', 'Eve', then);
    expect(story.members()).toEqual(without('Eve'));
    expect(story.devices()).not.toContain('Eve’s phone');
  });
});

describe('the reference, on invitations', () => {
  it('gives one of two who come in at once the place: by the rank of who let them in', () => {
    const story = scenarios['two come in on one invitation']();
    expect(story.members()).toContain('Lou editor');
    expect(story.members()).not.toContain('Kit editor');
  });

  it('leaves the place taken when whoever has it leaves', () => {
    const story = scenarios['two come in on one invitation']();
    story.leaves('Lou');
    expect(story.members()).toEqual(everybody);
  });

  it('lets the higher role have the place, against all rank', () => {
    const story = community();
    const invitation = story.invites('Amina', 'editor');
    story.admits('Cleo', invitation, 'Kit', { after: [invitation] });
    story.admits('Ben', invitation, 'Lou', { role: 'reader', after: [invitation] });
    expect(story.members()).toContain('Kit editor');
  });

  it('closes what somebody had open who is removed or demoted, or whose device is lost', () => {
    for (const goes of [
      (story: NamedStory) => story.removes('Amina', 'Ben'),
      (story: NamedStory) => story.makes('Amina', 'Ben', 'editor'),
      (story: NamedStory) => story.removesDevice('Amina', 'Ben')
    ]) {
      const story = community();
      const invitation = story.invites('Ben', 'editor');
      goes(story);
      expect(story.counts(story.admits('Amina', invitation, 'Fay'))).toBe(false);
    }
  });

  it('needs proof, time, place and role as the invitation says', () => {
    const story = community();
    const invitation = story.invites('Amina', 'editor', { org: 'Harbour' });
    const after = [invitation];
    const tries = [
      story.admits('Ben', invitation, 'Fay', { after, proved: false }),
      story.admits('Ben', invitation, 'Gil', { after, at: noon + 3_600_001 }),
      story.admits('Ben', invitation, 'Hal', { after, org: null }),
      story.admits('Ben', invitation, 'Ida', { after, role: 'steward' }),
      story.admits('Ben', invitation, 'Jon', { after, at: noon + 3_600_000 })
    ];
    expect(tries.map((fact) => story.counts(fact))).toEqual([false, false, false, false, true]);
  });

  it('is neither closed nor widened by the copy of a steward, who may take back only that', () => {
    const story = community();
    story.welcomes('Amina', 'Stu', 'steward', { org: 'Harbour' });
    const original = story.invites('Amina', 'editor');
    story.copies('Stu', original, { org: 'Harbour' });
    const revocation = story.revokes('Stu', original);
    const tries = [
      story.admits('Stu', original, 'Fay', { after: [revocation], org: story.id('Harbour') }),
      story.admits('Ben', original, 'Gil', { after: [revocation] })
    ];
    expect(tries.map((fact) => story.counts(fact))).toEqual([false, true]);
  });

  it('is closed by any admin, from then on', () => {
    const story = community();
    const invitation = story.invites('Amina', 'editor');
    const before = story.admits('Ben', invitation, 'Fay', { after: [invitation] });
    const revocation = story.revokes('Cleo', invitation, [invitation]);
    const after = story.admits('Ben', invitation, 'Gil', { after: [revocation] });
    expect([before, after].map((fact) => story.counts(fact))).toEqual([true, false]);
  });
});

describe('the reference, on devices and recovery', () => {
  it('ranks the recovery kit above the devices, stolen or not', () => {
    const story = scenarios['a stolen device works against its owner, who has the recovery kit']();
    expect(story.members()).toEqual(everybody);
    expect(story.devices()).toEqual(['Amina', 'Ben', 'Cleo', 'Eve', 'Rio']);
  });

  it('takes with a removed device only what that device signed', () => {
    const story = community();
    story.adds('Ben', 'Ben’s phone');
    const then = story.heads;
    story.removesDevice('Amina', 'Ben’s phone', then);
    const lost = story.welcomes('Ben’s phone', 'Fay', 'reader', { after: then });
    const kept = story.welcomes('Ben', 'Gil', 'reader', { after: then });
    expect([lost, kept].map((fact) => story.counts(fact))).toEqual([false, true]);
  });

  it('gives a device that entered twice to the first, and its other member nothing', () => {
    const story = community();
    const then = story.heads;
    const first = story.adds('Ben', 'Tablet', 'Ben', then);
    story.welcomes('Amina', 'Tablet', 'admin', { after: then });
    const { devices, members } = reference(story.facts);
    expect(devices.get(story.id('Tablet'))).toBe('member' in first.act && first.act.member);
    expect(members.length).toBe(everybody.length);
  });

  it('lets the kit see to devices and recovery of its own member, and to nothing else', () => {
    const story = community();
    const tries = [
      story.adds('Amina’s kit', 'Amina’s phone', 'Amina'),
      story.removesDevice('Amina’s kit', 'Amina'),
      story.removesDevice('Amina’s kit', 'Ben'),
      story.adds('Amina’s kit', 'Spy', 'Ben'),
      story.removes('Amina’s kit', 'Rio'),
      story.leaves('Amina’s phone')
    ];
    const counts = tries.map((fact) => story.counts(fact));
    expect(counts).toEqual([true, true, false, false, false, true]);
  });

  it('ends the old kit with the new one', () => {
    const story = community();
    story.setsRecovery('Amina', 'New kit');
    expect(story.counts(story.adds('Amina’s kit', 'Phone', 'Amina'))).toBe(false);
    expect(story.counts(story.adds('New kit', 'Laptop', 'Amina'))).toBe(true);
  });

  it('gives a recovery identity that two members name to the first of them alone', () => {
    const story =
      scenarios['two members who conspire name one recovery identity, each beside the other']();
    const { recoveries } = reference(story.facts);
    expect([...recoveries.values()].filter((one) => one === story.id('Shared kit')).length).toBe(1);
    const phones = story.devices().filter((name) => name.endsWith('phone'));
    expect(phones.length).toBe(1);
  });

  it('leaves a member the kit they had when they name what is somebody else’s', () => {
    const story = community();
    story.setsRecovery('Eve', 'Eve’s kit');
    story.setsRecovery('Eve', 'Amina’s kit');
    expect(story.counts(story.adds('Amina’s kit', 'Spy', 'Eve'))).toBe(false);
    expect(story.counts(story.adds('Eve’s kit', 'Eve’s phone', 'Eve'))).toBe(true);
  });

  it('has an epoch wrapped for all devices and kits, and a rewrap for no others', () => {
    const story = community();
    const names = ['Amina', 'Amina’s kit', 'Ben', 'Cleo', 'Eve', 'Rio'];
    const recipients = names.map((name) => story.id(name));
    const epoch = { kind: 'epoch', epoch: 'first', recipients } as const;
    const tries = [
      story.says('Rio', { ...epoch }),
      story.says('Eve', { ...epoch, recipients: recipients.slice(1) }),
      story.says('Eve', { ...epoch }),
      story.says('Rio', { kind: 'rewrap', epoch: 'first', recipients: [story.id('Amina’s kit')] }),
      story.says('Rio', { kind: 'rewrap', epoch: 'first', recipients: [story.id('Stranger')] })
    ];
    expect(tries.map((fact) => story.counts(fact))).toEqual([false, false, true, true, false]);
  });
});

describe('the reference, on random histories', () => {
  const ledgers = Array.from({ length: 60 }, (_, seed) => randomLedger(seed, 25 + (seed % 36)));

  it('does not look at the order in which it is told', () => {
    for (const { facts } of ledgers) {
      expect(reference([...facts].reverse())).toEqual(reference(facts));
    }
  });

  it('always has an admin left who can act', () => {
    for (const { facts } of ledgers) {
      const { members, devices, recoveries } = reference(facts);
      const able = [...devices.values(), ...recoveries.keys()];
      expect(members.some(({ id, role }) => role === 'admin' && able.includes(id))).toBe(true);
    }
  });

  it('has trouble of every kind to tell of, and much that counts', () => {
    const all = ledgers.flatMap(({ facts }) => facts);
    const counted = ledgers.flatMap(({ facts }) => [...reference(facts).counted]);
    for (const kind of ['remove-member', 'remove-device', 'set-role', 'admit', 'revoke']) {
      const some = all.filter(({ act }) => act.kind === kind);
      const heard = some.filter(({ id }) => counted.includes(id)).length;
      expect(heard / some.length, kind).toBeGreaterThan(0.2);
      expect(heard / some.length, kind).toBeLessThan(0.9);
    }
    expect(counted.length / all.length).toBeGreaterThan(0.5);
  });
});
