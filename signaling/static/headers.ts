import { extname } from 'node:path';

/** What every answer carries, whatever it is. */
export const commonHeaders: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': [
    'camera=(self)',
    'publickey-credentials-get=(self)',
    'publickey-credentials-create=(self)',
    ...['accelerometer', 'display-capture', 'geolocation', 'gyroscope', 'magnetometer'].map(none),
    ...['microphone', 'midi', 'payment', 'serial', 'usb'].map(none)
  ].join(', ')
};

/** Pages bring the rest of their policy in a meta tag, with the hash of Kit's boot script. */
const pagePolicy = "frame-ancestors 'none'";

/** A page's policy does not cover the worker that holds the keys: its script carries its own. */
const strictPolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "connect-src 'self'",
  "worker-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "style-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'"
].join('; ');

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2'
};

/** Headers follow the file, not the address asked for: one page answers for many addresses. */
export function headersFor(name: string): Record<string, string> {
  const extension = extname(name);
  return {
    ...commonHeaders,
    'content-type': types[extension] ?? 'application/octet-stream',
    'content-security-policy': extension === '.html' ? pagePolicy : strictPolicy,
    'cache-control': name.startsWith('/_app/immutable/')
      ? 'public, max-age=31536000, immutable'
      : 'no-cache'
  };
}

function none(feature: string): string {
  return `${feature}=()`;
}
