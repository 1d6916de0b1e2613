import type { Inline } from '#lib/core/documents/index.ts';
import { mergeText, textNode } from '../inline.ts';

/** Asterisks as people use them in plain text: **bold** and *italic*, tight against their words. */
const emphasised = /(?<![\p{L}\p{N}*])(\*{1,2})(?![\s*])([^*\n]+?)(?<!\s)\1(?![\p{L}\p{N}*])/gu;

/** One or more lines of plain text as inline content, a line end as a hard break. */
export function inlineFromText(text: string): Inline[] {
  return text.split('\n').flatMap((line, index) => {
    const content = inlineFromLine(line.replace(/[\s\u00a0]+/g, ' ').trim());
    return index === 0 ? content : [{ type: 'hardBreak' } satisfies Inline, ...content];
  });
}

function inlineFromLine(line: string): Inline[] {
  const parts: Inline[] = [];
  let done = 0;
  for (const match of line.matchAll(emphasised)) {
    parts.push(textNode(line.slice(done, match.index)));
    parts.push(textNode(match[2] ?? '', [{ type: match[1] === '*' ? 'italic' : 'bold' }]));
    done = match.index + match[0].length;
  }
  parts.push(textNode(line.slice(done)));
  return mergeText(parts);
}
