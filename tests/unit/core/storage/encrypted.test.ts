import { beforeEach, describe, expect, it } from 'vitest';
import { type Bytes, concatBytes, utf8 } from '#lib/core/base/index.ts';
import { importSecret } from '#lib/core/crypto/index.ts';
import {
  EncryptedStorage,
  encodeKey,
  MemoryStorage,
  type StorageChange,
  type StorageKey
} from '#lib/core/storage/index.ts';

/** Everything that a disk below would hold. */
class OpenDisk extends MemoryStorage {
  readonly records = new Map<string, { key: StorageKey; value: Bytes }>();

  override async commit(changes: readonly StorageChange[]): Promise<void> {
    for (const change of changes) {
      if (change.type === 'put') this.records.set(encodeKey(change.key).join(), change);
    }
    await super.commit(changes);
  }

  get written(): Bytes {
    const all = [...this.records.values()];
    return concatBytes(...all.flatMap(({ key, value }) => [encodeKey(key), value]));
  }
}

const secret = (fill: number) => importSecret(new Uint8Array(32).fill(fill));
const key = ['draft', 'wrong-lens', Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)] as const;
const text = utf8('The lens box was opened before the second check.');

let disk: OpenDisk;
let storage: EncryptedStorage;

beforeEach(async () => {
  disk = new OpenDisk();
  storage = await EncryptedStorage.over(disk, await secret(1));
  await storage.commit([{ type: 'put', key, value: text }], 'strict');
});

const holds = (whole: Bytes, part: Bytes) =>
  Buffer.from(whole.buffer).includes(Buffer.from(part.buffer, 0, part.length));

describe('[K9] records on a protected device', () => {
  it('say neither what they are called nor what they hold', async () => {
    expect(holds(utf8('a draft of mine'), utf8('draft'))).toBe(true);
    for (const trace of [utf8('draft'), utf8('wrong-lens'), key[2], text.slice(4, 12)]) {
      expect(holds(disk.written, trace)).toBe(false);
    }
    expect(await storage.list(['draft'])).toEqual([{ key: [...key], value: text }]);
  });

  it('do not say that two of them are alike', async () => {
    const other = ['draft', 'other'];
    await storage.commit([{ type: 'put', key: other, value: text }], 'strict');
    const values = [...disk.records.values()].map(({ value }) => value.slice(0, 28).join());
    expect(new Set(values).size).toBe(2);
    await storage.commit([{ type: 'put', key: other, value: text }], 'strict');
    const again = [...disk.records.values()].map(({ value }) => value.slice(0, 28).join());
    expect(new Set([...values, ...again]).size).toBe(3);
  });

  it('are nothing to another vault: it finds no such names', async () => {
    const other = await EncryptedStorage.over(disk, await secret(2));
    expect(await other.get(key)).toBeUndefined();
    expect(await other.list(['draft'])).toEqual([]);
  });

  it('keep numbers as they are, for these give the order and nothing else', async () => {
    await storage.commit([{ type: 'put', key: ['env', 'x', 70_000], value: text }], 'strict');
    const keys = [...disk.records.values()].map((record) => record.key);
    expect(keys.some((parts) => parts[2] === 70_000)).toBe(true);
  });
});

describe('[K10] a disk that lies', () => {
  const only = () => {
    const record = [...disk.records.values()][0];
    if (!record) throw new Error('nothing on the disk');
    return record;
  };
  const replace = (at: StorageKey, value: Bytes) => disk.commit([{ type: 'put', key: at, value }]);

  it('is found out when a single bit has changed', async () => {
    const { key: hidden, value } = only();
    for (let bit = 0; bit < value.length * 8; bit += 11) {
      const flipped = value.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      await replace(hidden, flipped);
      await expect(storage.get(key)).rejects.toMatchObject({ reason: 'damaged' });
      await expect(storage.list(['draft'])).rejects.toMatchObject({ reason: 'damaged' });
    }
    await replace(hidden, value.slice(0, 20));
    await expect(storage.get(key)).rejects.toMatchObject({ reason: 'damaged' });
    await replace(hidden, new Uint8Array(0));
    await expect(storage.get(key)).rejects.toMatchObject({ reason: 'damaged' });
    await replace(hidden, value);
    expect(await storage.get(key)).toEqual(text);
  });

  it('is found out when it hands one record out for another', async () => {
    await storage.commit([{ type: 'put', key: ['draft', 'other'], value: utf8('x') }], 'strict');
    const [first, second] = [...disk.records.values()];
    if (!first || !second) throw new Error('two records expected');
    await replace(first.key, second.value);
    await replace(second.key, first.value);
    await expect(storage.get(key)).rejects.toMatchObject({ reason: 'damaged' });
    await expect(storage.get(['draft', 'other'])).rejects.toMatchObject({ reason: 'damaged' });
  });
});
