import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Bytes, toHex } from '#lib/core/base/index.ts';
import type { Intake } from '#lib/core/log/index.ts';
import { MemoryStorage } from '#lib/core/storage/index.ts';
import { HostileStorage } from '../../../support/hostile-storage.ts';
import { LogBench, LogDevice, positionOf } from '../../../support/log-bench.ts';

let bench: LogBench;
let amina: LogDevice;
let ben: LogDevice;

beforeAll(async () => {
  bench = await LogBench.of({ Amina: 'admin', Ben: 'editor', Cleo: 'editor' });
});

beforeEach(async () => {
  [amina, ben] = await Promise.all([bench.device('Amina'), bench.device('Ben')]);
});

const outcome = ({ taken, stuck, refused }: Intake) => [
  taken.map(({ seq }) => seq),
  refused ? 'refused' : ([...stuck.values()][0] ?? 'nothing')
];

describe('[G1] a log', () => {
  it('grows by one entry at a time, each naming the one before by its hash', async () => {
    const [one, two] = [await amina.writes(), await amina.writes()];
    expect([one.seq, two.seq, one.arrival, two.arrival]).toEqual([1, 2, 0, 1]);
    expect(two.bytes.slice(48, 80)).toEqual(one.hash);
    expect(one.bytes.slice(48, 80)).toEqual(new Uint8Array(32));
    expect(amina.log.heads).toEqual([positionOf(two)]);
    expect(outcome(await ben.hears(one.bytes, two.bytes))).toEqual([[1, 2], 'nothing']);
    expect(ben.log.heads).toEqual(amina.log.heads);
    expect(ben.codec.committed.map(({ hash }) => toHex(hash))).toEqual(
      [one, two].map((e) => toHex(e.hash))
    );
  });

  it('is kept in the order of arrival, and everything in it is found again', async () => {
    const one = await amina.writes();
    await ben.hears(one.bytes);
    const two = await ben.writes();
    expect((await ben.log.read(0, 9)).map(({ arrival }) => arrival)).toEqual([0, 1]);
    expect((await ben.log.read(1, 9)).map(({ bytes }) => bytes)).toEqual([two.bytes]);
    expect(await ben.log.arrivalOf(ben.person.id, 1)).toBe(1);
    expect(await ben.log.arrivalOf(ben.person.id, 2)).toBeNull();
    const reopened = await ben.log.reopen(1);
    expect(reopened.body).toEqual(two.body);
    const restarted = await ben.restarted();
    const byDevice = (a: { deviceId: string }, b: { deviceId: string }) =>
      a.deviceId < b.deviceId ? -1 : 1;
    expect([...restarted.log.heads].sort(byDevice)).toEqual([...ben.log.heads].sort(byDevice));
    expect(restarted.log.length).toBe(2);
  });

  it('names what its author has read since, and nothing twice', async () => {
    const first = await amina.writes();
    await ben.hears(first.bytes);
    const bens = await ben.writes();
    expect(bens.meta.deps).toEqual([positionOf(first)]);
    expect(bens.readUpTo(amina.person.id, 1)).toBe(1);
    expect((await ben.writes()).meta.deps).toEqual([]);
    const next = await amina.writes();
    await ben.hears(next.bytes);
    const last = await ben.writes();
    expect(last.meta.deps).toEqual([positionOf(next)]);
    expect([last.readUpTo(amina.person.id, 1), last.readUpTo(ben.person.id, 1)]).toEqual([2, 2]);
    expect((await (await ben.restarted()).writes()).readUpTo(amina.person.id, 1)).toBe(2);
  });

  it('takes nothing twice', async () => {
    const one = await amina.writes();
    expect(outcome(await ben.hears(one.bytes, one.bytes))).toEqual([[1], 'nothing']);
    expect(outcome(await ben.hears(one.bytes))).toEqual([[], 'nothing']);
    expect(ben.codec.taken.length).toBe(1);
    expect(ben.log.length).toBe(1);
  });
});

