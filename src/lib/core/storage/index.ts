export {
  type Durability,
  type ListRange,
  type StorageAdapter,
  type StorageChange,
  type StorageEntry,
  StorageFailure,
  type StorageKey
} from './adapter.ts';
export { MemoryStorage } from './memory.ts';
export { EncryptedStorage } from './encrypted.ts';
export { decodeKey, encodeKey, keyRange } from './key.ts';
