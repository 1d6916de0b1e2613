import { type Bytes } from '#lib/core/base/index.ts';

/** What one guess costs: memory in KiB and passes, as Argon2id counts them. */
export interface PassphraseCost {
  memory: number;
  passes: number;
}

/** 64 MiB, three passes: 250 to 400 ms on a laptop of today. */
export const usualCost: PassphraseCost = { memory: 65_536, passes: 3 };

/** OWASP's least for Argon2id: nothing cheaper is ever accepted. */
export const leastCost: PassphraseCost = { memory: 19_456, passes: 2 };

/** Whether a cost may guard a vault: neither part of it is below the least. */
export const isCostEnough = ({ memory, passes }: PassphraseCost): boolean =>
  memory >= leastCost.memory && passes >= leastCost.passes;

/**
 * The 32-byte key of a passphrase (NFC) under a 16-byte salt. Throws when the cost is not enough.
 * Loads its WebAssembly on first use.
 */
export async function keyFromPassphrase(
  passphrase: string,
  salt: Bytes,
  cost: PassphraseCost
): Promise<Bytes> {
  if (!isCostEnough(cost)) throw new Error('a passphrase must cost more to guess');
  const { argon2id } = await import('hash-wasm');
  const key = await argon2id({
    password: passphrase.normalize('NFC'),
    salt,
    parallelism: 1,
    iterations: cost.passes,
    memorySize: cost.memory,
    hashLength: 32,
    outputType: 'binary'
  });
  return new Uint8Array(key);
}