describe('[G2] what is not here yet', () => {
  const entries = async (n: number) => {
    const made: Bytes[] = [];
    for (let i = 0; i < n; i++) made.push((await amina.writes()).bytes);
    return made;
  };

  it('is waited for: an entry behind a gap', async () => {
    const [one, two, three] = await entries(3);
    if (!one || !two || !three) throw new Error('three entries expected');
    expect(outcome(await ben.hears(two))).toEqual([[], 'waiting']);
    expect(outcome(await ben.hears(one, three, two))).toEqual([[1], 'waiting']);
    expect(outcome(await ben.hears(two, three))).toEqual([[2, 3], 'nothing']);
  });

  it('is waited for: what an entry stands on', async () => {
    const cleo = await bench.device('Cleo');
    const [one] = await entries(1);
    if (!one) throw new Error('an entry expected');
    await cleo.hears(one);
    const cleos = await cleo.writes();
    expect(outcome(await ben.hears(cleos.bytes))).toEqual([[], 'waiting']);
    expect(outcome(await ben.hears(one, cleos.bytes))).toEqual([[1, 1], 'nothing']);
  });

  it('is waited for: the ledger that an author has seen', async () => {
    const late = await bench.device('Ben', 3);
    const { bytes } = await amina.writes();
    expect(outcome(await late.hears(bytes))).toEqual([[], 'waiting']);
    for (const { record } of bench.space.operations) await late.ledger.add(record);
    expect(outcome(await late.hears(bytes))).toEqual([[1], 'nothing']);
  });

  it('is waited for: the key of an epoch, and the author', async () => {
    const { bytes } = await amina.writes();
    ben.held.clear();
    expect(outcome(await ben.hears(bytes))).toEqual([[], 'waiting']);
    ben.held.set(bench.epoch.epochId, bench.epoch);
    const outside = await LogBench.of({ Eve: 'admin' });
    const stranger = await outside.forged('Eve', { seq: 1 });
    expect(outcome(await ben.hears(stranger.bytes))).toEqual([[], 'refused']);
    const nobody = bytes.slice();
    nobody.fill(7, 24, 40);
    expect(outcome(await ben.hears(nobody))).toEqual([[], 'waiting']);
  });
});

describe('[G2] what stands on another branch of a log', () => {
  it('is waited for: an entry that does not follow the one that is here', async () => {
    await ben.hears((await amina.writes()).bytes);
    const astray = await bench.forged('Amina', { seq: 2, prev: new Uint8Array(32).fill(9) });
    expect(outcome(await ben.hears(astray.bytes))).toEqual([[], 'branched']);
  });

  it('is waited for: an entry that names another than lies at its place', async () => {
    const one = await amina.writes();
    await ben.hears(one.bytes);
    const other = await bench.forged('Amina', { seq: 1, body: Uint8Array.of(2) });
    const cleos = await bench.forged('Cleo', { seq: 1, deps: [positionOf(other)] });
    expect(outcome(await ben.hears(cleos.bytes))).toEqual([[], 'waiting']);
    expect(outcome(await ben.hears(other.bytes, cleos.bytes))).toEqual([[1, 1], 'nothing']);
  });

  it('stops nobody else in the same run', async () => {
    const astray = await bench.forged('Amina', { seq: 2, prev: new Uint8Array(32).fill(9) });
    const [one, two] = [await amina.writes(), await bench.forged('Cleo', { seq: 1 })];
    const intake = await ben.hears(one.bytes, astray.bytes, two.bytes);
    expect([outcome(intake), ben.log.length]).toEqual([[[1, 1], 'branched'], 2]);
  });
});

describe('[G3] what can never be', () => {
  it('is refused, and what came before it in the same run is kept', async () => {
    const one = await amina.writes();
    const flipped = (await amina.writes()).bytes.map((byte, i) => (i === 300 ? byte ^ 1 : byte));
    expect(outcome(await ben.hears(one.bytes, flipped))).toEqual([[1], 'refused']);
    expect(ben.log.seqOf(amina.person.id)).toBe(1);
  });

  it('a first entry that claims to follow one', async () => {
    const one = await amina.writes();
    const first = await bench.forged('Cleo', { seq: 1, prev: one.hash });
    expect(outcome(await ben.hears(first.bytes))).toEqual([[], 'refused']);
  });

  it('an author who knows less of the ledger than before', async () => {
    const one = await amina.writes();
    const genesis = [bench.space.genesis.id];
    const forgetful = await bench.forged('Amina', { seq: 2, prev: one.hash, ledgerHeads: genesis });
    expect(outcome(await ben.hears(one.bytes, forgetful.bytes))).toEqual([[1], 'refused']);
  });

  it('and what a newer version wrote is neither refused nor guessed at', async () => {
    const { bytes } = await amina.writes();
    bytes[4] = 2;
    expect(outcome(await ben.hears(bytes))).toEqual([[], 'newer']);
  });
});

