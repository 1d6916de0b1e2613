import type { ForeignKind } from '../foreign-kinds.ts';
import { foreignKindByEnding } from '../foreign-kinds.ts';
import { readOleNames } from './ole-streams.ts';
import { recogniseSignature } from './signatures.ts';
import { readZipEntries, type ZipEntry } from './zip-entries.ts';

/** What the bytes of a file say it is, whatever its name says. */
export type Recognised =
  | { type: 'word'; entries: ZipEntry[] }
  | { type: 'password-protected' }
  | { type: 'damaged-zip' }
  | { type: 'foreign'; kind: ForeignKind }
  | { type: 'perhaps-text' };

const oleSignature = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
const zipSignature = [0x50, 0x4b, 0x03, 0x04];

export function recognise(bytes: Uint8Array): Recognised {
  if (startsWith(bytes, oleSignature)) return recogniseOle(bytes);
  if (startsWith(bytes, zipSignature)) return recogniseZip(bytes);
  const kind = recogniseSignature(bytes);
  return kind ? { type: 'foreign', kind } : { type: 'perhaps-text' };
}

function recogniseOle(bytes: Uint8Array): Recognised {
  const names = readOleNames(bytes);
  if (names.has('EncryptedPackage')) return { type: 'password-protected' };
  if (names.has('__properties_version1.0')) return byEnding('msg');
  if (names.has('WordDocument')) return byEnding('doc');
  if (names.has('Workbook') || names.has('Book')) return byEnding('xls');
  if (names.has('PowerPoint Document')) return byEnding('ppt');
  return { type: 'foreign', kind: { family: 'word-processing', is: 'a file of an older Office' } };
}

function recogniseZip(bytes: Uint8Array): Recognised {
  const entries = readZipEntries(bytes);
  if (entries === null) return { type: 'damaged-zip' };
  const has = (prefix: string) => entries.some((entry) => entry.name.startsWith(prefix));
  if (has('[Content_Types].xml') && has('word/')) {
    return entries.some((entry) => entry.isEncrypted)
      ? { type: 'password-protected' }
      : { type: 'word', entries };
  }
  if (has('xl/')) return byEnding('xlsx');
  if (has('ppt/')) return byEnding('pptx');
  if (has('Index/Document.iwa')) {
    return {
      type: 'foreign',
      kind: { family: 'word-processing', is: 'an Apple Pages, Numbers or Keynote file' }
    };
  }
  return byEnding(openDocumentEnding(bytes) ?? 'zip');
}

/** OpenDocument names its kind in plain letters at the very beginning (OpenDocument 1.3, part 2, 3.3). */
function openDocumentEnding(bytes: Uint8Array): string | null {
  const beginning = new TextDecoder('latin1').decode(bytes.subarray(0, 120));
  const kind =
    /mimetypeapplication\/vnd\.oasis\.opendocument\.(text|spreadsheet|presentation)/.exec(
      beginning
    )?.[1];
  if (kind === undefined) return null;
  return kind === 'text' ? 'odt' : kind === 'spreadsheet' ? 'ods' : 'odp';
}

function byEnding(ending: string): Recognised {
  const kind = foreignKindByEnding(ending);
  return kind ? { type: 'foreign', kind } : { type: 'perhaps-text' };
}

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return (
    bytes.length >= signature.length && signature.every((byte, index) => bytes[index] === byte)
  );
}
