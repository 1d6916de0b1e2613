import { Bold } from '@tiptap/extension-bold';
import { HardBreak } from '@tiptap/extension-hard-break';
import { Italic } from '@tiptap/extension-italic';
import { Paragraph } from '@tiptap/extension-paragraph';
import { Text } from '@tiptap/extension-text';
import { Gapcursor } from '@tiptap/extensions';
import { blocks } from './blocks.ts';
import { Document } from './document.ts';
import { Extra } from './extra.ts';
import { SafeLink } from './link.ts';
import { tables } from './table.ts';
import { UnknownBlock, UnknownInline, UnknownMark } from './unknown.ts';

/**
 * Everything a document of this version can hold beside its sections, which each editor draws for
 * its own kind. Names are those of core's `blocks.ts`.
 */
export const schemaExtensions = [
  Document,
  Paragraph,
  Text,
  ...blocks,
  ...tables,
  HardBreak,
  Bold,
  Italic,
  SafeLink,
  UnknownBlock,
  UnknownInline,
  UnknownMark,
  Extra,
  Gapcursor
];

export { Section } from './document.ts';
export { extraAttribute } from './extra.ts';
export { isSafeAddress } from './link.ts';
export { maxSpan, repairTables } from './table.ts';
