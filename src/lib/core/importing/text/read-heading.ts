import { parseMarker } from './line-marker.ts';

export interface HeadingLine {
  level: number;
  text: string;
  /** Lines of the group that the heading takes up. */
  lines: number;
}

const hashes = /^(#{1,6})\s+(\S.*?)\s*#*$/;
const longest = 200;
const underline = /^\s*(={3,}|-{3,})\s*$/;
const sectionNumber = /^(\d{1,2}(?:\.\d{1,2}){0,3})([.)]?)\s+(\p{Lu}.*)$/u;
const endsLikeText = /[.;:,]$/;

/** A heading at the head of a group of lines, where it is beyond doubt; its words and number stay as they are. */
export function readHeading(
  group: readonly string[],
  next: readonly string[] | undefined
): HeadingLine | null {
  const [first = '', second = ''] = group;
  const text = first.trim();
  if (text.length > longest) return null;
  const marked = hashes.exec(text);
  if (marked) return { level: marked[1]?.length ?? 1, text: marked[2] ?? '', lines: 1 };
  if (text.includes('\t')) return null;
  if (underline.test(second) && isShort(text, 100)) {
    return { level: second.includes('=') ? 1 : 2, text, lines: 2 };
  }
  if (group.length > 1 || endsLikeText.test(text)) return null;

  const level =
    numberedLevel(text, next) ??
    (isCapitals(text) ? 2 : null) ??
    (isTitleLine(text, next) ? 3 : null);
  return level === null ? null : { level, text, lines: 1 };
}

function numberedLevel(text: string, next: readonly string[] | undefined): number | null {
  const [, number = '', stop, words = ''] = sectionNumber.exec(text) ?? [];
  if (number === '' || !isShort(text, 80)) return null;
  const parts = number.split('.').length;
  const isCertain = parts > 1 || isCapitals(words) || (stop !== '' && opensProse(next));
  return isCertain ? parts + 1 : null;
}

/** All capitals, but for an odd small letter as in "NHSmail" within a longer line. */
function isCapitals(text: string): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const small = text.match(/\p{Ll}/gu)?.length ?? 0;
  return letters >= 4 && small <= letters / 20 && isShort(text, 100) && !parseMarker(text);
}

/** A few words without a full stop, alone above a paragraph that goes on at length or opens a list. */
function isTitleLine(text: string, next: readonly string[] | undefined): boolean {
  return (
    /^[“"'‘]?\p{Lu}[^:|]*$/u.test(text) &&
    isShort(text, 60) &&
    text.split(/\s+/).length <= 8 &&
    opensProse(next)
  );
}

function opensProse(next: readonly string[] | undefined): boolean {
  const [first = '', second] = next ?? [];
  if (first.includes('\t')) return false;
  if (parseMarker(first)) return /^\s*(1[.)]|\D)/.test(first);
  const isLong = first.length >= 80 || (first.length >= 45 && second !== undefined);
  const goesOn = isLong || first.endsWith(':') || /^\(?[a-z]\)\s/.test(first);
  return goesOn && !/^\s*\p{Ll}(?!\))/u.test(first);
}

function isShort(text: string, longest: number): boolean {
  return text.length <= longest && !/[|]|\*\*/.test(text) && /[\p{L}\p{N}]/u.test(text);
}
