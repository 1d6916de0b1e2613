/** A line that opens an item of a list. */
export interface MarkedLine {
  /** Columns before the marker, a tab counting four. */
  indent: number;
  /** The item's number, or null for a bullet. */
  number: number | null;
  text: string;
}

/** Signs used as bullets; the private use area holds those of Word's Symbol and Wingdings fonts. */
const bullet = '[•·●○◦▪■□❖➢➤►▸✓✔‣⁃∙\\uE000-\\uF8FF–—*+-]';
const bulleted = new RegExp(`^([ \\t]*)${bullet}[ \\t\\u00a0]+(\\S.*)$`, 'u');
const secondBullet = new RegExp(`^${bullet}[ \\t\\u00a0]+(?=\\S)`, 'u');
const numbered = /^([ \t]*)(?:(\d{1,3})[.)]|\((\d{1,3})\))[ \t\u00a0]+(\S.*)$/;
const letterO = /^([ \t]*)o(?:\t+| {2,})(\S.*)$/;
const letterOInList = /^([ \t]*)o[ \t]+(\p{Lu}.*)$/u;

/** The marker that a line opens with, or null. Within a list a lone "o" is a bullet too, as Word writes it. */
export function parseMarker(line: string, isInList = false): MarkedLine | null {
  const number = numbered.exec(line);
  if (number) return numberedLine(number[1], number);
  const match =
    bulleted.exec(line) ?? letterO.exec(line) ?? (isInList ? letterOInList.exec(line) : null);
  if (!match) return null;
  const text = (match[2] ?? '').replace(secondBullet, '');
  const inner = numbered.exec(text);
  return inner ? numberedLine(match[1], inner) : { indent: columns(match[1]), number: null, text };
}

function numberedLine(indent: string | undefined, match: RegExpExecArray): MarkedLine {
  return { indent: columns(indent), number: Number(match[2] ?? match[3]), text: match[4] ?? '' };
}

function columns(indent = ''): number {
  return indent.replaceAll('\t', '    ').length;
}
