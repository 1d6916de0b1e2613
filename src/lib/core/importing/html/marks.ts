import type { TextMark } from '#lib/core/documents/index.ts';

const order: TextMark['type'][] = ['bold', 'italic', 'link'];
const longestAddress = 2000;

export function withMark(marks: readonly TextMark[], mark: TextMark): TextMark[] {
  return [...withoutMark(marks, mark.type), mark].sort(
    (a, b) => order.indexOf(a.type) - order.indexOf(b.type)
  );
}

export function withoutMark(marks: readonly TextMark[], type: TextMark['type']): TextMark[] {
  return marks.filter((mark) => mark.type !== type);
}

/** The address of a link that is safe to keep: https: and mailto:, nothing else; null for the rest. */
export function safeAddress(href: string): string | null {
  try {
    const url = new URL(href);
    const isSafe = url.protocol === 'https:' || url.protocol === 'mailto:';
    return isSafe && url.href.length <= longestAddress ? url.href : null;
  } catch {
    return null; // relative, or no address at all
  }
}
