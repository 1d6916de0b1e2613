import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { request, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSignalingServer, type SignalingServer } from '../../../signaling/server.ts';

const script = `export const stones = [${'"granite", '.repeat(500)}];`;
const app = {
  '200.html': `<!doctype html><title>Cairn</title>${' '.repeat(2000)}`,
  'service-worker.js': script,
  'icon.png': 'p'.repeat(5000),
  'robots.txt': 'short',
  'manifest.webmanifest': '{}',
  '.built': 'not for anybody',
  '.well-known/secret.txt': 'not for anybody',
  '_app/immutable/workers/vault.worker-abc.js': script,
  '_app/immutable/assets/automerge-abc.wasm': 'w'.repeat(3000)
};

let folder: string;
let server: SignalingServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cairn-static-'));
  const root = join(folder, 'build');
  for (const [name, content] of Object.entries(app)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), content);
  }
  await writeFile(join(folder, 'outside.txt'), 'not for anybody');
  await symlink(join(folder, 'outside.txt'), join(root, 'link.txt'));
  server = await createSignalingServer({ port: 0, root });
});

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

/** Asks without the tidying that `fetch` does to paths and headers. */
async function ask(path: string, headers: Record<string, string> = {}, method = 'GET') {
  const asked = request({ port: server.port, host: '127.0.0.1', path, headers, method }).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) };
}

describe('which file', () => {
  it.each(['/', '/d/abcdefgh', '/s/1/people', '/200.html', '/d/abc?x=1.2', '/d/%41', '/signal2'])(
    '%s gets the shell',
    async (path) => {
      const { status, body, headers } = await ask(path);
      expect([status, String(body)]).toEqual([200, app['200.html']]);
      expect(headers['content-type']).toBe('text/html; charset=utf-8');
    }
  );

  it.each(['/missing.js', '/d/missing.png', '/_app/immutable/missing', '/_app/', '/d/a.b'])(
    '%s is not found',
    async (path) => expect((await ask(path)).status).toBe(404)
  );

  it.each([
    '/../outside.txt',
    '/..%2foutside.txt',
    '/%2e%2e/outside.txt',
    '/_app/..%2f..%2foutside.txt',
    '/..%5coutside.txt',
    '/link.txt',
    '/.built',
    '/%2ebuilt',
    '/.well-known/secret.txt',
    '/outside.txt%00.html',
    '//outside.txt',
    'http://127.0.0.1/../outside.txt'
  ])('%s gives nothing away', async (path) => {
    expect(String((await ask(path)).body)).not.toContain('not for anybody');
  });

  it('answers HEAD like GET, without the body', async () => {
    const [got, headed] = [await ask('/'), await ask('/', {}, 'HEAD')];
    expect(headed.body).toHaveLength(0);
    expect(headed.headers['content-length']).toBe(got.headers['content-length']);
    expect(headed.headers['content-security-policy']).toBe("frame-ancestors 'none'");
  });

  it('answers no other method', async () => {
    const { status, headers } = await ask('/', {}, 'DELETE');
    expect([status, headers.allow]).toEqual([405, 'GET, HEAD']);
  });
});

describe('which headers', () => {
  it.each(['/', '/200.html', '/d/abcdefgh'])('%s is a page', async (path) => {
    const { headers } = await ask(path);
    expect(headers['content-security-policy']).toBe("frame-ancestors 'none'");
    expect(headers['cache-control']).toBe('no-cache');
  });

  it.each([
    '/service-worker.js',
    '/_app/immutable/workers/vault.worker-abc.js',
    '/_app/immutable/assets/automerge-abc.wasm',
    '/icon.png'
  ])('%s carries the strict policy', async (path) => {
    const policy = (await ask(path)).headers['content-security-policy'];
    expect(policy).toContain("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; ");
    expect(policy).toContain("connect-src 'self'; worker-src 'self'; ");
    expect(policy).not.toMatch(/unsafe-(inline|eval)'.*unsafe-|https?:|\*/);
  });

  it.each(['/', '/service-worker.js', '/missing.js', '/healthz'])(
    '%s is guarded like everything',
    async (path) => {
      expect((await ask(path)).headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'permissions-policy': expect.stringMatching(/camera=\(self\).*microphone=\(\)/)
      });
    }
  );

  it('never isolates, which would silence dedicated workers', async () => {
    expect((await ask('/')).headers).not.toHaveProperty('cross-origin-embedder-policy');
  });

  it.each([
    ['/service-worker.js', 'text/javascript; charset=utf-8', 'no-cache'],
    ['/icon.png', 'image/png', 'no-cache'],
    ['/manifest.webmanifest', 'application/manifest+json; charset=utf-8', 'no-cache'],
    [
      '/_app/immutable/assets/automerge-abc.wasm',
      'application/wasm',
      'public, max-age=31536000, immutable'
    ]
  ])('%s is %s', async (path, type, cache) => {
    const { headers } = await ask(path);
    expect([headers['content-type'], headers['cache-control']]).toEqual([type, cache]);
  });
});

describe('how many bytes', () => {
  const encodingOf = async (path: string, accepted: string) =>
    (await ask(path, { 'accept-encoding': accepted })).headers['content-encoding'];

  it('compresses what shrinks, as the browser likes it', async () => {
    const brotli = await ask('/service-worker.js', { 'accept-encoding': 'gzip, deflate, br' });
    expect(brotli.headers['content-encoding']).toBe('br');
    expect(String(brotliDecompressSync(brotli.body))).toBe(script);
    const zipped = await ask('/service-worker.js', { 'accept-encoding': 'gzip' });
    expect(zipped.headers['content-encoding']).toBe('gzip');
    expect(String(gunzipSync(zipped.body))).toBe(script);
    expect(zipped.headers['content-length']).toBe(String(zipped.body.length));
    expect(zipped.headers.vary).toBe('accept-encoding');
    expect(zipped.body.length).toBeLessThan(script.length / 10);
  });

  it('and only then', async () => {
    expect(await encodingOf('/service-worker.js', 'identity')).toBeUndefined();
    expect(await encodingOf('/service-worker.js', 'br;q=0, gzip;q=0.0')).toBeUndefined();
    expect(await encodingOf('/service-worker.js', 'BR;q=0.5')).toBe('br');
    expect(await encodingOf('/icon.png', 'br')).toBeUndefined();
    expect(await encodingOf('/robots.txt', 'br')).toBeUndefined();
  });

  it('sends nothing again that the browser has', async () => {
    const first = await ask('/');
    const tag = String(first.headers.etag);
    const again = await ask('/d/other', { 'if-none-match': `"else", ${tag}` });
    expect([again.status, again.body.length]).toEqual([304, 0]);
    expect(again.headers['content-security-policy']).toBe("frame-ancestors 'none'");
    expect((await ask('/', { 'if-none-match': '"else"' })).status).toBe(200);
    expect((await ask('/service-worker.js')).headers.etag).not.toBe(tag);
  });
});
