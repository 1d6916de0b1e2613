import { expect, it } from 'vitest';
import { MemoryStorage } from '#lib/core/storage/index.ts';
import { Refusals } from '#lib/core/workspace/refusals.ts';

it('[X7] refusals are counted by device and reason, and kept', async () => {
  const storage = new MemoryStorage();
  const refusals = await Refusals.load(storage, 'space');
  await refusals.note('tablet', 'envelope');
  await refusals.note('tablet', 'envelope');
  await refusals.note('phone', 'unreadable');
  const again = await Refusals.load(storage, 'space');
  expect([again.of('tablet').get('envelope'), again.of('tablet').get('operation')]).toEqual([2, 0]);
  expect(again.of('phone').get('unreadable')).toBe(1);
  expect((await Refusals.load(storage, 'other')).of('tablet').get('envelope')).toBe(0);
});

it('[X7] after twenty in one life a device is not met again in it', async () => {
  const storage = new MemoryStorage();
  const refusals = await Refusals.load(storage, 'space');
  for (let i = 0; i < 19; i++) await refusals.note('tablet', 'operation');
  // What it had no right to write is brought by others as well.
  for (let i = 0; i < 50; i++) await refusals.note('tablet', 'no-right');
  expect(refusals.isCutOff('tablet')).toBe(false);
  await refusals.note('tablet', 'unreadable');
  expect([refusals.isCutOff('tablet'), refusals.isCutOff('phone')]).toEqual([true, false]);
  expect((await Refusals.load(storage, 'space')).isCutOff('tablet')).toBe(false);
});
