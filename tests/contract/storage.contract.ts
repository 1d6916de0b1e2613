import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type StorageAdapter,
  type StorageChange,
  StorageFailure,
  type StorageKey
} from '#lib/core/storage/index.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);
const put = (key: StorageKey, ...values: number[]): StorageChange => ({
  type: 'put',
  key,
  value: bytes(...values)
});

/** What every `StorageAdapter` promises (docs/protocol.md, "At rest", rules K1 to K8). */
export function storageContract(name: string, open: () => Promise<StorageAdapter>): void {
  describe(name, () => {
    let storage: StorageAdapter;
    beforeEach(async () => {
      storage = await open();
    });
    afterEach(() => storage.close());
    const keep = (...changes: StorageChange[]) => storage.commit(changes, 'strict');
    const keysBelow = async (...prefix: StorageKey) =>
      (await storage.list(prefix)).map(({ key }) => key);

    it('[K1] gives back what was put, the last time it was put', async () => {
      await keep(put(['note', 'a'], 1, 2, 3), put(['note', 'empty']));
      expect(await storage.get(['note', 'a'])).toEqual(bytes(1, 2, 3));
      expect(await storage.get(['note', 'empty'])).toEqual(bytes());
      await keep(put(['note', 'a'], 4), put(['note', 'a'], 5));
      expect(await storage.get(['note', 'a'])).toEqual(bytes(5));
    });

    it('[K1] has nothing under a key that nobody put, and forgets what is removed', async () => {
      await keep(put(['note', 'a'], 1), put(['note', 'b'], 2));
      expect(await storage.get(['note'])).toBeUndefined();
      expect(await storage.get(['note', 'c'])).toBeUndefined();
      expect(await storage.list(['letter'])).toEqual([]);
      await keep({ type: 'remove', key: ['note', 'a'] }, { type: 'remove', key: ['note', 'c'] });
      expect(await storage.get(['note', 'a'])).toBeUndefined();
      expect(await keysBelow('note')).toEqual([['note', 'b']]);
    });

    it('[K1] keeps bytes of its own', async () => {
      const value = bytes(1, 2, 3);
      const id = bytes(9);
      await keep({ type: 'put', key: ['note', id], value });
      value[0] = 7;
      id[0] = 7;
      const first = await storage.get(['note', bytes(9)]);
      expect(first).toEqual(bytes(1, 2, 3));
      first?.fill(0);
      expect(await storage.get(['note', bytes(9)])).toEqual(bytes(1, 2, 3));
    });

    it('[K2] takes text, bytes and numbers for different parts of a path', async () => {
      await keep(put(['x', 'a'], 1), put(['x', bytes(0x61)], 2), put(['x', 0x61], 3));
      expect(await storage.get(['x', 'a'])).toEqual(bytes(1));
      expect(await storage.get(['x', bytes(0x61)])).toEqual(bytes(2));
      expect(await storage.get(['x', 0x61])).toEqual(bytes(3));
      expect((await storage.list(['x'])).length).toBe(3);
    });

    it('[K2] gives entries with the keys they were put under', async () => {
      const key = ['été', bytes(0, 255), 2 ** 40, 'x'.repeat(85)];
      await keep(put(key, 1));
      expect(await storage.list(['été'])).toEqual([{ key, value: bytes(1) }]);
    });

    it('[K3] lists what lies below a path, never a neighbour that begins alike', async () => {
      await keep(
        put(['log'], 1),
        put(['log', 'a'], 2),
        put(['log', 'a', 1], 3),
        put(['log', 'ab'], 4),
        put(['logs', 'a'], 5),
        put(['lo'], 6),
        put(['log', bytes(1)], 7),
        put(['log', bytes(1, 2)], 8)
      );
      const under = async (...prefix: StorageKey) =>
        (await storage.list(prefix)).map(({ value }) => value[0]).sort();
      expect(await under('log')).toEqual([1, 2, 3, 4, 7, 8]);
      expect(await under('log', 'a')).toEqual([2, 3]);
      expect(await under('log', bytes(1))).toEqual([7]);
      expect(await under('lo')).toEqual([6]);
    });

    it('[K4] lists numbers by value', async () => {
      const numbers = [0, 1, 2, 9, 10, 255, 256, 65_536, 2 ** 32, 2 ** 53 - 1];
      const shuffled = [...numbers].sort((a, b) => (a % 7) - (b % 7) || b - a);
      await keep(...shuffled.map((n) => put(['n', 'x', n], n % 251)));
      expect((await keysBelow('n', 'x')).map((key) => key[2])).toEqual(numbers);
    });

    it('[K4] lists from a number, below a number, and no more than asked for', async () => {
      await keep(...[1, 2, 3, 4, 300].map((n) => put(['n', n], n % 256)), put(['m', 2], 99));
      const within = async (range: { from?: number; below?: number; limit?: number }) =>
        (await storage.list(['n'], range)).map(({ key }) => key[1]);
      expect(await within({ from: 3 })).toEqual([3, 4, 300]);
      expect(await within({ below: 3 })).toEqual([1, 2]);
      expect(await within({ from: 2, below: 4 })).toEqual([2, 3]);
      expect(await within({ limit: 2 })).toEqual([1, 2]);
      expect(await within({ from: 4, limit: 9 })).toEqual([4, 300]);
      expect(await within({ from: 301 })).toEqual([]);
      expect(await within({ from: 3, below: 3 })).toEqual([]);
      expect(await within({ from: 4, below: 2 })).toEqual([]);
      expect(await within({ limit: 0 })).toEqual([]);
    });

    it('[K5] removes everything below a path and nothing beside it', async () => {
      await keep(
        ...[
          put(['t', 'a', 1], 1),
          put(['t', 'a', 2], 2),
          put(['t', 'ab', 1], 3),
          put(['t', 'a'], 4)
        ],
        put(['ta', 'a', 1], 5)
      );
      await keep({ type: 'remove-below', prefix: ['t', 'a'] }, put(['t', 'a', 3], 6));
      const left = [...(await storage.list(['t'])), ...(await storage.list(['ta']))];
      expect(left.map(({ value }) => value[0]).sort()).toEqual([3, 5, 6]);
    });

    it('[K6] applies a batch in its order', async () => {
      await keep(put(['a'], 1), { type: 'remove', key: ['a'] }, put(['b'], 1), put(['b'], 2));
      expect(await storage.get(['a'])).toBeUndefined();
      expect(await storage.get(['b'])).toEqual(bytes(2));
      await keep();
    });

    it('[K6] keeps all of a batch or nothing', async () => {
      await keep(put(['a'], 1));
      const bad = put(['x', 'y'.repeat(256)], 9);
      const [first, last] = [put(['a'], 2), put(['b'], 2)];
      for (const batch of [
        [first, bad],
        [bad, last],
        [first, bad, last]
      ]) {
        await expect(keep(...batch)).rejects.toThrow();
      }
      await keep(put(['c'], 3));
      expect(await storage.get(['a'])).toEqual(bytes(1));
      expect(await storage.get(['b'])).toBeUndefined();
    });

    it('[K6] keeps batches in the order in which they were given', async () => {
      // The first is the most work: whoever begins all at once would end with it.
      const ballast = (n: number) => ({
        type: 'put' as const,
        key: ['ballast', n],
        value: new Uint8Array((5 - n) * 400_000)
      });
      await Promise.all(
        [1, 2, 3, 4, 5].map((n) =>
          storage.commit([ballast(n), put(['last'], n)], n % 2 ? 'strict' : 'relaxed')
        )
      );
      expect(await storage.get(['last'])).toEqual(bytes(5));
    });

    it('[K7] shows others what was kept once commit has resolved', async () => {
      const kept = keep(put(['a'], 1));
      await kept;
      const [one, all] = await Promise.all([storage.get(['a']), storage.list(['a'])]);
      expect([one, all.length]).toEqual([bytes(1), 1]);
    });

    it('[K8] fails by name once it is closed', async () => {
      await storage.close();
      const attempts = [
        () => storage.get(['a']),
        () => storage.list(['a']),
        () => keep(put(['a'], 1))
      ];
      for (const attempt of attempts) {
        const failure = await attempt().catch((reason: unknown) => reason);
        expect(failure).toBeInstanceOf(StorageFailure);
        expect(failure).toMatchObject({ reason: 'closed' });
      }
    });
  });
}
