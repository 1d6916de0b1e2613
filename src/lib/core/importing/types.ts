import type { Block, Inline } from '#lib/core/documents/index.ts';
import type { ForeignKind } from './foreign-kinds.ts';

/** What one file became. */
export interface ImportedText {
  title: string;
  /** Never empty: a file with nothing but a title has one empty paragraph. */
  blocks: Block[];
  /** Words in `blocks`, the title not counted. */
  words: number;
  /** What the person should look over. */
  notes: ImportNote[];
}

/** Something about a file that was read which its owner would want to know. */
export type ImportNote =
  | { type: 'read-as-windows-1252' }
  | { type: 'characters-unreadable'; count: number }
  | { type: 'not-what-it-says'; is: string }
  | { type: 'pictures-left-out'; count: number }
  | { type: 'comments-left-out'; count: number }
  | { type: 'equations-left-out'; count: number }
  | { type: 'links-left-out'; count: number }
  | { type: 'struck-out-text-kept'; count: number }
  | { type: 'tables-kept-as-text'; count: number };

/**
 * Why a file became nothing. `is` names what the file is, with its article: "a Word document"; `most`
 * is the limit that it broke, in words. Sizes are bytes.
 */
export type ImportFailure =
  | { type: 'empty'; fileName: string }
  | { type: 'too-large'; fileName: string; is: string; size: number; limit: number }
  | { type: 'too-much-inside'; fileName: string; is: string; most: string }
  | { type: 'not-what-it-says'; fileName: string; says: string; kind: ForeignKind }
  | { type: 'unknown-encoding'; fileName: string }
  | { type: 'password-protected'; fileName: string }
  | { type: 'unsupported'; fileName: string; kind: ForeignKind }
  | { type: 'damaged'; fileName: string; is: string }
  | { type: 'no-text'; fileName: string; is: string };

/** A top-level block before its document's headings are settled: level 1 to 6, as in HTML. */
export type Draft = Block | { type: 'draftHeading'; level: number; content: Inline[] };

/** What the reader of a format hands on. */
export interface DraftText {
  drafts: Draft[];
  /** A title stated outside the text: front matter (`certain`) or HTML's `<title>`, which often names a site. */
  statedTitle?: { text: string; certain: boolean };
  notes: ImportNote[];
}
