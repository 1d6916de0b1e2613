import { err, ok, type Result } from '#lib/core/base/index.ts';
import { crc32 } from './crc32.ts';
import type { ZipEntry } from './zip-entries.ts';

const headerSignature = 0x04034b50;
const headerLength = 30;
const stored = 0;
const deflated = 8;

/**
 * The bytes of one zip entry. Unpacking stops as soon as more comes out than the directory claimed
 * or `atMost` allows, so a zip bomb never gets to allocate what it promises.
 */
export async function unpackEntry(
  bytes: Uint8Array,
  entry: ZipEntry,
  atMost: number
): Promise<Result<Uint8Array, 'damaged' | 'too-large'>> {
  if (entry.size > atMost) return err('too-large');
  const packed = packedBytes(bytes, entry);
  if (packed === null) return err('damaged');

  const unpacked = entry.method === stored ? packed : await inflate(packed, entry);
  if (unpacked === null || unpacked.length !== entry.size) return err('damaged');
  return crc32(unpacked) === entry.crc ? ok(unpacked) : err('damaged');
}

function packedBytes(bytes: Uint8Array, entry: ZipEntry): Uint8Array | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = entry.headerOffset;
  if (at + headerLength > bytes.length || view.getUint32(at, true) !== headerSignature) return null;
  const start = at + headerLength + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
  const end = start + entry.packedSize;
  return end <= bytes.length ? bytes.subarray(start, end) : null;
}

async function inflate(packed: Uint8Array, entry: ZipEntry): Promise<Uint8Array | null> {
  if (entry.method !== deflated) return null;
  const unpacked = new Uint8Array(entry.size);
  let length = 0;
  try {
    const stream = new Blob([packed as BlobPart])
      .stream()
      .pipeThrough(new DecompressionStream('deflate-raw'));
    const reader = stream.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      if (length + part.value.length > unpacked.length) {
        await reader.cancel();
        return null;
      }
      unpacked.set(part.value, length);
      length += part.value.length;
    }
  } catch {
    return null; // not deflate data, or cut short
  }
  return unpacked.subarray(0, length);
}
