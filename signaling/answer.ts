import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { pathOf } from './requests.ts';
import { commonHeaders, findFile, sendFile, type StaticFiles } from './static/index.ts';

/** Answers a plain HTTP request; sockets come by another way (sockets.ts). */
export async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  files: StaticFiles | undefined
): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return say(response, 405, 'Method not allowed', { allow: 'GET, HEAD', connection: 'close' });
  }
  const path = pathOf(request.url);
  if (path === undefined) return say(response, 400, 'Bad request');
  if (path === '/healthz') return say(response, 200, 'ok');
  if (path === '/signal') {
    return say(response, 426, 'Upgrade required', { upgrade: 'websocket', connection: 'upgrade' });
  }
  const file = files && findFile(files, path);
  if (!file) return say(response, 404, 'Not found');
  await sendFile(file, request, response);
}

function say(
  response: ServerResponse,
  status: number,
  words: string,
  headers: OutgoingHttpHeaders = {}
): void {
  response.writeHead(status, {
    ...commonHeaders,
    'content-type': 'text/plain; charset=utf-8',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'cache-control': 'no-store',
    'content-length': Buffer.byteLength(words),
    ...headers
  });
  response.end(words);
}
