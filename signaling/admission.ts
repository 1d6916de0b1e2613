import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Refusal } from './refusals.ts';

export interface AdmissionRules {
  /** Origins that may connect, to the letter. Without any: pages of the very host they call. */
  readonly origins: readonly string[];
  /** What a programme that is no browser, and so sends no Origin, must show as a bearer token. */
  readonly token: string | undefined;
}

/** Why this request may not open a socket, or nothing if it may. */
export function refusalOf(request: IncomingMessage, rules: AdmissionRules): Refusal | undefined {
  const { origin, host, authorization } = request.headers;
  if (origin === undefined) return isToken(authorization, rules.token) ? undefined : 'no-token';
  const isWelcome =
    rules.origins.length > 0 ? rules.origins.includes(origin) : isSameHost(origin, host);
  return isWelcome ? undefined : 'foreign-origin';
}

/** The scheme is not compared: behind a proxy that speaks TLS, we see http where it says https. */
function isSameHost(origin: string, host: string | undefined): boolean {
  try {
    const { protocol } = new URL(origin);
    return new URL(`${protocol}//${host ?? ''}`).origin === origin;
  } catch {
    return false;
  }
}

function isToken(authorization: string | undefined, token: string | undefined): boolean {
  if (token === undefined || authorization === undefined) return false;
  return timingSafeEqual(digest(authorization), digest(`Bearer ${token}`));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
