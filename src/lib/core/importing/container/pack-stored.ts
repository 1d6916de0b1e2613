import { crc32 } from './crc32.ts';

/** A file to be put into a zip. */
export interface ZipPart {
  name: string;
  bytes: Uint8Array;
}

/** A zip of these parts without compression, for a reader that wants a zip and nothing else. */
export function packStored(parts: readonly ZipPart[]): ArrayBuffer {
  const named = parts.map((part) => ({
    ...part,
    name: new TextEncoder().encode(part.name),
    crc: crc32(part.bytes)
  }));
  const size = named.reduce(
    (sum, part) => sum + 30 + 46 + 2 * part.name.length + part.bytes.length,
    22
  );
  const zip = new Uint8Array(size);
  const view = new DataView(zip.buffer);
  const offsets: number[] = [];
  let at = 0;

  for (const part of named) {
    offsets.push(at);
    view.setUint32(at, 0x04034b50, true);
    writeSizes(view, at + 4, part);
    zip.set(part.name, at + 30);
    zip.set(part.bytes, at + 30 + part.name.length);
    at += 30 + part.name.length + part.bytes.length;
  }

  const directory = at;
  for (const [index, part] of named.entries()) {
    view.setUint32(at, 0x02014b50, true);
    view.setUint16(at + 4, 20, true);
    writeSizes(view, at + 6, part);
    view.setUint32(at + 42, offsets[index] ?? 0, true);
    zip.set(part.name, at + 46);
    at += 46 + part.name.length;
  }

  view.setUint32(at, 0x06054b50, true);
  view.setUint16(at + 8, named.length, true);
  view.setUint16(at + 10, named.length, true);
  view.setUint32(at + 12, at - directory, true);
  view.setUint32(at + 16, directory, true);
  return zip.buffer;
}

/** The fields that a local header and a directory entry have in common, from "version needed" on. */
function writeSizes(
  view: DataView,
  at: number,
  part: { name: Uint8Array; bytes: Uint8Array; crc: number }
): void {
  view.setUint16(at, 20, true);
  view.setUint16(at + 2, 0x0800, true); // names are UTF-8
  view.setUint32(at + 10, part.crc, true);
  view.setUint32(at + 14, part.bytes.length, true);
  view.setUint32(at + 18, part.bytes.length, true);
  view.setUint16(at + 22, part.name.length, true);
}
