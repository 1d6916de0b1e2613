/** Formats that Cairn reads. */
export type Format = 'word' | 'html' | 'markdown' | 'text';

const formatByEnding: Record<string, Format> = {
  docx: 'word',
  docm: 'word',
  dotx: 'word',
  html: 'html',
  htm: 'html',
  xhtml: 'html',
  md: 'markdown',
  markdown: 'markdown',
  mdown: 'markdown',
  txt: 'text',
  text: 'text',
  log: 'text',
  '': 'text'
};

/** The ending of a file's name in lower case and without its dot, or '' if there is none. */
export function endingOf(fileName: string): string {
  return /[^\\/]\.([a-z0-9]{1,12})$/i.exec(fileName)?.[1]?.toLowerCase() ?? '';
}

/** The format that a name promises, or null if it promises something that Cairn does not read. */
export function formatByName(fileName: string): Format | null {
  const ending = endingOf(fileName);
  return Object.hasOwn(formatByEnding, ending) ? (formatByEnding[ending] ?? null) : null;
}

/** What a format is called in a sentence. */
export function formatName(format: Format): string {
  if (format === 'word') return 'a Word document';
  if (format === 'html') return 'a web page (HTML)';
  return format === 'markdown' ? 'a Markdown text' : 'a plain text';
}

/** A title made of a file's name: no folder, no ending, no dashes or underscores where spaces were meant. */
export function titleFromFileName(fileName: string): string {
  const base = fileName.replace(/^.*[\\/]/, '').replace(/(?<=.)\.[a-z0-9]{1,12}$/i, '');
  const spaced = /\s/.test(base) ? base : base.replace(/(?<!\d)-|-(?!\d)/g, ' ');
  const words = spaced.replace(/_/g, ' ').replace(/\s+/g, ' ').trim();
  return words === '' ? 'Untitled' : words.charAt(0).toUpperCase() + words.slice(1);
}
