import { describe, expect, it } from 'vitest';
import { Repeated } from '../../../src/lib/state/repeated.ts';

/** Work that ends when the test says so. */
function handWork() {
  const open: (() => void)[] = [];
  const work = () => new Promise<void>((resolve) => open.push(resolve));
  return { work, open, finish: () => open.at(-1)?.() };
}

const turns = async () => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
};

describe('work that is asked for more often than it can be done', () => {
  it('runs once for one wish', async () => {
    const { work, open, finish } = handWork();
    const repeated = new Repeated(work);
    const done = repeated.run();
    expect(open).toHaveLength(1);
    finish();
    await done;
    expect(open).toHaveLength(1);
  });

  it('runs exactly once more for any number of wishes meanwhile', async () => {
    const { work, open, finish } = handWork();
    const repeated = new Repeated(work);
    void repeated.run();
    const second = repeated.run();
    void repeated.run();
    finish();
    await turns();
    expect(open).toHaveLength(2);
    finish();
    await second;
    expect(open).toHaveLength(2);
  });

  it('settles only after a run that began after the wish', async () => {
    const { work, finish } = handWork();
    const repeated = new Repeated(work);
    void repeated.run();
    let settled = false;
    void repeated.run().then(() => (settled = true));
    finish();
    await turns();
    expect(settled).toBe(false);
    finish();
    await turns();
    expect(settled).toBe(true);
  });

  it('can run again after a failure', async () => {
    let fail = true;
    const repeated = new Repeated(async () => {
      if (fail) throw new Error('once');
    });
    await expect(repeated.run()).rejects.toThrow('once');
    fail = false;
    await expect(repeated.run()).resolves.toBeUndefined();
  });
});
