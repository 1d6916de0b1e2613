import 'fake-indexeddb/auto';
import { importSecret } from '#lib/core/crypto/index.ts';
import { EncryptedStorage, MemoryStorage, type StorageAdapter } from '#lib/core/storage/index.ts';
import { IndexedDbStorage } from '#lib/platform/indexeddb/index.ts';
import { HostileStorage } from '../support/hostile-storage.ts';
import { storageContract } from './storage.contract.ts';

let databases = 0;
const encrypted = async (inner: StorageAdapter) =>
  EncryptedStorage.over(inner, await importSecret(new Uint8Array(32).fill(1)));
const indexedDb = () => IndexedDbStorage.open(`contract-${databases++}`);

storageContract('MemoryStorage', async () => new MemoryStorage());
storageContract('IndexedDbStorage', indexedDb);
storageContract('EncryptedStorage over memory', () => encrypted(new MemoryStorage()));
storageContract('EncryptedStorage over IndexedDB', async () => encrypted(await indexedDb()));
storageContract('HostileStorage, left alone', async () => new HostileStorage(new MemoryStorage()));
