import { err, type Result } from '#lib/core/base/index.ts';
import { checkBeforeReading } from './check-before-reading.ts';
import { recognise } from './container/recognise.ts';
import type { ZipEntry } from './container/zip-entries.ts';
import { declaredEncoding, decodeText } from './decode-text.ts';
import { endingOf, formatByName, formatName, type Format } from './file-name.ts';
import { finish } from './finish.ts';
import { foreignKindByEnding, unknownKind } from './foreign-kinds.ts';
import { limits, limitsInWords } from './limits.ts';
import type { DraftText, ImportedText, ImportFailure, ImportNote } from './types.ts';

/** A file's name and its whole content. */
export interface NamedBytes {
  name: string;
  bytes: Uint8Array;
}

/**
 * One file as a title and blocks that fit the editor's schema. What a file is, is decided by its
 * content first and its name second. Never rejects for what a file holds: every flaw is an
 * `ImportFailure`. Loads the reader of a format on first use and runs without a DOM.
 */
export async function readFile(file: NamedBytes): Promise<Result<ImportedText, ImportFailure>> {
  const refusal = checkBeforeReading({ name: file.name, size: file.bytes.length });
  if (refusal) return err(refusal);

  const recognised = recognise(file.bytes);
  const fileName = file.name;
  switch (recognised.type) {
    case 'word':
      return readWordFile(file, recognised.entries);
    case 'password-protected':
      return err({ type: 'password-protected', fileName });
    case 'damaged-zip':
      return err({ type: 'damaged', fileName, is: nameOfZip(file) });
    case 'foreign': {
      const says = endingOf(fileName);
      return formatByName(fileName) === null || says === ''
        ? err({ type: 'unsupported', fileName, kind: recognised.kind })
        : err({ type: 'not-what-it-says', fileName, says, kind: recognised.kind });
    }
    case 'perhaps-text':
      return readTextFile(file);
  }
}

async function readWordFile(
  file: NamedBytes,
  entries: ZipEntry[]
): Promise<Result<ImportedText, ImportFailure>> {
  const { readWord } = await import('./read-word.ts');
  const read = await readWord(file.bytes, entries);
  if (!read.ok) return err({ ...read.error, fileName: file.name });
  return finish(file.name, 'word', withNameNote(read.value, file.name, 'word'));
}

async function readTextFile(file: NamedBytes): Promise<Result<ImportedText, ImportFailure>> {
  const fileName = file.name;
  const promised = formatByName(fileName);
  const size = file.bytes.length;
  if (size > limits.otherFile) {
    return err({ type: 'too-large', fileName, is: 'a file', size, limit: limits.otherFile });
  }
  const declared = promised === 'html' ? declaredEncoding(file.bytes) : null;
  const decoded = decodeText(file.bytes, declared);
  const format = decoded ? textFormat(fileName, decoded.text) : promised;
  if (format === null) {
    const ending = endingOf(fileName);
    const kind = foreignKindByEnding(ending) ?? unknownKind(ending);
    return err({ type: 'unsupported', fileName, kind });
  }
  if (decoded === null) {
    const is = formatName(format);
    return err(
      promised === 'word'
        ? { type: 'damaged', fileName, is }
        : { type: 'unknown-encoding', fileName }
    );
  }
  if (format !== 'html' && countLines(decoded.text) > limits.lines) {
    const is = formatName(format);
    return err({ type: 'too-much-inside', fileName, is, most: limitsInWords.lines });
  }
  const draft = await readByFormat(format, decoded.text);
  if (draft === null) {
    const is = formatName(format);
    return err({ type: 'too-much-inside', fileName, is, most: limitsInWords.elements });
  }
  const notes = [...decoded.notes, ...draft.notes];
  return finish(fileName, format, withNameNote({ ...draft, notes }, fileName, format));
}

async function readByFormat(format: Format, text: string): Promise<DraftText | null> {
  if (format === 'html') return (await import('./html/read-html.ts')).readHtml(text);
  if (format === 'markdown') return (await import('./read-markdown.ts')).readMarkdown(text);
  return (await import('./text/read-text.ts')).readText(text);
}

/** Many systems export web pages and plain text under Word's endings. */
function textFormat(fileName: string, text: string): Format | null {
  const promised = formatByName(fileName);
  const looksLikeHtml = /^\s*(<!doctype html|<html[\s>])/i.test(text);
  if (promised === 'word' || endingOf(fileName) === 'doc') return looksLikeHtml ? 'html' : 'text';
  return promised === 'text' && looksLikeHtml ? 'html' : promised;
}

function countLines(text: string): number {
  let lines = 0;
  for (const line of text.split('\n')) if (line.trim() !== '') lines += 1;
  return lines;
}

function withNameNote(draft: DraftText, fileName: string, format: Format): DraftText {
  const ending = endingOf(fileName);
  const isHonest =
    formatByName(fileName) === format || ending === '' || (format === 'word' && ending === 'doc');
  if (isHonest) return draft;
  const note: ImportNote = { type: 'not-what-it-says', is: formatName(format) };
  return { ...draft, notes: [note, ...draft.notes] };
}

function nameOfZip(file: NamedBytes): string {
  if (formatByName(file.name) === 'word') return formatName('word');
  return foreignKindByEnding(endingOf(file.name))?.is ?? 'a zip archive';
}
