import {
  concatBytes,
  encodePlain,
  idFromBytes,
  systemRandom,
  toHex
} from '#lib/core/base/index.ts';
import { importVerifyKey } from '#lib/core/crypto/index.ts';
import { newDeviceKeys } from '#lib/core/identity/index.ts';
import { openEnvelope, parseEnvelope, sealEnvelope } from '#lib/core/log/index.ts';
import type { SealRates } from './seal.ts';

/** As many are on their way at once as a catching-up opens side by side. */
const atOnce = 64;
/** A few words as Yjs writes them. */
const bodyLength = 100;

const algorithm = { name: 'AES-GCM', length: 256 };
const wrapping = await crypto.subtle.generateKey(algorithm, false, ['wrapKey', 'unwrapKey']);
const { keys } = await newDeviceKeys(wrapping);
const author = await importVerifyKey(keys.signingKey);
const epoch = { epochId: idFromBytes(systemRandom.bytes(16)), key: systemRandom.bytes(32) };
const spaceId = systemRandom.bytes(16);
const docId = idFromBytes(systemRandom.bytes(16));
const heads = [toHex(systemRandom.bytes(32))];
const body = concatBytes(encodePlain('A few words.'), systemRandom.bytes(bodyLength)).slice(
  0,
  bodyLength
);

self.onmessage = async ({ data: count }: MessageEvent<number>) => {
  const sealed: Uint8Array<ArrayBuffer>[] = [];
  const sealSeconds = await timed(count, async (index) => {
    sealed[index] = await sealOne(index + 1);
  });
  const openSeconds = await timed(count, async (index) => {
    const parsed = parseEnvelope(sealed[index] ?? new Uint8Array(0));
    const opened = parsed.ok ? await openEnvelope(parsed.value, author, epoch) : null;
    if (!opened?.ok || opened.value.body?.length !== bodyLength) throw new Error('not opened');
  });
  const rates: SealRates = { seal: count / sealSeconds, open: count / openSeconds };
  postMessage(rates);
};

async function sealOne(seq: number): Promise<Uint8Array<ArrayBuffer>> {
  const place = { docKind: 'document' as const, docId, slot: 1, clockFrom: seq, clockTo: seq + 1 };
  const meta = { ...place, ledgerHeads: heads, deps: [], at: Date.now() };
  const draft = { spaceId, seq, prev: new Uint8Array(32), meta, body };
  const { bytes } = await sealEnvelope(draft, keys, epoch, systemRandom.bytes(16));
  return bytes;
}

/** Seconds that it takes to do the work so many times, some at once. */
async function timed(count: number, work: (index: number) => Promise<void>): Promise<number> {
  const start = performance.now();
  let next = 0;
  const lane = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return (performance.now() - start) / 1000;
}
