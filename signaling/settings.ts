import type { SignalingServerOptions } from './server.ts';

export type Settings = Pick<
  SignalingServerOptions,
  'port' | 'limits' | 'origins' | 'token' | 'isBehindProxy'
> & { readonly host: string };

type ReadSettings =
  { readonly ok: true; readonly value: Settings } | { readonly ok: false; readonly error: string };

/**
 * Reads the environment; an error is a sentence for the person who set it.
 *
 * - `PORT`, `HOST`: where to listen. The default is this device alone, because browsers give
 *   Cairn what it needs only over HTTPS or on the device itself: to open it to others, let a proxy
 *   that speaks HTTPS stand in front and, unless it runs on this device too, set `HOST`.
 * - `CAIRN_BEHIND_PROXY=1`: believe the proxy's X-Forwarded-For when counting sockets by address.
 * - `CAIRN_ORIGINS`: origins whose pages may connect, separated by commas. Default: pages served
 *   under the same host and port as the signalling itself.
 * - `CAIRN_TOKEN`: lets programmes that are no browsers in (they send no Origin) when they show it
 *   as `Authorization: Bearer …`. Without it they stay out.
 * - `CAIRN_SOCKETS_PER_ADDRESS`: how many devices may connect from one address. Default: 500.
 */
export function readSettings(
  env: Readonly<Record<string, string | undefined>>,
  defaultPort: number
): ReadSettings {
  const port = env['PORT'] ? toWholeNumber(env['PORT'], 65_535) : defaultPort;
  if (port === undefined) return wrong('PORT', 'a whole number from 0 to 65535');

  const perAddress = env['CAIRN_SOCKETS_PER_ADDRESS'];
  const socketsPerAddress = perAddress ? toWholeNumber(perAddress, 1_000_000) : undefined;
  if (perAddress && !socketsPerAddress) {
    return wrong('CAIRN_SOCKETS_PER_ADDRESS', 'a whole number from 1 to 1000000');
  }

  const origins = (env['CAIRN_ORIGINS'] ?? '').split(/[\s,]+/).filter((origin) => origin !== '');
  if (!origins.every(isOrigin)) {
    return wrong('CAIRN_ORIGINS', 'a list such as https://cairn.example,https://other.example');
  }

  const token = env['CAIRN_TOKEN'] || undefined;
  if (token && token.length < 16) return wrong('CAIRN_TOKEN', 'at least 16 characters long');

  const limits = socketsPerAddress ? { socketsPerAddress } : {};
  const isBehindProxy = env['CAIRN_BEHIND_PROXY'] === '1';
  const host = env['HOST'] || '127.0.0.1';
  return {
    ok: true,
    value: { port, host, limits, origins, isBehindProxy, ...(token && { token }) }
  };
}

function toWholeNumber(text: string, most: number): number | undefined {
  const number = /^\d{1,7}$/.test(text) ? Number(text) : NaN;
  return number <= most ? number : undefined;
}

function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

function wrong(name: string, expected: string): ReadSettings {
  return { ok: false, error: `${name} must be ${expected}.` };
}
