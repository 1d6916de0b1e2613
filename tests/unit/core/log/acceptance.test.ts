import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Bytes, idFromBytes, toHex } from '#lib/core/base/index.ts';
import { type DocKind, docKinds, mayWrite } from '#lib/core/log/index.ts';
import type { Role } from '#lib/core/membership/roles.ts';
import { Community, memberOf, newPerson } from '../../../support/community.ts';
import { LogBench, type LogDevice, positionOf } from '../../../support/log-bench.ts';
import { seeded } from '../../../support/random-history.ts';

const roles: readonly Role[] = ['reader', 'commenter', 'editor', 'steward', 'admin'];
const anyId = idFromBytes(new Uint8Array(16).fill(6));

let bench: LogBench;
beforeAll(async () => {
  bench = await LogBench.of({ Amina: 'admin', Ben: 'editor', Cleo: 'editor', Rhea: 'reader' });
});

describe('[A1] who may write what', () => {
  const least: Record<DocKind, Role | 'own'> = {
    document: 'editor',
    comments: 'commenter',
    profile: 'own',
    organisation: 'steward',
    space: 'admin'
  };

  it('is a matter of the role, and of oneself for a profile', async () => {
    const space = await Community.foundedBy(await newPerson('Amina'));
    for (const role of roles) {
      const person = await newPerson(role);
      const own = memberOf(await space.welcomes(person, role));
      const { view } = await space.ledger();
      for (const kind of Object.keys(docKinds) as DocKind[]) {
        const needed = least[kind];
        const may = needed !== 'own' && roles.indexOf(role) >= roles.indexOf(needed);
        expect(mayWrite(view, person.id, kind, anyId), `${role} in ${kind}`).toBe(may);
        const inOwn = needed === 'own' ? true : may;
        expect(mayWrite(view, person.id, kind, own), `${role} in ${kind} of their own`).toBe(inOwn);
      }
    }
    const { view } = await space.ledger();
    expect(mayWrite(view, (await newPerson('Stranger')).id, 'profile', anyId)).toBe(false);
  });

  it('holds for one’s own device too', async () => {
    const rhea = await bench.device('Rhea');
    await expect(rhea.writes()).rejects.toThrow('may not write');
    expect(rhea.log.length).toBe(0);
  });
});

