import { describe, expect, it } from 'vitest';
import { idFromBytes, systemRandom } from '#lib/core/base/index.ts';
import { openSignal, sealSignal, type SignalMessage } from '#lib/core/sync/signal-message.ts';
import { daysAround, rendezvousSecret, topicOf } from '#lib/core/sync/topics.ts';

const secret = new Uint8Array(32).fill(1);
const day = 20_577;
const at = (hours: number, minutes = 0) => day * 86_400_000 + hours * 3_600_000 + minutes * 60_000;

describe('[T1] topics', () => {
  it('change every day, and within two hours of midnight both days are joined', () => {
    expect(daysAround(at(12))).toEqual([day]);
    expect(daysAround(at(2, 1))).toEqual([day]);
    expect(daysAround(at(1, 59))).toEqual([day, day - 1]);
    expect(daysAround(at(0))).toEqual([day, day - 1]);
    expect(daysAround(at(21, 59))).toEqual([day]);
    expect(daysAround(at(22))).toEqual([day, day + 1]);
  });

  it('say nothing of the day, the space or each other', async () => {
    const [today, tomorrow, elsewhere] = await Promise.all([
      topicOf(secret, day),
      topicOf(secret, day + 1),
      topicOf(await rendezvousSecret(secret), day)
    ]);
    for (const { name } of [today, tomorrow, elsewhere]) expect(name).toMatch(/^[\w-]{22}$/);
    expect(new Set([today.name, tomorrow.name, elsewhere.name]).size).toBe(3);
    expect((await topicOf(secret, day)).name).toBe(today.name);
  });
});

describe('[T2] what a server carries', () => {
  const [from, to] = [3, 4].map((n) => idFromBytes(new Uint8Array(16).fill(n))) as [string, string];
  const hello: SignalMessage = {
    ...{ type: 'hello', from, to: new Uint8Array(16).fill(8), at: 7 },
    ...{ life: new Uint8Array(16).fill(5) },
    ...{ sessionKey: new Uint8Array(32).fill(6), signature: new Uint8Array(64).fill(7) }
  };
  const call: SignalMessage = { ...hello, to: null };
  const signal = (length: number): SignalMessage => ({
    type: 'signal',
    from,
    to,
    sealed: systemRandom.bytes(length)
  });

  it('is read by those who share the topic, and has one of few sizes', async () => {
    const topic = await topicOf(secret, day);
    for (const message of [hello, call, signal(1), signal(900), signal(6_000)]) {
      const sealed = await sealSignal(topic, message);
      expect(await openSignal(topic, sealed)).toEqual(message);
      expect((sealed.length - 28) % 1_024).toBe(0);
      expect(Buffer.from(sealed).includes(Buffer.alloc(12, 3))).toBe(false);
    }
    const [one, two] = [await sealSignal(topic, hello), await sealSignal(topic, hello)];
    expect(one).not.toEqual(two);
  });

  it('is nothing to another topic, nor after any change', async () => {
    const topic = await topicOf(secret, day);
    const sealed = await sealSignal(topic, hello);
    expect(await openSignal(await topicOf(secret, day + 1), sealed)).toBeUndefined();
    expect(await openSignal({ ...topic, name: 'another name' }, sealed)).toBeUndefined();
    for (let at = 0; at < sealed.length; at += 37) {
      const flipped = sealed.map((byte, i) => (i === at ? byte ^ 2 : byte));
      expect(await openSignal(topic, flipped)).toBeUndefined();
    }
    for (const length of [0, 11, 28, 29, 1_000]) {
      expect(await openSignal(topic, sealed.slice(0, length))).toBeUndefined();
    }
  });
});
