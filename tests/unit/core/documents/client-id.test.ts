import { pbkdf2Sync } from 'node:crypto';
import { expect, it } from 'vitest';
import { idFromBytes } from '#lib/core/base/index.ts';
import { clientIdOf } from '#lib/core/documents/client-id.ts';

it('[Y7] a Yjs client is one slot of one device in one space, and anybody can recompute it', async () => {
  const [space, device] = [new Uint8Array(16).fill(1), new Uint8Array(16).fill(2)];
  const client = await clientIdOf(space, idFromBytes(device), 5);
  const salt = Buffer.concat([Buffer.from('cairn/1/yclient\0'), space]);
  const bits = pbkdf2Sync(Buffer.concat([device, Buffer.from([5])]), salt, 65_536, 8, 'sha256');
  expect(client).toBe(Number(bits.readBigUInt64BE() >> 11n));
  expect(Number.isSafeInteger(client)).toBe(true);
  const others = await Promise.all([
    clientIdOf(space, idFromBytes(device), 6),
    clientIdOf(device, idFromBytes(device), 5),
    clientIdOf(space, idFromBytes(space), 5)
  ]);
  expect(new Set([client, ...others]).size).toBe(4);
});
