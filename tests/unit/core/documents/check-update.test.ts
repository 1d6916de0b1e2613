import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { Bytes } from '#lib/core/base/index.ts';
import { checkUpdate } from '#lib/core/documents/index.ts';
import {
  content,
  type Deletion,
  gc,
  item,
  rawUpdate,
  skip,
  varint
} from '../../../support/raw-update.ts';

const [eve, victim] = [7, 9];
const nothingRead = new Map<number, number>();
const body = { root: 'body' };

const faultOf = (update: Bytes, read: ReadonlyMap<number, number> = nothingRead) =>
  checkUpdate(update, eve, read).fault;
const byEve = (structs: number[][], deletions: Deletion[] = [], from = 0) =>
  rawUpdate([{ client: eve, from, structs }], deletions);

/** A document of the victim’s, and what a colleague who read all of it holds. */
function victimsText(text: string): { update: Bytes; clock: number } {
  const doc = new Y.Doc();
  doc.clientID = victim;
  doc.getText('body').insert(0, text);
  return { update: new Uint8Array(Y.encodeStateAsUpdate(doc)), clock: text.length };
}

describe('[Y1] three small updates that ruin whoever applies them', () => {
  it('a clock poisoned in somebody else’s name: nine bytes', () => {
    const poison = rawUpdate([{ client: victim, structs: [gc(1_000)] }]);
    expect(poison.length).toBeLessThanOrEqual(9);
    const doc = new Y.Doc();
    Y.applyUpdate(doc, poison);
    Y.applyUpdate(doc, victimsText('the second check').update);
    // So it is an attack: what the victim writes is never seen.
    expect(doc.getText('body').toString()).toBe('');
    expect(faultOf(poison)).toBe('foreign-client');
  });

  it('text deleted before it is written: eight bytes', () => {
    const poison = rawUpdate([], [{ client: victim, ranges: [[0, 100]] }]);
    expect(poison.length).toBeLessThanOrEqual(8);
    const doc = new Y.Doc();
    Y.applyUpdate(doc, poison);
    Y.applyUpdate(doc, victimsText('the second check').update);
    expect(doc.getText('body').toString()).toBe('');
    expect(faultOf(poison)).toBe('deletes-unseen');
    const { clock } = victimsText('the second check');
    const beyond = rawUpdate([], [{ client: victim, ranges: [[3, clock - 2]] }]);
    expect(faultOf(beyond, new Map([[victim, clock]]))).toBe('deletes-unseen');
    const within = rawUpdate([], [{ client: victim, ranges: [[3, clock - 3]] }]);
    expect(faultOf(within, new Map([[victim, clock]]))).toBeNull();
  });

  it('another client beside one’s own', () => {
    const own = { client: eve, structs: [item(body, content.text('x'))] };
    const other = { client: victim, structs: [item(body, content.text('y'))] };
    expect(faultOf(rawUpdate([own]))).toBeNull();
    expect(faultOf(rawUpdate([own, other]))).not.toBeNull();
    expect(faultOf(rawUpdate([other]))).toBe('foreign-client');
  });
});

describe('[Y2] clocks', () => {
  it('go on exactly where the client stopped', () => {
    const text = item(body, content.text('abc'));
    expect(checkUpdate(byEve([text], [], 5), eve, new Map([[eve, 5]]))).toEqual({
      fault: null,
      from: 5,
      to: 8
    });
    for (const at of [0, 4, 6])
      expect(faultOf(byEve([text], [], at), new Map([[eve, 5]]))).toBe('clock-gap');
  });

  it('leave nothing out and nothing empty', () => {
    const text = item(body, content.text('a'));
    expect(faultOf(byEve([text, skip(2), item({ after: [eve, 0] }, content.text('b'))]))).toBe(
      'clock-gap'
    );
    for (const empty of [
      gc(0),
      item(body, content.deleted(0)),
      item(body, content.text('')),
      item(body, content.any()),
      item(body, content.json())
    ]) {
      expect(faultOf(byEve([empty]))).toBe('malformed');
      expect(faultOf(byEve([text, empty, text]))).toBe('malformed');
    }
  });

  it('can be counted', () => {
    expect(faultOf(byEve([gc(2 ** 52), gc(2 ** 52), gc(2 ** 52)]))).toBe('malformed');
  });
});

