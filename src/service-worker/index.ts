/// <reference lib="webworker" />

/** Written in front of this script by the build: every file of the app, and a hash of them all. */
interface Precache {
  version: string;
  files: string[];
}

const worker = self as unknown as ServiceWorkerGlobalScope & { __precache?: Precache };
const { version, files } = worker.__precache ?? { version: 'development', files: [] };
const cacheName = `cairn-${version}`;
const known = new Set(files);

async function fillCache(): Promise<void> {
  const cache = await caches.open(cacheName);
  await cache.addAll(
    files.map(
      (file) =>
        new Request(file, { cache: file.startsWith('/_app/immutable/') ? 'default' : 'reload' })
    )
  );
}

async function dropOldCaches(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith('cairn-') && name !== cacheName);
  await Promise.all(old.map((name) => caches.delete(name)));
}

async function fromCache(key: string, request: Request): Promise<Response> {
  const cache = await caches.open(cacheName);
  return (await cache.match(key)) ?? fetch(request);
}

worker.addEventListener('install', (event) => {
  event.waitUntil(fillCache());
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(dropOldCaches().then(() => worker.clients.claim()));
});

worker.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== location.origin) return;
  const key = event.request.mode === 'navigate' ? '/200.html' : url.pathname;
  if (known.has(key)) event.respondWith(fromCache(key, event.request));
});
