import type { Inline, TextMark } from '#lib/core/documents/index.ts';
import { cleanText } from '../clean-text.ts';
import { mergeText, textNode } from '../inline.ts';
import type { Draft } from '../types.ts';

const collapsible = /[ \t\n\r\f]+/g;

/** Gathers running text into paragraphs and headings, with white space as a browser would show it. */
export class DraftBuilder {
  readonly drafts: Draft[] = [];
  #line: Inline[] = [];
  #endsInSpace = true;

  text(raw: string, marks: readonly TextMark[]): void {
    let text = raw.replace(collapsible, ' ');
    if (this.#endsInSpace && text.startsWith(' ')) text = text.slice(1);
    if (text === '') return;
    this.#endsInSpace = text.endsWith(' ');
    this.#line.push(textNode(text, marks));
  }

  /** Text whose spaces and line ends stand as they are. */
  preformatted(raw: string, marks: readonly TextMark[]): void {
    for (const [index, line] of raw.replace(/\r\n?/g, '\n').split('\n').entries()) {
      if (index > 0) this.lineBreak();
      if (line !== '') this.#line.push(textNode(line.replaceAll('\t', '    '), marks));
    }
    this.#endsInSpace = false;
  }

  lineBreak(): void {
    this.#line.push({ type: 'hardBreak' });
    this.#endsInSpace = true;
  }

  blocks(drafts: readonly Draft[]): void {
    for (const draft of drafts) this.drafts.push(draft);
  }

  /** Ends the paragraph (or the heading of this level); two line breaks in a row also part paragraphs. */
  endParagraph(kind: { level?: number | undefined; isPreformatted?: boolean } = {}): void {
    const line = this.#line;
    this.#line = [];
    this.#endsInSpace = true;
    const parts = kind.isPreformatted ? [line] : splitAtDoubleBreaks(mergeText(line));
    for (const part of parts) {
      const content = tidyLine(part, kind.isPreformatted ?? false);
      if (content.length === 0) continue;
      this.drafts.push(
        kind.level === undefined
          ? { type: 'paragraph', content }
          : { type: 'draftHeading', level: kind.level, content }
      );
    }
  }
}

function splitAtDoubleBreaks(line: readonly Inline[]): Inline[][] {
  const parts: Inline[][] = [[]];
  let breaks = 0;
  for (const piece of line) {
    if (piece.type === 'text' && piece.text.trim() === '' && breaks > 0) continue;
    breaks = piece.type === 'hardBreak' ? breaks + 1 : 0;
    if (breaks === 2) parts.push([]);
    if (breaks < 2) parts.at(-1)?.push(piece);
  }
  return parts;
}

/** No white space or breaks at the ends, none before a break, and text as Cairn keeps it. */
function tidyLine(line: readonly Inline[], keepsSpaces: boolean): Inline[] {
  const pieces = mergeText(line).map((piece) => {
    if (piece.type === 'hardBreak') return piece;
    const text = cleanText(piece.text);
    return textNode(keepsSpaces ? text : text.replace(/[ \u00a0]{2,}/g, ' '), piece.marks);
  });
  trimEnd(pieces, keepsSpaces);
  while (isBlank(pieces[0])) pieces.shift();
  const first = pieces[0];
  if (first?.type === 'text' && !keepsSpaces)
    pieces[0] = textNode(first.text.trimStart(), first.marks);
  return mergeText(pieces);
}

function trimEnd(pieces: Inline[], keepsSpaces: boolean): void {
  while (isBlank(pieces.at(-1))) pieces.pop();
  for (const [index, piece] of pieces.entries()) {
    const next = pieces[index + 1];
    const endsLine = next === undefined || next.type === 'hardBreak';
    if (piece.type === 'text' && endsLine && !keepsSpaces) {
      pieces[index] = textNode(piece.text.trimEnd(), piece.marks);
    }
  }
}

function isBlank(piece: Inline | undefined): boolean {
  return piece !== undefined && (piece.type === 'hardBreak' || piece.text.trim() === '');
}
