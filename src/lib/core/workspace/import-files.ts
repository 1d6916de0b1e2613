import { type Id, idFromBytes, type Random } from '#lib/core/base/index.ts';
import {
  kindById,
  vaultSlot,
  writeNewDocument,
  writeField,
  type Block
} from '#lib/core/documents/index.ts';
import { findIdentifiers } from '#lib/core/identifiers/index.ts';
import {
  checkBeforeReading,
  describeFailure,
  type ImportFailure,
  readFile
} from '#lib/core/importing/index.ts';
import type { Space } from './space.ts';
import type { ImportReport } from './types.ts';

export interface FileToImport {
  name: string;
  size: number;
  /** Null for a file too large to have been read. */
  bytes: Uint8Array | null;
}

/**
 * Makes a document of each file that can be read, one after another, and a sentence for each
 * that cannot. A file that fails stops none of the others.
 */
export async function importFiles(
  space: Space,
  random: Random,
  importId: string,
  files: readonly FileToImport[],
  progress: (done: number) => void
): Promise<ImportReport> {
  const report: ImportReport = { importId, made: [], failed: [] };
  const fail = (failure: ImportFailure) =>
    report.failed.push({ failure, sentence: describeFailure(failure) });
  for (const [index, file] of files.entries()) {
    const early = checkBeforeReading(file);
    if (early) fail(early);
    // The browser could not read it: it was moved, or its medium is gone.
    else if (!file.bytes) fail({ type: 'damaged', fileName: file.name, is: 'a file' });
    else {
      const read = await readFile({ name: file.name, bytes: file.bytes });
      if (!read.ok) fail(read.error);
      else {
        const { title, blocks, notes } = read.value;
        const docId = await writeImported(space, random, title, blocks);
        const identifiers = countIdentifiers(title, blocks);
        report.made.push({ docId, title, fileName: file.name, notes, identifiers });
      }
    }
    progress(index + 1);
  }
  return report;
}

/** Takes imported documents out of the library again, for everybody who has them. */
export async function binDocuments(space: Space, docIds: readonly Id[]): Promise<void> {
  for (const docId of docIds) {
    await space.rewrite('document', docId, (document, client) =>
      writeField(document.state, 'binned', true, client)
    );
  }
}

async function writeImported(
  space: Space,
  random: Random,
  title: string,
  blocks: readonly Block[]
): Promise<Id> {
  const kind = kindById('page');
  if (!kind) throw new Error('the blank page is a kind of every version');
  const docId = idFromBytes(random.bytes(16));
  const section = kind.sections[0]?.id ?? 'text';
  const client = await space.documents.clientId(space.deviceId, vaultSlot);
  const text = new Map([[section, blocks]]);
  await space.write('document', docId, writeNewDocument({ kind, title, text }, client));
  return docId;
}

function countIdentifiers(title: string, blocks: readonly Block[]): number {
  const lines: string[] = [title];
  const walk = (value: unknown): string => {
    if (typeof value !== 'object' || value === null) return '';
    const node = value as { type?: string; text?: string; content?: unknown[] };
    if (node.type === 'text') return node.text ?? '';
    if (node.type === 'hardBreak') return '\n';
    const inner = (node.content ?? []).map(walk).join('');
    if (node.type === 'paragraph' || node.type === 'heading') {
      lines.push(inner);
      return '';
    }
    return inner;
  };
  for (const block of blocks) walk(block);
  return lines.reduce((sum, line) => sum + findIdentifiers(line).length, 0);
}
