import { MemoryStorage, type StorageAdapter } from '#lib/core/storage/index.ts';

/** Another storage that holds the same: a backup, or the copy of a profile. */
export async function copyOf(storage: StorageAdapter): Promise<MemoryStorage> {
  const copy = new MemoryStorage();
  const records = await storage.list([]);
  await copy.commit(records.map((record) => ({ type: 'put', ...record })));
  return copy;
}
