import { describe, expect, it } from 'vitest';
import { Listeners, Queue } from '#lib/core/base/index.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

describe('a queue', () => {
  it('runs one task at a time, in order, and a failing one stops nobody else', async () => {
    const queue = new Queue();
    const told: string[] = [];
    const task = (name: string, fails = false) =>
      queue.run(async () => {
        told.push(`${name} begins`);
        await Promise.resolve();
        if (fails) throw new Error(name);
        told.push(`${name} ends`);
        return name;
      });
    const [first, second, third] = [task('one'), task('two', true), task('three')];
    await expect(second).rejects.toThrow('two');
    expect([await first, await third]).toEqual(['one', 'three']);
    await queue.idle();
    expect(told).toEqual(['one begins', 'one ends', 'two begins', 'three begins', 'three ends']);
  });
});

describe('listeners', () => {
  it('hear until they stop, and may stop while they hear', () => {
    const news = new Listeners<number>();
    const heard: string[] = [];
    const stopOnce = news.add((n) => {
      heard.push(`once ${n}`);
      stopOnce();
    });
    news.add((n) => heard.push(`always ${n}`));
    news.tell(1);
    news.tell(2);
    expect(heard).toEqual(['once 1', 'always 1', 'always 2']);
  });
});

describe('the clock of these tests', () => {
  it('runs what falls due in order, and what was called off not at all', () => {
    const clock = new FakeClock(0);
    const heard: string[] = [];
    clock.after(20, () => heard.push(`late at ${clock.now()}`));
    clock.after(10, () => clock.after(5, () => heard.push(`nested at ${clock.now()}`)));
    clock.after(12, () => heard.push('never'))();
    clock.advance(30);
    expect(heard).toEqual(['nested at 15', 'late at 20']);
    expect([clock.now(), clock.waiting]).toEqual([30, 0]);
  });
});
