/** The first place from `at` to `latest` where a word begins; `at` itself if there is none. */
export function wordStart(text: string, at: number, latest: number): number {
  if (at === 0 || isSpace(text[at - 1])) return at;
  const space = text.slice(at, latest).search(/\s/);
  if (space >= 0) return at + space + 1;
  return isHalfLetter(text, at) ? at + 1 : at;
}

/** The last place from `earliest` to `at` where a word ends; `at` itself if there is none. */
export function wordEnd(text: string, at: number, earliest: number): number {
  if (at >= text.length || isSpace(text[at])) return at;
  const within = text.slice(earliest, at);
  const end = within.search(/\s\S*$/);
  if (end >= 0) return earliest + end;
  return isHalfLetter(text, at) ? at - 1 : at;
}

function isSpace(character: string | undefined): boolean {
  return character !== undefined && /\s/.test(character);
}

/** Whether a cut here would divide a letter that takes two units. */
function isHalfLetter(text: string, at: number): boolean {
  return /[\ud800-\udbff]/.test(text[at - 1] ?? '') && /[\udc00-\udfff]/.test(text[at] ?? '');
}
