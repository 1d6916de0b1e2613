import { namedFile } from './named-file.ts';
import type { ImportNote } from './types.ts';

/** Says what to look over in a document that was imported from the file of this name. */
export function describeNote(note: ImportNote, fileName: string): string {
  const file = namedFile(fileName);
  switch (note.type) {
    case 'read-as-windows-1252':
      return `${file} is not in UTF-8, so it was read as Windows-1252 (older Windows): look over pound signs, quotation marks and dashes.`;
    case 'characters-unreadable':
      return `${file} holds ${some(note.count, 'character')} that could not be read and ${note.count === 1 ? 'stands' : 'stand'} as \ufffd: compare with the original.`;
    case 'not-what-it-says':
      return `${file} is in truth ${note.is} and was read as such.`;
    case 'pictures-left-out':
      return `${file}: ${some(note.count, 'picture, chart or drawing', 'pictures, charts or drawings')} left out, for Cairn keeps words only.`;
    case 'comments-left-out':
      return `${file}: ${some(note.count, 'comment')} in the margin left out.`;
    case 'equations-left-out':
      return `${file}: ${some(note.count, 'equation')} left out: write ${note.count === 1 ? 'it' : 'them'} in by hand.`;
    case 'links-left-out':
      return `${file}: ${some(note.count, 'link')} kept as plain text, for only https and e-mail addresses stay links.`;
    case 'struck-out-text-kept':
      return `${file}: struck-out text in ${some(note.count, 'place')} now looks like the rest: look it over.`;
    case 'tables-kept-as-text':
      return `${file}: ${some(note.count, 'table')} too large to show as ${note.count === 1 ? 'one' : 'tables'}, kept row by row as text.`;
  }
}

function some(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
