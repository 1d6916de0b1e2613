/*
 * A second reading of docs/protocol.md, "Resolution", written from the text with sets of names
 * instead of bits, and without a line of src: where the two disagree, one of them is wrong.
 */

export type ReferenceRole = 'reader' | 'commenter' | 'editor' | 'steward' | 'admin';

export type Act =
  | { kind: 'found'; device: string; org: string }
  | { kind: 'add-organisation'; org: string }
  | {
      kind: 'invite';
      invite: string;
      key: string;
      org: string | null;
      role: ReferenceRole;
      expiresAt: number;
    }
  /** `key`: whose secret the proof shows; null when the device did not show its own key. */
  | {
      kind: 'admit';
      invite: string;
      key: string | null;
      org: string | null;
      role: ReferenceRole;
      device: string;
    }
  | { kind: 'epoch'; epoch: string; recipients: string[] }
  | { kind: 'rewrap'; epoch: string; recipients: string[] }
  | { kind: 'unknown'; number: number };

export interface Fact {
  id: string;
  lamport: number;
  parents: string[];
  device: string;
  at: number;
  act: Act;
}

const level: Record<ReferenceRole, number> = {
  reader: 1,
  commenter: 2,
  editor: 3,
  steward: 4,
  admin: 5
};

interface Entry {
  fact: Fact;
  device: string;
  role: ReferenceRole;
  org: string | null;
  invite: string | null;
}

/** The facts that count, and what they come to. `facts` is closed: no parent is missing. */
export function referenceState(facts: readonly Fact[]) {
  const byId = new Map(facts.map((fact) => [fact.id, fact]));
  const inOrder = [...byId.values()].sort(
    (a, b) => a.lamport - b.lamport || (a.id < b.id ? -1 : 1)
  );
  const pasts = new Map<string, Set<string>>();
  for (const { id, parents } of inOrder) {
    const past = new Set(parents);
    for (const parent of parents) for (const older of pasts.get(parent) ?? []) past.add(older);
    pasts.set(id, past);
  }
  const entries = inOrder.flatMap(entryOf);
  const counted = new Set<string>();
  for (const fact of inOrder) {
    const seen = new Set([...(pasts.get(fact.id) ?? [])].filter((id) => counted.has(id)));
    if (mayAct(fact, seen)) counted.add(fact.id);
  }
  return outcome();

  function entryOf(fact: Fact): Entry[] {
    const { act } = fact;
    if (act.kind === 'found') {
      return [{ fact, device: act.device, role: 'admin', org: act.org, invite: null }];
    }
    if (act.kind !== 'admit') return [];
    return [{ fact, device: act.device, role: act.role, org: act.org, invite: act.invite }];
  }

  /** R10: whose a device is: the first entry that counts. */
  function entryIn(device: string, seen: Set<string>): Entry | undefined {
    return entries.find((entry) => entry.device === device && seen.has(entry.fact.id));
  }

  /** R7: the best of all that came in on the same invitation. */
  function won(entry: Entry, seen: Set<string>): boolean {
    if (entry.invite === null) return true;
    const rivals = entries.filter((one) => one.invite === entry.invite && seen.has(one.fact.id));
    const best = rivals.sort(
      (a, b) =>
        level[b.role] - level[a.role] ||
        rankOfAdmitter(a, seen) - rankOfAdmitter(b, seen) ||
        entries.indexOf(a) - entries.indexOf(b)
    )[0];
    return best === entry;
  }

  function rankOfAdmitter(entry: Entry, seen: Set<string>): number {
    const admitter = entryIn(entry.fact.device, seen);
    if (!admitter) return Infinity;
    const group = admitter.role === 'admin' ? 0 : admitter.role === 'steward' ? 1 : 2;
    return group * 1e6 + entries.indexOf(admitter);
  }

  function active(device: string, seen: Set<string>): Entry | undefined {
    const entry = entryIn(device, seen);
    return entry && won(entry, seen) ? entry : undefined;
  }

  function activeDevices(seen: Set<string>): string[] {
    return [...new Set(entries.map(({ device }) => device))].filter((one) => active(one, seen));
  }

  function organisations(seen: Set<string>): Set<string> {
    return new Set(
      inOrder.flatMap(({ id, act }) =>
        seen.has(id) && (act.kind === 'found' || act.kind === 'add-organisation') ? [act.org] : []
      )
    );
  }

  /** R1. */
  function mayIssue(
    who: Entry,
    { org, role }: { org: string | null; role: ReferenceRole },
    seen: Set<string>
  ): boolean {
    if (org !== null && !organisations(seen).has(org)) return false;
    if (who.role === 'admin') return true;
    if (who.role !== 'steward') return false;
    return org !== null && org === who.org && level[role] <= level.editor;
  }

  function mayAct({ act, device, at, parents }: Fact, seen: Set<string>): boolean {
    if (act.kind === 'found') return parents.length === 0;
    const author = active(device, seen);
    if (!author) return false;
    switch (act.kind) {
      case 'add-organisation':
        return author.role === 'admin';
      case 'invite':
        return mayIssue(author, act, seen);
      case 'admit':
        return mayIssue(author, act, seen) && mayAdmit(act, at, seen);
      case 'epoch': {
        const wanted = activeDevices(seen).sort().join();
        return level[author.role] >= level.editor && [...act.recipients].sort().join() === wanted;
      }
      case 'rewrap':
        return act.recipients.every((one) => active(one, seen));
      case 'unknown':
        return true;
    }
  }

  /** R6. */
  function mayAdmit(act: Act & { kind: 'admit' }, at: number, seen: Set<string>): boolean {
    const invitation = inOrder.find(
      ({ id, act: one }) =>
        seen.has(id) && one.kind === 'invite' && one.invite === act.invite && one.key === act.key
    );
    if (invitation?.act.kind !== 'invite') return false;
    const issuer = active(invitation.device, seen);
    return (
      level[act.role] <= level[invitation.act.role] &&
      act.org === invitation.act.org &&
      at <= invitation.act.expiresAt * 1000 &&
      !entries.some(({ invite, fact }) => invite === act.invite && seen.has(fact.id)) &&
      issuer !== undefined &&
      mayIssue(issuer, invitation.act, seen)
    );
  }

  function outcome() {
    const members = entries.filter((entry) => active(entry.device, counted) === entry);
    const invitations = new Map<string, { key: string; role: string; usedBy: string | null }>();
    const epochs: { epoch: string; recipients: Set<string> }[] = [];
    let updateNeeded = false;
    for (const { id, act } of inOrder) {
      if (!counted.has(id)) continue;
      if (act.kind === 'unknown' && act.number < 128) updateNeeded = true;
      if (act.kind === 'epoch') {
        epochs.push({ epoch: act.epoch, recipients: new Set(act.recipients) });
      }
      if (act.kind === 'rewrap') {
        const epoch = epochs.find((one) => one.epoch === act.epoch);
        for (const recipient of act.recipients) epoch?.recipients.add(recipient);
      }
      if (act.kind !== 'invite' || invitations.has(act.invite)) continue;
      const usedBy = members.find(({ invite }) => invite === act.invite)?.fact.id ?? null;
      invitations.set(act.invite, { key: act.key, role: act.role, usedBy });
    }
    return {
      counted,
      members: members.map(({ fact, role, org, device }) => ({ id: fact.id, role, org, device })),
      organisations: organisations(counted),
      invitations,
      epochs,
      updateNeeded
    };
  }
}
