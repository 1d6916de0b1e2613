import type { Inline, TextMark } from '#lib/core/documents/index.ts';

/** Text joins its neighbour if both are marked alike; empty text vanishes. */
export function mergeText(parts: readonly Inline[]): Inline[] {
  const merged: Inline[] = [];
  for (const part of parts) {
    const last = merged.at(-1);
    if (part.type === 'hardBreak') merged.push(part);
    else if (part.text === '') continue;
    else if (last?.type === 'text' && sameMarks(last.marks, part.marks)) {
      merged[merged.length - 1] = textNode(last.text + part.text, last.marks);
    } else merged.push(part);
  }
  return merged;
}

/** A text node in the editor's form: `marks` is absent rather than empty. */
export function textNode(text: string, marks: readonly TextMark[] = []): Inline {
  return marks.length === 0 ? { type: 'text', text } : { type: 'text', text, marks: [...marks] };
}

function sameMarks(a: readonly TextMark[] = [], b: readonly TextMark[] = []): boolean {
  return a.length === b.length && a.every((mark, index) => sameMark(mark, b[index]));
}

function sameMark(a: TextMark, b: TextMark | undefined): boolean {
  if (a.type !== b?.type) return false;
  return a.type !== 'link' || (b.type === 'link' && a.attrs.href === b.attrs.href);
}
