import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fieldSentence, fieldTitle } from './field-grammar.ts';
import { Dice } from './dice.ts';

/** A document of a made-up library, as the file somebody would import. */
export interface LibraryDocument {
  title: string;
  fileName: string;
  /** Markdown: the title, then paragraphs under a few headings. */
  text: string;
  /** Which of the library's authors wrote it, from 0. */
  author: number;
}

export interface LibraryOptions {
  n: number;
  seed: number;
  words?: number;
  authors?: number;
  /** A folder whose .jsonl, .txt and .md files give the sentences; without it our own grammar. */
  data?: string | null;
}

const headings = [
  'What happened',
  'How it was managed',
  'What was learned',
  'What is different now'
];
const usualWords = 600;
const mostAuthors = 3;

/** Libraries of any size: the same seed and stock give the same documents, one by one. */
export function makeLibrary(options: LibraryOptions): LibraryDocument[] {
  const { n, seed, words = usualWords, authors = mostAuthors, data = null } = options;
  const sentences = data === null ? null : readSentences(data);
  return Array.from({ length: n }, (_, index) => {
    const dice = new Dice(seed * 1_000_003 + index);
    const sentence = () => (sentences ? dice.pick(sentences) : fieldSentence(dice));
    const title = `${fieldTitle(dice)} ${index + 1}`;
    return {
      title,
      fileName: `${String(index + 1).padStart(5, '0')}.md`,
      text: `# ${title}\n\n${writeParts(dice, sentence, words)}\n`,
      author: index % Math.min(authors, mostAuthors)
    };
  });
}

/** Writes documents as files for a person to choose; gives their paths. */
export function writeLibraryFiles(folder: string, documents: readonly LibraryDocument[]): string[] {
  return documents.map(({ fileName, text }) => {
    const path = join(folder, fileName);
    writeFileSync(path, text);
    return path;
  });
}

/** Running text of about so many words, in paragraphs; for one long document. */
export function makeProse(options: { words: number; seed: number; data?: string | null }): string {
  const dice = new Dice(options.seed);
  const sentences = options.data ? readSentences(options.data) : null;
  return writeParagraphs(
    dice,
    () => (sentences ? dice.pick(sentences) : fieldSentence(dice)),
    options.words
  );
}

function writeParts(dice: Dice, sentence: () => string, words: number): string {
  const share = words / headings.length;
  return headings
    .map((heading) => `## ${heading}\n\n${writeParagraphs(dice, sentence, share)}`)
    .join('\n\n');
}

function writeParagraphs(dice: Dice, sentence: () => string, words: number): string {
  const paragraphs: string[] = [];
  for (let count = 0; count < words;) {
    const lines: string[] = [];
    for (let left = dice.between(3, 6); left > 0 && count < words; left--) {
      const line = sentence();
      count += line.split(' ').length;
      lines.push(line);
    }
    paragraphs.push(lines.join(' '));
  }
  return paragraphs.join('\n\n');
}

const known = new Map<string, string[]>();

/** Every sentence of a length that people write, from the text fields of a folder's files. */
function readSentences(folder: string): string[] {
  const read = known.get(folder);
  if (read) return read;
  const names = readdirSync(folder)
    .filter((name) => /\.(jsonl|txt|md)$/.test(name))
    .sort();
  const sentences = names.flatMap((name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    const texts = name.endsWith('.jsonl') ? text.split('\n').flatMap(textsOfLine) : [text];
    return texts.flatMap(sentencesOf);
  });
  if (sentences.length === 0) throw new Error(`no sentences in the files of ${folder}`);
  known.set(folder, sentences);
  return sentences;
}

function textsOfLine(line: string): string[] {
  if (line.trim() === '') return [];
  const fields: unknown = JSON.parse(line);
  return Object.values(fields ?? {}).filter((value) => typeof value === 'string');
}

/** Markdown's own signs go: the stock is sentences, whatever they were part of. */
function sentencesOf(text: string): string[] {
  return text
    .replace(/[#*_`|<>[\]\\]/g, ' ')
    .replace(/\s+/g, ' ')
    .split(/(?<=[.!?]) ?(?=[A-Z])/)
    .map((sentence) => sentence.trim())
    .filter(({ length }) => length >= 30 && length <= 400);
}
