import { beforeEach, describe, expect, it } from 'vitest';
import { type Bytes, idFromBytes } from '#lib/core/base/index.ts';
import { Presence } from '#lib/core/workspace/presence.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const docId = idFromBytes(new Uint8Array(16).fill(3));
const place = new Uint8Array([1]);

let clock: FakeClock;
let sent: { at: number; state: Bytes }[];
let amina: Presence;

beforeEach(() => {
  clock = new FakeClock(0);
  sent = [];
  amina = new Presence(clock, (state) => sent.push({ at: clock.now(), state }));
});

const types = (text: string) =>
  amina.say({
    slot: 1,
    docId,
    caret: { anchor: place, head: place, preview: { after: place, text } }
  });

describe('[X6] presence', () => {
  it('is told at once by somebody who has been still', () => {
    types('a');
    clock.advance(400);
    types('ab');
    expect(sent.map(({ at }) => at)).toEqual([0, 400]);
  });

  it('is told at most 25 times a second by somebody fast, and the last word always', () => {
    let text = '';
    for (let ms = 0; ms < 1_000; ms += 5) {
      types((text += 'a'));
      clock.advance(5);
    }
    clock.advance(1_000);
    expect(sent.length).toBeGreaterThanOrEqual(25);
    expect(sent.length).toBeLessThanOrEqual(26);
    const ben = new Presence(clock, () => undefined);
    sent.forEach(({ state }, counter) => ben.hear('amina', counter, state));
    expect(ben.in(docId)).toMatchObject([{ caret: { preview: { text } } }]);
  });

  it('keeps nobody waiting longer than a key takes at eight a second', () => {
    for (let key = 0; key < 8; key++) {
      const struck = clock.now();
      types('a'.repeat(key + 1));
      clock.advance(60);
      expect(sent.at(-1)?.at).toBeLessThanOrEqual(struck + 40);
      clock.advance(65);
    }
    expect(sent).toHaveLength(8);
  });
});