describe('[Y3] what an item stands on', () => {
  const read = new Map([[victim, 4]]);
  const text = content.text('x');

  it('was read by its author, be it before, after or around it', () => {
    expect(faultOf(byEve([item({ after: [victim, 3] }, text)]), read)).toBeNull();
    expect(
      faultOf(byEve([item({ after: [victim, 2], before: [victim, 3] }, text)]), read)
    ).toBeNull();
    expect(faultOf(byEve([item({ parent: [victim, 0] }, text)]), read)).toBeNull();
    for (const standing of [
      { after: [victim, 4] },
      { before: [victim, 4] },
      { after: [victim, 3], before: [victim, 4] },
      { parent: [victim, 4] },
      { parent: [11, 0] }
    ] as const) {
      const made = item(standing as Parameters<typeof item>[0], text);
      expect(faultOf(byEve([made]), read)).toBe('refers-to-unseen');
    }
  });

  it('of one’s own was written before it', () => {
    const first = item(body, content.text('ab'));
    expect(faultOf(byEve([first, item({ after: [eve, 1] }, text)]))).toBeNull();
    expect(faultOf(byEve([first, item({ after: [eve, 2] }, text)]))).toBe('refers-to-unseen');
    expect(faultOf(byEve([item({ after: [eve, 0] }, text)]))).toBe('refers-to-unseen');
  });

  it('is not the same on both sides', () => {
    const first = item(body, content.text('ab'));
    const between = item({ after: [eve, 0], before: [eve, 0] }, text);
    expect(faultOf(byEve([first, between]))).toBe('malformed');
  });
});

describe('[Y4] what breaks a document or shows differently on two devices', () => {
  it('is not decoded twice: one run of one client', () => {
    const text = (value: string) => item(body, content.text(value));
    const split = rawUpdate([
      { client: eve, structs: [text('ab')] },
      { client: eve, from: 2, structs: [text('cd')] }
    ]);
    expect(faultOf(split)).toBe('malformed');
  });

  it('has no deleted range without a length', () => {
    const text = item(body, content.text('ab'));
    expect(faultOf(byEve([text], [{ client: eve, ranges: [[0, 0]] }]))).toBe('malformed');
    expect(faultOf(rawUpdate([], [{ client: 11, ranges: [[0, 0]] }]))).toBe('malformed');
  });

  it('has no entry of a map that is longer than one', () => {
    const entry = (value: string) => item({ root: 'fields', key: 'title' }, content.text(value));
    expect(faultOf(byEve([entry('a')]))).toBeNull();
    expect(faultOf(byEve([entry('ab')]))).toBe('malformed');
  });

  it('is not nested beyond any need', () => {
    const arrays = (depth: number) => [
      ...Array.from({ length: depth }, () => [117, 1]).flat(),
      126
    ];
    const json = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    const all = (depth: number) => [
      byEve([item(body, content.any(arrays(depth)))]),
      byEve([item(body, content.json(json(depth)))]),
      byEve([item(body, content.embed(json(depth)))]),
      byEve([item(body, content.format('link', json(depth)))])
    ];
    for (const update of all(8)) expect(faultOf(update)).toBeNull();
    for (const depth of [40, 5_000, 20_000]) {
      for (const update of all(depth)) expect(faultOf(update)).toBe('malformed');
    }
  });
});

describe('[Y5] limits', () => {
  it('of bytes, of structs and of deleted ranges', () => {
    const large = byEve([item(body, content.text('x'.repeat(1_048_600)))]);
    expect(faultOf(large)).toBe('too-large');
    const structs = Array.from({ length: 50_001 }, () => item(body, content.deleted(1)));
    expect(faultOf(byEve(structs))).toBe('too-large');
    expect(faultOf(byEve(structs.slice(1)))).toBeNull();
    const ranges = (n: number) => Array.from({ length: n }, (): [number, number] => [1, 1]);
    const read = new Map([[victim, 9]]);
    expect(faultOf(rawUpdate([], [{ client: victim, ranges: ranges(20_001) }]), read)).toBe(
      'too-large'
    );
    expect(faultOf(rawUpdate([], [{ client: victim, ranges: ranges(20_000) }]), read)).toBeNull();
  });

  it('what cannot be decoded is malformed, wherever it ends', () => {
    const whole = byEve([
      item(body, content.text('hello')),
      item({ after: [eve, 4] }, content.type(3, 'paragraph')),
      item({ parent: [eve, 5], key: 'id' }, content.any([119, 1, 65]))
    ]);
    expect(faultOf(whole)).toBeNull();
    for (let length = 0; length < whole.length; length++) {
      expect(faultOf(whole.slice(0, length))).not.toBeNull();
    }
    for (const update of [
      Uint8Array.from([1, 1, eve, 0, 11, 1, 1, 98, 1, 0]),
      byEve([item(body, content.type(9))]),
      byEve([item(body, content.embed('{"a":'))]),
      Uint8Array.from([...varint(2 ** 50), 1, 2, 3])
    ]) {
      expect(faultOf(update)).not.toBeNull();
    }
  });
});
