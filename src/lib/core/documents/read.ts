import * as Y from 'yjs';
import { bodyOf, fieldsOf, metaOf } from './layout.ts';

/** The plain text of one section, blocks and cells on lines of their own. */
export interface Passage {
  sectionId: string;
  text: string;
}

/** What the catalogue and the search index take from a document. */
export interface Summary {
  kind: string;
  kindVersion: number;
  title: string;
  /** The beginning of its text, at most 240 characters. */
  summary: string;
  /** Where the document is in the life of its kind. */
  state: string;
  areas: string[];
  topics: string[];
  settings: string[];
  eventType: string | null;
  physicalHarm: string | null;
  psychologicalHarm: string | null;
  eventDate: string | null;
  words: number;
  /** The share of its sections that hold text, 0 … 1. */
  completeness: number;
  /** Taken out of the library by somebody; it can be put back. */
  binned: boolean;
  passages: Passage[];
}

export function summarise(doc: Y.Doc): Summary {
  const fields = fieldsOf(doc);
  const meta = metaOf(doc);
  const passages = readPassages(doc);
  const filled = passages.filter(({ text }) => text !== '');
  const whole = filled.map(({ text }) => text).join('\n');
  const scalar = (name: string) => asText(fields.get(name)) || null;
  return {
    kind: asText(meta.get('kind')) || 'page',
    kindVersion: asCount(meta.get('kindVersion')) ?? 1,
    title: titleOf(doc),
    summary: whole.slice(0, 240).replace(/\s+/g, ' ').trim(),
    state: scalar('state') ?? 'draft',
    areas: tagsOf(fields.get('areas')),
    topics: tagsOf(fields.get('topics')),
    settings: tagsOf(fields.get('settings')),
    eventType: scalar('eventType'),
    physicalHarm: scalar('physicalHarm'),
    psychologicalHarm: scalar('psychologicalHarm'),
    eventDate: scalar('eventDate'),
    words: whole.match(/\S+/g)?.length ?? 0,
    completeness: passages.length === 0 ? 0 : filled.length / passages.length,
    binned: fields.get('binned') === true,
    passages
  };
}

/** The title as it is written now, without space around it. */
export const titleOf = (doc: Y.Doc): string => asText(fieldsOf(doc).get('title')).trim();

/** The plain fields of a card or profile. */
export function readCard(doc: Y.Doc): Record<string, unknown> {
  return Object.fromEntries(fieldsOf(doc).entries());
}

function readPassages(doc: Y.Doc): Passage[] {
  return bodyOf(doc)
    .toArray()
    .flatMap((node) => {
      if (!(node instanceof Y.XmlElement)) return [];
      const lines: string[] = [];
      collectLines(node, lines);
      const text = lines.join('\n').trim();
      return [{ sectionId: asText(node.getAttribute('sectionId')), text }];
    });
}

/** Text runs of one block joined, blocks apart; without recursion, for depth is a stranger's. */
function collectLines(root: Y.XmlElement, lines: string[]): void {
  // Among nodes a stranger may have put any value, an empty one too.
  const open: unknown[] = [root];
  let line = '';
  const endLine = () => {
    if (line.trim() !== '') lines.push(line.trim());
    line = '';
  };
  while (open.length > 0) {
    const node = open.pop();
    if (node instanceof Y.XmlText) line += plainText(node);
    else if (node instanceof Y.XmlElement) {
      if (node.nodeName === 'hardBreak') line += '\n';
      else endLine();
      for (const child of node.toArray().reverse()) open.push(child);
    }
  }
  endLine();
}

function plainText(node: Y.XmlText): string {
  return (node.toDelta() as { insert: unknown }[])
    .map(({ insert }) => (typeof insert === 'string' ? insert : ''))
    .join('');
}

const tagsOf = (value: unknown): string[] =>
  value instanceof Y.Map ? [...value.keys()].sort() : [];

const asText = (value: unknown): string =>
  value instanceof Y.Text ? value.toString() : typeof value === 'string' ? value : '';

/** A stranger may have put anything in its place, such as a value that breaks what converts it. */
const asCount = (value: unknown): number | null =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : null;
