import type { Id } from '#lib/core/base/index.ts';
import type { Moment } from './random-acts.ts';
import type { RandomWriter } from './random-ledger.ts';
import { type Fact, type FactOf, isKind, ladder } from './reference-facts.ts';

type Trouble = (writer: RandomWriter, here: Moment) => void;

/** One of the conflicts that resolution is made for, if it can happen here. */
export function makeTrouble(writer: RandomWriter, here: Moment): void {
  writer.dice.pick(troubles)(writer, here);
}

const removing = (member: Id) => ({ kind: 'remove-member', member }) as const;

/** Admins, and now and then stewards, remove each other in a ring of two or three. */
const ring: Trouble = (writer, here) => {
  const some = writer.people(here, 'admin', ...(writer.chance(4) ? (['steward'] as const) : []));
  const people = some.slice(0, writer.dice.between(2, 3));
  for (const [i, { device }] of people.entries()) {
    const victim = people[(i + 1) % people.length];
    if (victim) writer.write(here, device, taking(writer, here, victim.member));
  }
};

/** Somebody who was removed or demoted acts as if before, and so do those they admit for it. */
const retaliation: Trouble = (writer) => {
  const removals = writer.story.facts.filter((fact) => isKind(fact, 'remove-member', 'set-role'));
  const removal = writer.mixed(removals)[0];
  if (!removal) return;
  const before = writer.at(writer.story.facts.filter(({ id }) => removal.parents.includes(id)));
  const [device] = writer.devicesOf(before, removal.act.member);
  const enemy = before.view.activeOwner(removal.device);
  if (device === undefined) return;
  if (enemy !== null && writer.chance(2)) writer.write(before, device, removing(enemy));
  if (before.view.isAdmin(removal.act.member)) admitSocks(writer, before, device, enemy);
  else writer.anybodyDoesAnything(before, device);
};

function admitSocks(writer: RandomWriter, here: Moment, device: Id, enemy: Id | null): void {
  const sock = writer.welcome(here, device, 'admin', null);
  if (!sock) return;
  const then = writer.at([sock]);
  if (enemy !== null) writer.write(then, sock.act.device, removing(enemy));
  const other = writer.people(then, 'admin').find(({ member }) => member !== sock.act.member);
  if (writer.chance(2) && other) writer.write(then, sock.act.device, removing(other.member));
  if (writer.chance(3)) admitSocks(writer, then, sock.act.device, other?.member ?? null);
}

/** A removal beside a new device, a new admission or a new role of the same person. */
const removalBesideReturn: Trouble = (writer, here) => {
  const [admin, other] = writer.people(here, 'admin');
  const victim = writer.people(here).find(({ member }) => member !== admin?.member);
  if (!admin || !victim) return;
  writer.write(here, admin.device, removing(victim.member));
  const device = writer.story.newIdentity();
  const returning = { kind: 'add-device', member: victim.member, device } as const;
  const added = writer.write(here, victim.device, returning);
  if (writer.chance(2)) writer.anybodyDoesAnything(writer.at([added]), device);
  const role = writer.dice.pick(ladder);
  if (other) writer.write(here, other.device, { kind: 'set-role', member: victim.member, role });
};

/** Two set the role of a third at once, and the third makes use of what they had. */
const rolesAtOnce: Trouble = (writer, here) => {
  const people = writer.people(here, 'admin', 'admin', 'steward');
  const [victim] = writer.people(here);
  if (!victim) return;
  for (const { device } of people.slice(0, 2)) {
    const role = writer.dice.pick(ladder);
    const set = { kind: 'set-role', member: victim.member, role } as const;
    const fact = writer.write(here, device, set);
    if (writer.chance(2)) writer.anybodyDoesAnything(writer.at([fact]), victim.device);
  }
  writer.anybodyDoesAnything(here, victim.device);
};

