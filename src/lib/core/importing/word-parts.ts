import { err, ok, type Result } from '#lib/core/base/index.ts';
import type { ZipPart } from './container/pack-stored.ts';
import { unpackEntry } from './container/unpack-entry.ts';
import type { ZipEntry } from './container/zip-entries.ts';
import { limits } from './limits.ts';

/** XML that says nothing about the words of the document's body, its notes or its comments. */
const neverRead =
  /^(customXml|docProps)\/|\/(theme|glossary|charts|diagrams|embeddings|activeX|ink)\/|\/(header|footer)\d*\.xml$/;

const mostAttributes = 500;

/** The XML within a .docx that its words are in: pictures, fonts and embedded files stay packed, whatever size they claim. */
export async function unpackWordParts(
  bytes: Uint8Array,
  entries: readonly ZipEntry[]
): Promise<Result<ZipPart[], 'damaged' | 'too-large'>> {
  const parts: ZipPart[] = [];
  let left: number = limits.unpacked;
  for (const entry of entries) {
    if (!/\.(xml|rels)$/i.test(entry.name) || neverRead.test(entry.name)) continue;
    const part = await unpackEntry(bytes, entry, left);
    if (!part.ok) return part;
    if (hasEndlessTag(part.value)) return err('damaged');
    left -= part.value.length;
    parts.push({ name: entry.name, bytes: part.value });
  }
  return ok(parts);
}

/** Our XML reader takes time with the square of a tag's attributes; no Word ever wrote so many. */
function hasEndlessTag(xml: Uint8Array): boolean {
  let attributes = 0;
  let isInTag = false;
  for (let at = 0; at < xml.length; at += 1) {
    const byte = xml[at];
    if (byte === 0x3c) {
      isInTag = true;
      attributes = 0;
    } else if (byte === 0x3e) isInTag = false;
    else if (isInTag && byte === 0x3d && ++attributes > mostAttributes) return true;
  }
  return false;
}
