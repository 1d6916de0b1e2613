import { beforeEach, describe, expect, it } from 'vitest';
import { idFromBytes, toHex } from '#lib/core/base/index.ts';
import type { LogEntry } from '#lib/core/log/index.ts';
import { LogBench, type LogDevice } from '../../../support/log-bench.ts';

let bench: LogBench;
let amina: LogDevice;
let ben: LogDevice;
let cleo: LogDevice;
/** Cleo's device once more: a backup that was opened while the first goes on. */
let copy: LogDevice;
let shared: LogEntry;

beforeEach(async () => {
  bench = await LogBench.of({ Amina: 'admin', Ben: 'editor', Cleo: 'editor' });
  [amina, ben, cleo] = await Promise.all([
    bench.device('Amina'),
    bench.device('Ben'),
    bench.device('Cleo')
  ]);
  shared = await cleo.writes();
  copy = await cleo.copied();
});

const docId = (n: number) => idFromBytes(new Uint8Array(16).fill(n));
const idOf = ({ deviceId, seq, hash }: LogEntry) => `${deviceId} ${seq} ${toHex(hash)}`;
const shows = (device: LogDevice, ...entries: LogEntry[]) =>
  expect(device.codec.content).toEqual(new Set(entries.map(idOf)));
const branchOf = ({ hash }: LogEntry) => idFromBytes(hash.slice(0, 16));

async function adopts(log: string): Promise<void> {
  const cut = amina.log.headOf(log);
  if (!cut) throw new Error('nothing to adopt');
  const { record } = await amina.ledger.append({ kind: 'adopt', cut }, amina.person.keys, 0);
  for (const device of [ben, cleo, copy]) await device.ledger.add(record);
  for (const device of [amina, ben, cleo, copy]) await device.log.settle();
}

describe('[G6] two envelopes with one number', () => {
  it('are both kept and passed on, in whatever order they come', async () => {
    const [one, other] = [await cleo.writes(), await copy.writes({ body: Uint8Array.of(2) })];
    await amina.hears(shared.bytes, one.bytes, other.bytes);
    await ben.hears(shared.bytes, other.bytes, one.bytes);
    for (const device of [amina, ben]) {
      expect([device.log.length, device.log.forked]).toEqual([3, [cleo.person.id]]);
      expect((await device.everything()).map(toHex)).toContain(toHex(other.bytes));
      expect((await device.restarted()).log.forked).toEqual([cleo.person.id]);
    }
    const heads = (device: LogDevice) => device.log.heads.map((head) => toHex(head.hash16)).sort();
    expect(heads(amina)).toEqual(heads(ben));
    expect(await amina.hears(one.bytes, other.bytes)).toMatchObject({ taken: [], refused: false });
  });

  it('suspend the device for what came after, on both branches, and itself as well', async () => {
    const [one, other] = [await cleo.writes(), await copy.writes({ body: Uint8Array.of(2) })];
    const later = await cleo.writes();
    await amina.hears(...[shared, one, later, other].map(({ bytes }) => bytes));
    shows(amina, shared);
    const late = amina.log.late.map(({ forked, after, upTo }) => [forked, after, upTo]);
    expect(late.sort()).toEqual([
      [true, 1, 2],
      [true, 1, 3]
    ]);
    await cleo.hears(other.bytes);
    shows(cleo, shared);
    await expect(cleo.writes()).rejects.toThrow('may not write');
  });

  it('take nothing from colleagues who built on either branch', async () => {
    const one = await cleo.writes({ docId: docId(1) });
    const other = await copy.writes({ docId: docId(2) });
    await amina.hears(shared.bytes, one.bytes);
    await ben.hears(shared.bytes, other.bytes);
    const [aminas, bens] = [await amina.writes(), await ben.writes()];
    await amina.hears(...(await ben.everything()));
    await ben.hears(...(await amina.everything()));
    for (const device of [amina, ben]) shows(device, shared, one, other, aminas, bens);
  });

  it('in one document and slot: one branch has effect, the same for everybody', async () => {
    const [one, other] = [await cleo.writes(), await copy.writes({ body: Uint8Array.of(2) })];
    await amina.hears(shared.bytes, one.bytes);
    await ben.hears(shared.bytes, other.bytes);
    const elsewhere = { docId: docId(1) };
    const [aminas, bens] = [await amina.writes(elsewhere), await ben.writes(elsewhere)];
    await amina.hears(...(await ben.everything()));
    await ben.hears(...(await amina.everything()));
    const [winner, loser] = toHex(one.hash) < toHex(other.hash) ? [one, other] : [other, one];
    for (const device of [amina, ben]) shows(device, shared, winner, aminas, bens);
    expect(amina.log.late).toEqual([]);
    // An admin may prefer the other.
    await adopts(loser === one ? cleo.person.id : branchOf(other));
    for (const device of [amina, ben]) shows(device, shared, loser, aminas, bens);
  });

  it('are settled by an adoption: the branch counts and goes on, on both copies', async () => {
    const [one, other] = [await cleo.writes(), await copy.writes({ body: Uint8Array.of(2) })];
    const everything = [shared, one, other].map(({ bytes }) => bytes);
    for (const device of [amina, ben, cleo, copy]) await device.hears(...everything);
    await adopts(branchOf(other));
    for (const device of [amina, ben]) shows(device, shared, other);
    // Whichever copy is kept writes on behind what was adopted.
    const next = await cleo.writes();
    expect([next.seq, toHex(next.bytes.slice(48, 80))]).toEqual([3, toHex(other.hash)]);
    for (const device of [amina, ben]) {
      await device.hears(next.bytes);
      shows(device, shared, other, next);
    }
    expect(amina.log.late.map(({ log }) => log)).toEqual([cleo.person.id]);
  });

  it('once more after an adoption suspend the device once more', async () => {
    const [one, other] = [await cleo.writes(), await copy.writes({ body: Uint8Array.of(2) })];
    const everything = [shared, one, other].map(({ bytes }) => bytes);
    for (const device of [amina, ben, cleo, copy]) await device.hears(...everything);
    await adopts(branchOf(other));
    const again = [await cleo.writes(), await copy.writes({ body: Uint8Array.of(3) })];
    await ben.hears(...again.map(({ bytes }) => bytes));
    shows(ben, shared, other);
    expect(ben.log.isOpen(cleo.person.id, 'document')).toBe(false);
  });
});

describe('[G7] a device whose disk went back in time', () => {
  it('takes its own newer entries from others and goes on behind them', async () => {
    const [one, two] = [await cleo.writes(), await cleo.writes()];
    const { taken } = await copy.hears(one.bytes, two.bytes);
    expect(taken.map(({ seq, accepted }) => [seq, accepted])).toEqual([
      [2, true],
      [3, true]
    ]);
    const next = await copy.writes();
    expect([next.seq, toHex(next.bytes.slice(48, 80))]).toEqual([4, toHex(two.hash)]);
    await ben.hears(...[shared, one, two, next].map(({ bytes }) => bytes));
    expect(ben.log.forked).toEqual([]);
  });
});