/** R2: a steward's hand on somebody whom an admin promotes. */
const stewardBesideAdmin: Trouble = (writer, here) => {
  const [admin] = writer.people(here, 'admin');
  for (const steward of writer.people(here, 'steward')) {
    const home = here.view.organisationOf(steward.member);
    const victim = writer
      .people(here, 'reader', 'commenter', 'editor')
      .find(({ member }) => here.view.organisationOf(member) === home);
    if (!admin || !victim) continue;
    const role = writer.dice.pick(['editor', 'steward', 'admin'] as const);
    writer.write(here, steward.device, taking(writer, here, victim.member));
    const promotion = { kind: 'set-role', member: victim.member, role } as const;
    writer.write(here, admin.device, promotion);
    return;
  }
};

/** Several come in on one invitation, as different people or as one, and act as members. */
const doubleAdmission: Trouble = (writer, here) => {
  const issuers = writer.people(here, 'admin', 'steward');
  const [issuer] = issuers;
  if (!issuer) return;
  const known = here.past.filter((fact) => isKind(fact, 'invite'));
  const invited = writer.chance(3)
    ? writer.mixed(known)[0]
    : writer.write(here, issuer.device, writer.acts.invite(here, issuer.member));
  if (!invited || !isKind(invited, 'invite')) return;
  const then = writer.at([...here.after, invited]);
  const admissions = issuers.slice(0, 3).map(({ device }) => {
    const admission = writer.acts.admitOn(invited, then);
    return writer.write(then, device, admission);
  });
  if (writer.chance(3)) sameDevice(writer, then, issuers[0]?.device, admissions[0]);
  for (const fact of admissions) {
    if (isKind(fact, 'admit') && writer.chance(2)) {
      writer.anybodyDoesAnything(writer.at([fact]), fact.act.device);
    }
  }
};

function sameDevice(writer: RandomWriter, here: Moment, by?: Id, fact?: Fact): void {
  if (by === undefined || !fact || !isKind(fact, 'admit')) return;
  const { act } = fact;
  writer.write(here, by, (member) => ({ ...act, member }));
}

/** Everybody who could keep the space going gives it up at once. */
const lastAdmins: Trouble = (writer, here) => {
  for (const { device, member } of writer.people(here, 'admin')) {
    if (writer.chance(4)) {
      for (const own of writer.devicesOf(here, member)) {
        writer.write(here, device, { kind: 'remove-device', device: own });
      }
    } else if (writer.chance(3)) {
      writer.write(here, device, { kind: 'set-role', member, role: 'editor' });
    } else writer.write(here, device, removing(member));
  }
};

/** A recovery identity against a device of the same member, and devices against each other. */
const stolenDevice: Trouble = (writer, here) => {
  const withKit = writer.people(here).find(({ member }) => here.view.recovery(member) !== null);
  const victim = withKit ?? writer.people(here)[0];
  if (!victim) return;
  const { member, device } = victim;
  const kit = here.view.recovery(member);
  const phone = writer.story.newIdentity();
  const then = writer.at([
    writer.write(here, device, { kind: 'add-device', member, device: phone })
  ]);
  writer.write(then, phone, { kind: 'remove-device', device });
  writer.write(then, device, { kind: 'remove-device', device: phone });
  if (writer.chance(2)) writer.anybodyDoesAnything(then, phone);
  if (kit === null) return;
  writer.write(then, kit, { kind: 'remove-device', device: writer.dice.pick([device, phone]) });
  if (writer.chance(2)) {
    const recovery = writer.story.newIdentity();
    const renewal = writer.write(then, phone, { kind: 'set-recovery', member, recovery });
    writer.anybodyDoesAnything(writer.at([renewal]), recovery);
  }
};

/** One device signs several things, none of which knows of the others. */
const forkedDevice: Trouble = (writer, here) => {
  const [person] = writer.people(here, 'admin', 'steward', 'editor');
  for (let i = 0; i < 2; i++) writer.anybodyDoesAnything(here, person?.device);
};

