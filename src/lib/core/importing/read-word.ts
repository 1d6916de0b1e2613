import mammoth from 'mammoth/mammoth.browser.js';
import { err, ok, type Result } from '#lib/core/base/index.ts';
import { packStored, type ZipPart } from './container/pack-stored.ts';
import type { ZipEntry } from './container/zip-entries.ts';
import { formatName } from './file-name.ts';
import { readHtml } from './html/read-html.ts';
import { limitsInWords } from './limits.ts';
import type { DraftText, ImportNote } from './types.ts';
import { unpackWordParts } from './word-parts.ts';

type Failure =
  { type: 'damaged'; is: string } | { type: 'too-much-inside'; is: string; most: string };

const is = formatName('word');
const idPrefix = 'cairn-';
const backLink = new RegExp(`^#${idPrefix}(footnote|endnote)-ref-`);

/** Styles of Word's own that say what a paragraph is, beyond those that mammoth knows. */
const styleMap = [
  "p[style-name='Title'] => h1:fresh",
  "p[style-name='Quote'] => blockquote > p:fresh",
  "p[style-name='Intense Quote'] => blockquote > p:fresh",
  "p[style-name='heading 7'] => h6:fresh",
  "p[style-name='heading 8'] => h6:fresh",
  "p[style-name='heading 9'] => h6:fresh",
  "r[style-name='Emphasis'] => em",
  "r[style-name='Intense Emphasis'] => em"
];

/** A Word document (.docx) as drafts, by way of HTML. Its pictures are counted and never unpacked. */
export async function readWord(
  bytes: Uint8Array,
  entries: ZipEntry[]
): Promise<Result<DraftText, Failure>> {
  const unpacked = await unpackWordParts(bytes, entries);
  if (!unpacked.ok) {
    const isBomb = unpacked.error === 'too-large';
    return err(
      isBomb
        ? { type: 'too-much-inside', is, most: limitsInWords.unpacked }
        : { type: 'damaged', is }
    );
  }

  const converted = await convert(packStored(unpacked.value));
  if (converted === null) return err({ type: 'damaged', is });

  const read = readHtml(converted.html, { backLink });
  if (read === null) return err({ type: 'too-much-inside', is, most: limitsInWords.elements });
  const charts = entries.filter((entry) =>
    /^word\/(charts\/chart|diagrams\/data)\d*\.xml$/.test(entry.name)
  );
  return ok({
    ...read,
    notes: [
      ...addPictures(read.notes, charts.length),
      ...countNote('comments-left-out', countComments(unpacked.value)),
      ...countNote('equations-left-out', converted.equations)
    ]
  });
}

async function convert(docx: ArrayBuffer): Promise<{ html: string; equations: number } | null> {
  try {
    const { value, messages } = await mammoth.convertToHtml(
      { arrayBuffer: docx },
      {
        styleMap,
        idPrefix,
        includeEmbeddedStyleMap: false,
        externalFileAccess: false,
        convertImage: mammoth.images.imgElement(() => Promise.resolve({ src: '' }))
      }
    );
    const equations = messages.filter((message) =>
      message.message.includes('officeDocument/2006/math')
    ).length;
    return { html: value, equations };
  } catch {
    return null; // mammoth throws on XML that is broken, missing or nested beyond reason
  }
}

function countComments(parts: readonly ZipPart[]): number {
  const comments = parts.find((part) => part.name === 'word/comments.xml');
  return comments
    ? (new TextDecoder().decode(comments.bytes).match(/<w:comment[ >]/g)?.length ?? 0)
    : 0;
}

function addPictures(notes: readonly ImportNote[], charts: number): ImportNote[] {
  const pictures = notes.find((note) => note.type === 'pictures-left-out')?.count ?? 0;
  const rest = notes.filter((note) => note.type !== 'pictures-left-out');
  return [...countNote('pictures-left-out', pictures + charts), ...rest];
}

function countNote(
  type: 'pictures-left-out' | 'comments-left-out' | 'equations-left-out',
  count: number
): ImportNote[] {
  return count === 0 ? [] : [{ type, count }];
}
