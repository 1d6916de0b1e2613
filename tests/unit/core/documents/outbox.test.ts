import { beforeEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { idFromBytes } from '#lib/core/base/index.ts';
import { checkUpdate, Outbox, type WrittenChange } from '#lib/core/documents/index.ts';
import { MemoryStorage } from '#lib/core/storage/index.ts';
import { HostileStorage } from '../../../support/hostile-storage.ts';

const space = idFromBytes(new Uint8Array(16).fill(1));
const [caseId, otherId] = [2, 3].map((n) => idFromBytes(new Uint8Array(16).fill(n))) as [
  string,
  string
];

/** A tab that types: each stroke is a change of its client. */
class Typist {
  readonly doc = new Y.Doc();

  constructor(client = 7) {
    this.doc.clientID = client;
  }

  types(words: string): WrittenChange {
    return this.#does((text) => text.insert(text.length, words));
  }

  /** A backspace. */
  erases(): WrittenChange {
    return this.#does((text) => text.delete(text.length - 1, 1));
  }

  hears(other: Typist): void {
    Y.applyUpdate(this.doc, Y.encodeStateAsUpdate(other.doc));
  }

  #does(change: (text: Y.Text) => void): WrittenChange {
    const [from, before] = [this.#clock, Y.encodeStateVector(this.doc)];
    change(this.doc.getText('t'));
    const update = new Uint8Array(Y.encodeStateAsUpdate(this.doc, before));
    return { update, from, to: this.#clock };
  }

  get #clock(): number {
    return Y.getState(this.doc.store, this.doc.clientID);
  }
}

const textOf = (updates: Uint8Array[]) => {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  return doc.getText('t').toString();
};
const pause = () => new Promise((resolve) => setImmediate(resolve));

let disk: HostileStorage;
let outbox: Outbox;
let tab: Typist;
beforeEach(async () => {
  disk = new HostileStorage(new MemoryStorage());
  outbox = await Outbox.load(disk, space);
  tab = new Typist();
});

describe('[O1] a change', () => {
  it('is on the disk before anybody is told that it is', async () => {
    disk.hold();
    let told = false;
    const kept = outbox.add(caseId, 1, tab.types('a')).then(() => (told = true));
    await pause();
    expect([told, (await disk.list(['outbox'])).length]).toEqual([false, 0]);
    disk.letGo();
    await kept;
    expect([told, (await disk.list(['outbox'])).length]).toEqual([true, 1]);
  });

  it('shares a transaction with all that came while the last one ran', async () => {
    disk.hold();
    const kept = [...'swabs'].map((letter) => outbox.add(caseId, 1, tab.types(letter)));
    await pause();
    kept.push(...[...' were'].map((letter) => outbox.add(caseId, 1, tab.types(letter))));
    await pause();
    expect(disk.commits).toBe(1);
    disk.letGo();
    await Promise.all(kept);
    expect(disk.commits).toBe(2);
    expect((await disk.list(['outbox'])).length).toBe(10);
  });

  it('is there after a crash, in order, document by document and slot by slot', async () => {
    const other = new Typist(8);
    await outbox.add(caseId, 1, tab.types('one'));
    await outbox.add(caseId, 2, other.types('zwei'));
    await outbox.add(caseId, 1, tab.types(' two'));
    await outbox.add(otherId, 1, new Typist().types('elsewhere'));
    for (let n = 0; n < 12; n++) await outbox.add(caseId, 1, tab.types(`${n}`));
    const after = await Outbox.load(disk, space);
    expect(after.documents.sort()).toEqual([caseId, otherId].sort());
    expect([after.has(caseId), after.has(space)]).toEqual([true, false]);
    const runs = await after.take(caseId);
    expect(runs.map(({ slot, from, to }) => [slot, from, to])).toEqual([
      [1, 0, 3],
      [2, 0, 4],
      [1, 3, 21]
    ]);
    expect(textOf(runs.filter(({ slot }) => slot === 1).map(({ update }) => update))).toBe(
      'one two01234567891011'
    );
    await after.add(caseId, 1, tab.types('!'));
    expect((await (await Outbox.load(disk, space)).take(caseId)).at(-1)?.to).toBe(22);
  });
});

describe('[O2] what is taken to be sealed', () => {
  it('is as few changes as may be, each of which anybody would accept', async () => {
    for (let n = 0; n < 60; n++) await outbox.add(caseId, 1, tab.types(`${n} and `));
    const [run, ...rest] = await outbox.take(caseId);
    expect(rest).toEqual([]);
    expect(run?.removal).toHaveLength(60);
    const judged = run && checkUpdate(run.update, 7, new Map([[7, run.from]]));
    expect(judged).toEqual({ fault: null, from: 0, to: run?.to });
  });

  it('stays below what one change may be', async () => {
    for (let n = 0; n < 4; n++) await outbox.add(caseId, 1, tab.types('x'.repeat(200_000)));
    const runs = await outbox.take(caseId);
    expect(runs.map(({ from, to }) => [from, to])).toEqual([
      [0, 400_000],
      [400_000, 800_000]
    ]);
    expect(runs.every(({ update }) => update.length < 1_048_576)).toBe(true);
  });

  it('is on the disk already, and leaves it in the transaction that seals it', async () => {
    await outbox.add(caseId, 1, tab.types('sealed'));
    disk.hold();
    const taking = outbox.take(caseId);
    const late = outbox.add(caseId, 1, tab.types(' later'));
    const runs = await taking;
    expect(textOf(runs.map(({ update }) => update))).toBe('sealed');
    disk.letGo();
    await late;
    for (const run of runs) {
      await disk.commit(run.removal, 'strict');
      outbox.removed(run);
    }
    for (const one of [outbox, await Outbox.load(disk, space)]) {
      const [next] = await one.take(caseId);
      expect([next?.from, next?.to]).toEqual([6, 12]);
    }
  });

  it('is forgotten change by change: a deletion, which moves no clock, stays', async () => {
    await outbox.add(caseId, 1, tab.types('sealedd'));
    const runs = await outbox.take(caseId);
    await outbox.add(caseId, 1, tab.erases());
    for (const run of runs) {
      await disk.commit(run.removal, 'strict');
      outbox.removed(run);
    }
    for (const one of [outbox, await Outbox.load(disk, space)]) {
      const left = await one.take(caseId);
      expect(left.map(({ from, to }) => [from, to])).toEqual([[7, 7]]);
      expect(textOf([...runs, ...left].map(({ update }) => update))).toBe('sealed');
    }
  });

  it('keeps the order between slots, for one may stand on what another wrote', async () => {
    const other = new Typist(8);
    await outbox.add(caseId, 1, tab.types('one'));
    other.hears(tab);
    await outbox.add(caseId, 2, other.types(' two'));
    tab.hears(other);
    await outbox.add(caseId, 1, tab.types(' three'));
    const clocks = new Map<number, number>();
    for (const { slot, update, to } of await outbox.take(caseId)) {
      const client = slot === 1 ? 7 : 8;
      expect(checkUpdate(update, client, clocks).fault).toBeNull();
      clocks.set(client, to);
    }
    expect([...outbox.clocksOf(caseId)]).toEqual([
      [1, 9],
      [2, 4]
    ]);
    expect(textOf(outbox.updatesOf(caseId))).toBe('one two three');
  });

  it('is nothing where nothing waits', async () => {
    expect(await outbox.take(caseId)).toEqual([]);
    expect(outbox.documents).toEqual([]);
  });
});

describe('[O3] a disk that fails', () => {
  it('is told to whoever wrote, and what is kept later is kept with what went before', async () => {
    disk.fate = (commit) => (commit === 0 ? 'failed' : 'kept');
    await expect(outbox.add(caseId, 1, tab.types('lost? '))).rejects.toThrow('storage full');
    await outbox.add(caseId, 1, tab.types('saved'));
    // The second was called saved: without the first nobody could ever read it.
    const [run] = await (await Outbox.load(disk, space)).take(caseId);
    expect([run?.from, run && textOf([run.update])]).toEqual([0, 'lost? saved']);
  });

  it('again and again, keeps everything the first time it can', async () => {
    disk.fate = (commit) => (commit < 3 ? 'failed' : 'kept');
    for (const word of ['a', 'b', 'c']) {
      await expect(outbox.add(caseId, 1, tab.types(word))).rejects.toThrow();
    }
    await outbox.add(otherId, 1, new Typist().types('x'));
    const after = await Outbox.load(disk, space);
    expect(textOf((await after.take(caseId)).map(({ update }) => update))).toBe('abc');
  });

  it('does not keep what it holds from being sealed', async () => {
    await outbox.add(caseId, 1, tab.types('kept'));
    disk.fate = () => 'failed';
    await expect(outbox.add(caseId, 1, tab.types(' not'))).rejects.toThrow();
    const runs = await outbox.take(caseId);
    expect(textOf(runs.map(({ update }) => update))).toBe('kept');
  });
});

describe('[O6] a change on the disk that cannot be read', () => {
  it('is put aside with what its slot wrote behind it, and keeps nothing else from being read', async () => {
    const [first, second, third] = [tab.types('One. '), tab.types('Two. '), tab.types('Three.')];
    for (const change of [first, second, third]) await outbox.add(caseId, 1, change);
    const other = new Typist(8);
    await outbox.add(caseId, 2, other.types('By the other tab.'));
    const bad = new Uint8Array([1, 2, 3]);
    await disk.commit(
      [{ type: 'put', key: ['outbox', space, caseId, 1, 1], value: bad }],
      'strict'
    );

    const again = await Outbox.load(disk, space);
    expect(again.damaged).toEqual([
      { docId: caseId, slot: 1 },
      { docId: caseId, slot: 1 }
    ]);
    expect((await again.take(caseId)).map(({ slot, to }) => [slot, to])).toEqual([
      [1, first.to],
      [2, 17]
    ]);
    // Aside, and not gone; the slot can be written with again.
    expect(await disk.list(['damaged', space])).toHaveLength(2);
    await again.add(caseId, 1, { ...second });
    const later = await Outbox.load(disk, space);
    expect([later.damaged, later.clocksOf(caseId).get(1)]).toEqual([[], second.to]);
  });
});