describe('[A2] what was written without the power', () => {
  it('is kept, counts for nothing, and so does everything that stands on it', async () => {
    const ben = await bench.device('Ben');
    const readers = await bench.forged('Rhea', { seq: 1 });
    const again = await bench.forged('Rhea', { seq: 2, prev: readers.hash });
    const vouching = await bench.forged('Cleo', { seq: 1, deps: [positionOf(readers)] });
    const onVouching = await bench.forged('Cleo', { seq: 2, prev: vouching.hash });
    const run = [readers, again, vouching, onVouching];
    const { taken, stuck, unentitled } = await ben.hears(...run.map(({ bytes }) => bytes));
    expect(stuck.size).toBe(0);
    const [rhea, cleo] = [bench.person('Rhea').id, bench.person('Cleo').id];
    expect(unentitled).toEqual([rhea, rhea, cleo, cleo]);
    expect(taken.map(({ accepted }) => accepted)).toEqual([false, false, false, false]);
    expect(ben.codec.taken).toEqual([]);
    const own = await ben.writes();
    expect([own.accepted, own.meta.deps]).toEqual([true, []]);
    expect((await ben.restarted()).log.length).toBe(5);
  });

  it('is not mended by power that came later', async () => {
    const promoted = await LogBench.of({ Amina: 'admin', Ben: 'editor' });
    const dev = await newPerson('Dev');
    const before = promoted.space.heads.map(({ id }) => id);
    await promoted.space.welcomes(dev, 'editor');
    const heads = promoted.space.heads.map(({ id }) => id);
    const bench2 = Object.assign(Object.create(LogBench.prototype) as LogBench, promoted, {
      people: new Map([...promoted.people, ['Dev', dev]])
    });
    const early = await bench2.forged('Dev', { seq: 1, ledgerHeads: before });
    const later = await bench2.forged('Dev', { seq: 2, prev: early.hash, ledgerHeads: heads });
    const ben = await promoted.device('Ben');
    const { taken } = await ben.hears(early.bytes, later.bytes);
    expect(taken.map(({ accepted }) => accepted)).toEqual([false, false]);
    const fresh = await promoted.device('Ben');
    const honest = await bench2.forged('Dev', { seq: 1, ledgerHeads: heads });
    expect((await fresh.hears(honest.bytes)).taken.map(({ accepted }) => accepted)).toEqual([true]);
  });

  it('[A3] in one domain says nothing of the others', async () => {
    const ben = await bench.device('Ben');
    const { state } = ben.ledger;
    const own = state.devices.get(bench.person('Rhea').id)?.memberId ?? '';
    const written = await bench.forged('Rhea', { seq: 1 });
    const profile = await bench.forged('Rhea', {
      seq: 2,
      prev: written.hash,
      docKind: 'profile',
      docId: own
    });
    const other = await bench.forged('Rhea', {
      seq: 3,
      prev: profile.hash,
      docKind: 'profile',
      docId: anyId
    });
    const { taken } = await ben.hears(...[written, profile, other].map(({ bytes }) => bytes));
    expect(taken.map(({ accepted }) => accepted)).toEqual([false, true, false]);
  });

  it('[A4] nothing in a profile vouches for anything', async () => {
    const ben = await bench.device('Ben');
    const own = ben.ledger.state.devices.get(bench.person('Cleo').id)?.memberId ?? '';
    const first = await bench.forged('Cleo', { seq: 1 });
    const deps = [positionOf(first)];
    const profile = await bench.forged('Cleo', {
      ...{ seq: 2, prev: first.hash, docKind: 'profile', docId: own, deps }
    });
    const { taken } = await ben.hears(first.bytes, profile.bytes);
    expect(taken.map(({ accepted }) => accepted)).toEqual([true, false]);
    const rhea = await bench.device('Rhea');
    const rheas = rhea.ledger.state.devices.get(rhea.person.id)?.memberId ?? '';
    expect((await rhea.writes({ docKind: 'profile', docId: rheas })).meta.deps).toEqual([]);
  });
});

describe('[A5] what is accepted', () => {
  /** Honest editors who write and read at random, and a reader who writes all the same. */
  async function history(pick: (below: number) => number): Promise<Bytes[]> {
    const writers = [
      await bench.device('Amina'),
      await bench.device('Ben'),
      await bench.device('Cleo')
    ];
    const all: Bytes[] = [];
    let readers: { seq: number; prev: Bytes } = { seq: 1, prev: new Uint8Array(32) };
    for (let step = 0; step < 14; step++) {
      const writer = writers[pick(3)] as LogDevice;
      if (pick(4) === 0) {
        const made = await bench.forged('Rhea', readers);
        readers = { seq: made.seq + 1, prev: made.hash };
        all.push(made.bytes);
      } else if (pick(2) === 0) await writer.hears(...all);
      else all.push((await writer.writes()).bytes);
    }
    return all;
  }

  it('is the same on every device, however it came', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(2 ** 31), async (seed) => {
        const pick = seeded(seed);
        const all = await history(pick);
        const accepted = async () => {
          const device = await bench.device('Amina');
          let left = [...all].sort(() => pick(3) - 1);
          for (let round = 0; left.length > 0 && round < 40; round++) {
            const next: Bytes[] = [];
            for (const bytes of left) {
              const { taken, stuck } = await device.hears(bytes);
              if (taken.length === 0 && stuck.size > 0) next.push(bytes);
            }
            left = next;
          }
          expect(left).toEqual([]);
          return device.codec.committed.map(({ hash }) => toHex(hash)).sort();
        };
        const [one, two] = [await accepted(), await accepted()];
        expect(two).toEqual(one);
        expect(one.length).toBeGreaterThan(0);
      }),
      { numRuns: 6 }
    );
  });
});