/** An invitation is copied by another, closed by one of the two, and used. */
const copiedInvitation: Trouble = (writer, here) => {
  const [issuer, other] = writer.people(here, 'admin', 'steward');
  if (!issuer || !other) return;
  const original = writer.write(here, issuer.device, writer.acts.invite(here, issuer.member));
  if (!isKind(original, 'invite')) return;
  const { invite } = original.act;
  const then = writer.at([...here.after, original]);
  const copy = writer.acts.invite(then, other.member);
  if (typeof copy === 'function' || copy.kind !== 'invite') return;
  const copied = writer.write(then, other.device, { ...copy, invite });
  const revoker = writer.dice.pick([issuer, other]);
  const seen = writer.dice.pick([[original], [copied]]);
  const revoked = writer.write(writer.at(seen), revoker.device, { kind: 'revoke', invite });
  useBeside(writer, [copied, revoked, original], [original, copied] as FactOf<'invite'>[]);
};

function useBeside(writer: RandomWriter, seen: Fact[], invitations: FactOf<'invite'>[]): void {
  const here = writer.at(writer.mixed(seen).slice(0, writer.dice.between(1, 3)));
  const [by] = writer.people(here, 'admin', 'steward');
  const invitation = writer.dice.pick(invitations);
  if (by) writer.write(here, by.device, writer.acts.admitOn(invitation, here));
}

/** The issuer of an invitation goes or falls while somebody is let in on it. */
const issuerGoes: Trouble = (writer, here) => {
  const issuers = writer.people(here, 'admin', 'steward');
  const [issuer, by] = issuers;
  if (!issuer || !by) return;
  const invited = writer.write(here, issuer.device, writer.acts.invite(here, issuer.member));
  if (!isKind(invited, 'invite')) return;
  const then = writer.at([...here.after, invited]);
  const gone = writer.write(then, by.device, taking(writer, then, issuer.member));
  const later = writer.chance(2) ? then : writer.at([gone]);
  const admitter = writer.chance(2) ? issuer : by;
  writer.write(later, admitter.device, writer.acts.admitOn(invited, later));
};

/** Two give one device to different members, and it signs with either in its past. */
const enteredTwice: Trouble = (writer, here) => {
  const [one, other] = writer.people(here);
  if (!one || !other) return;
  const device = writer.story.newIdentity();
  const entries = [one, other].map(({ member, device: by }) =>
    writer.write(here, by, { kind: 'add-device', member, device })
  );
  const entry = writer.dice.pick(entries);
  writer.anybodyDoesAnything(writer.at(writer.chance(2) ? entries : [entry]), device);
};

/** Another's device is named as the recovery of somebody who then goes, as if to take it along. */
const framed: Trouble = (writer, here) => {
  const [frame, victim, remover] = writer.people(here);
  if (!frame || !victim) return;
  const { member } = frame;
  const by = writer.chance(2) ? frame.device : (remover ?? frame).device;
  const naming = { kind: 'set-recovery', member, recovery: victim.device } as const;
  const then = writer.at([...here.after, writer.write(here, by, naming)]);
  writer.anybodyDoesAnything(then, victim.device);
  const [admin] = writer.people(then, 'admin');
  writer.write(then, (writer.chance(2) && admin ? admin : frame).device, removing(member));
};

/** A removal, a demotion or the removal of a device. */
function taking(writer: RandomWriter, here: Moment, member: Id) {
  const [device] = writer.devicesOf(here, member);
  const role = writer.dice.pick(['reader', 'editor', 'steward'] as const);
  const mild = { kind: 'set-role', member, role } as const;
  const taken = device === undefined ? mild : ({ kind: 'remove-device', device } as const);
  return writer.dice.pick([removing(member), removing(member), mild, taken]);
}

const troubles: Trouble[] = [
  ring,
  ring,
  retaliation,
  retaliation,
  removalBesideReturn,
  rolesAtOnce,
  stewardBesideAdmin,
  doubleAdmission,
  lastAdmins,
  stolenDevice,
  forkedDevice,
  copiedInvitation,
  issuerGoes,
  enteredTwice,
  framed
];
