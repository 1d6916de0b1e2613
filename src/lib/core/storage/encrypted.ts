import { type Bytes, concatBytes, Queue, uintToBytes, utf8 } from '#lib/core/base/index.ts';
import { derive, importSealKey, openRandomly, sealRandomly } from '#lib/core/crypto/index.ts';
import {
  type Durability,
  type KeyPart,
  type ListRange,
  type StorageAdapter,
  type StorageChange,
  type StorageEntry,
  StorageFailure,
  type StorageKey
} from './adapter.ts';
import { decodeKey, encodeKey } from './key.ts';

/**
 * Seals every record before it reaches the storage below. Names and ids in keys become 16-byte
 * HMACs, so that the disk says neither what a record is nor whose; numbers stay, for they give
 * the order and nothing else. The true key travels inside the sealed value.
 */
export class EncryptedStorage implements StorageAdapter {
  readonly #inner: StorageAdapter;
  readonly #records: CryptoKey;
  readonly #names: CryptoKey;
  readonly #known = new Map<string, Bytes>();
  readonly #handingOn = new Queue();

  private constructor(inner: StorageAdapter, records: CryptoKey, names: CryptoKey) {
    this.#inner = inner;
    this.#records = records;
    this.#names = names;
  }

  /** `secret`: the vault's data key as a secret to derive from. */
  static async over(inner: StorageAdapter, secret: CryptoKey): Promise<EncryptedStorage> {
    const records = await importSealKey(await derive(secret, 'cairn/1/store', 32));
    const names = await crypto.subtle.importKey(
      'raw',
      await derive(secret, 'cairn/1/index', 32),
      { name: 'HMAC', hash: 'SHA-256' },
      false,
      ['sign']
    );
    return new EncryptedStorage(inner, records, names);
  }

  async get(key: StorageKey): Promise<Bytes | undefined> {
    const hidden = await this.#hide(key);
    const sealed = await this.#inner.get(hidden);
    return sealed && (await this.#open(hidden, sealed)).value;
  }

  async list(prefix: StorageKey, range?: ListRange): Promise<StorageEntry[]> {
    const entries = await this.#inner.list(await this.#hide(prefix), range);
    return Promise.all(entries.map(({ key, value }) => this.#open(key, value)));
  }

  async commit(changes: readonly StorageChange[], durability: Durability): Promise<void> {
    const hiding = Promise.all(changes.map((change) => this.#hideChange(change)));
    hiding.catch(() => undefined);
    // Sealing one batch takes longer than another; they are handed on in the order they came.
    const { committed } = await this.#handingOn.run(async () => {
      const hidden = await hiding;
      return { committed: this.#inner.commit(hidden, durability) };
    });
    await committed;
  }

  close(): Promise<void> {
    this.#known.clear();
    return this.#inner.close();
  }

  async #hideChange(change: StorageChange): Promise<StorageChange> {
    if (change.type === 'remove-below') {
      return { type: 'remove-below', prefix: await this.#hide(change.prefix) };
    }
    const key = await this.#hide(change.key);
    if (change.type === 'remove') return { type: 'remove', key };
    const name = encodeKey(change.key);
    const plain = concatBytes(uintToBytes(name.length, 2), name, change.value);
    return { type: 'put', key, value: await sealRandomly(this.#records, plain, encodeKey(key)) };
  }

  async #open(hidden: StorageKey, sealed: Bytes): Promise<StorageEntry> {
    const opened = await openRandomly(this.#records, sealed, encodeKey(hidden));
    if (!opened.ok) throw new StorageFailure('damaged');
    const plain = opened.value;
    const end = 2 + new DataView(plain.buffer).getUint16(0);
    return { key: decodeKey(plain.subarray(2, end)), value: plain.slice(end) };
  }

  #hide(key: StorageKey): Promise<StorageKey> {
    return Promise.all(key.map((part) => this.#hidePart(part)));
  }

  async #hidePart(part: KeyPart): Promise<KeyPart> {
    if (typeof part === 'number') return part;
    if (typeof part !== 'string') return this.#hmac(concatBytes(Uint8Array.of(2), part));
    // Names of stores and ids come again and again; a bounded memory of them saves most of the work.
    const known = this.#known.get(part);
    if (known) return known;
    const hidden = await this.#hmac(concatBytes(Uint8Array.of(1), utf8(part)));
    if (this.#known.size > 20_000) this.#known.clear();
    this.#known.set(part, hidden);
    return hidden;
  }

  async #hmac(bytes: Bytes): Promise<Bytes> {
    return new Uint8Array(await crypto.subtle.sign('HMAC', this.#names, bytes)).slice(0, 16);
  }
}
