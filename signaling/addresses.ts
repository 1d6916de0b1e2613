import { createHmac, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Names addresses for counting without keeping them: an HMAC under a random key that lives in
 * memory for a day.
 */
export function createAddressNames(now: () => number): (address: string) => string {
  let key = randomBytes(32);
  let madeAtMs = now();
  return (address) => {
    if (now() - madeAtMs >= dayMs) {
      key = randomBytes(32);
      madeAtMs = now();
    }
    return createHmac('sha256', key).update(networkOf(address)).digest('base64url');
  };
}

/** Behind a proxy of ours, the last hop that it wrote down is the caller; else the socket knows. */
export function addressOf(request: IncomingMessage, isBehindProxy: boolean): string {
  const hops = isBehindProxy ? [request.headers['x-forwarded-for'] ?? []].flat().join(',') : '';
  return hops.split(',').at(-1)?.trim() || (request.socket.remoteAddress ?? '');
}

/** One IPv6 customer commands at least a /64, so its addresses count as one. */
function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=[\d.]+$)/i, '').replace(/%.*$/, '');
  if (!isIPv6(plain)) return plain;
  const canonical = new URL(`http://[${plain}]`).hostname.slice(1, -1);
  const [head = [], tail = []] = canonical.split('::').map((part) => part.split(':'));
  const zeros = Array<string>(Math.max(0, 8 - head.length - tail.length)).fill('0');
  return [...head, ...zeros, ...tail].slice(0, 4).join(':');
}
