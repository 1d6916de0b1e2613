import { ed25519 } from '@noble/curves/ed25519.js';
import { type Bytes } from '#lib/core/base/index.ts';

/**
 * Whether 32 bytes may ever be used as somebody's signing key: canonical, on the curve, of prime
 * order. Verifiers disagree on all other keys, and in a replicated ledger a disagreement is a fork.
 */
export function isAdmissibleSigningKey(bytes: Bytes): boolean {
  if (bytes.length !== 32) return false;
  try {
    const point = ed25519.Point.fromBytes(bytes);
    return !point.isSmallOrder() && point.isTorsionFree();
  } catch {
    return false;
  }
}

/**
 * Whether 32 bytes may be used as somebody's agreement key: reduced below the field's prime, and
 * not of low order (an agreement with such a key would give the same secret to everybody).
 */
export async function isAdmissibleAgreementKey(bytes: Bytes): Promise<boolean> {
  if (bytes.length !== 32 || !isReduced(bytes)) return false;
  const probe = await crypto.subtle.generateKey('X25519', false, ['deriveBits']);
  if (!('privateKey' in probe)) return false;
  try {
    const key = await crypto.subtle.importKey('raw', bytes, 'X25519', false, []);
    const shared = await crypto.subtle.deriveBits(
      { name: 'X25519', public: key },
      probe.privateKey,
      256
    );
    return new Uint8Array(shared).some((byte) => byte !== 0);
  } catch {
    return false;
  }
}

/** Below 2^255 − 19, little-endian. */
function isReduced(bytes: Bytes): boolean {
  if ((bytes[31] ?? 0) < 0x7f) return true;
  if ((bytes[31] ?? 0) > 0x7f) return false;
  if (bytes.subarray(1, 31).some((byte) => byte !== 0xff)) return true;
  return (bytes[0] ?? 0) < 0xed;
}