describe('[G4] more heads of the ledger than one entry may name', () => {
  it('stop nobody from writing, reading or opening the space again', async () => {
    const crowded = await LogBench.of({ Amina: 'admin', Ben: 'editor', Eve: 'reader' });
    const [writer, reader] = [await crowded.device('Amina'), await crowded.device('Ben')];
    const first = await writer.writes();
    const after = crowded.space.heads;
    // Eve, a reader, signs seventy operations beside each other.
    for (let i = 0; i < 70; i++) {
      const record = await crowded.space.doesRaw(crowded.person('Eve'), 200, [i], { after });
      for (const device of [writer, reader]) await device.ledger.add(record);
    }
    expect(writer.ledger.heads.length).toBe(70);
    const [second, third] = [await writer.writes(), await writer.writes()];
    expect(second.meta.ledgerHeads.length).toBe(64);
    const intake = await reader.hears(first.bytes, second.bytes, third.bytes);
    expect(outcome(intake)).toEqual([[1, 2, 3], 'nothing']);
    expect((await reader.restarted()).log.length).toBe(3);
    const again = await writer.restarted();
    expect(outcome(await reader.hears((await again.writes()).bytes))).toEqual([[4], 'nothing']);
  });
});

describe('[G5] a transaction that fails', () => {
  it('counts no entry before it is on the disk', async () => {
    const storage = new HostileStorage(new MemoryStorage());
    const device = await bench.device('Ben', Infinity, storage);
    let seen = -1;
    storage.fate = () => ((seen = device.log.length), 'failed');
    await expect(device.hears((await amina.writes()).bytes)).rejects.toThrow('storage full');
    expect([seen, device.log.length]).toEqual([0, 0]);
  });

  it('leaves memory as the disk has it', async () => {
    const storage = new HostileStorage(new MemoryStorage());
    const device = await bench.device('Ben', Infinity, storage);
    const [one, two] = [await amina.writes(), await amina.writes()];
    await device.hears(one.bytes);
    storage.fate = () => 'failed';
    await expect(device.hears(two.bytes)).rejects.toThrow('storage full');
    await expect(device.writes()).rejects.toThrow('storage full');
    expect(device.log.heads).toEqual([positionOf(one)]);
    expect([device.log.length, device.codec.committed.length, device.codec.abandoned]).toEqual([
      1, 1, 2
    ]);
    storage.fate = () => 'kept';
    expect(outcome(await device.hears(two.bytes))).toEqual([[2], 'nothing']);
    expect((await device.writes()).seq).toBe(1);
  });

  it('at any step of a life leaves no two envelopes with one number', async () => {
    for (const fate of ['failed', 'lost'] as const) {
      for (let step = 0; step < 8; step++) {
        const storage = new HostileStorage(new MemoryStorage());
        let device = await bench.device('Amina', Infinity, storage);
        const begin = storage.commits;
        storage.fate = (commit) => (commit === begin + step ? fate : 'kept');
        const sent: Bytes[] = [];
        for (let n = 0; n < 6; n++) {
          const written = await device.writes({ body: Uint8Array.of(n) }).catch(() => null);
          if (written) sent.push(written.bytes);
          else if (step % 2 === 0) device = await device.restarted();
        }
        const peer = await bench.device('Ben');
        const all = await device.everything();
        expect(outcome(await peer.hears(...all))[1]).toBe('nothing');
        for (const bytes of sent) expect(all.map(toHex)).toContain(toHex(bytes));
        expect(peer.log.length).toBe(all.length);
      }
    }
  });
});
