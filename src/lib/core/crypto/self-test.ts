import { utf8 } from '#lib/core/base/index.ts';
import { newAgreementPair } from './agree.ts';
import { sign, signingKeyFromSeed } from './sign.ts';

/**
 * Whether this browser has what the protocol needs. There is no second implementation to fall
 * back on: Ed25519 verifiers that disagree would fork a ledger.
 */
export async function hasNeededCryptography(): Promise<boolean> {
  try {
    const { key } = await signingKeyFromSeed(new Uint8Array(32).fill(7));
    const signature = await sign(key, 'cairn/1/self-test', utf8('cairn'));
    await newAgreementPair();
    return signature.length === 64 && typeof CompressionStream === 'function';
  } catch {
    return false;
  }
}
