import type { Node } from '@tiptap/pm/model';

export interface Match {
  from: number;
  to: number;
}

/**
 * Where a quote stands in a section. Blanks and capitals do not count, and a quote that has been
 * edited since is looked for by ever less of its beginning. Null when nothing of it is there.
 */
export function findQuote(doc: Node, sectionId: string, quote: string): Match | null {
  const section = sectionAt(doc, sectionId);
  if (section === null) return null;
  const text = readText(section.node, section.position + 1);
  const wanted = normalise(quote);
  for (let length = wanted.length; length >= shortest(wanted); length = shorter(wanted, length)) {
    const start = text.characters.indexOf(wanted.slice(0, length));
    const from = text.positions[start];
    const last = text.positions[start + length - 1];
    if (start >= 0 && from !== undefined && last !== undefined) return { from, to: last + 1 };
  }
  return null;
}

/** The first section of this id, and where it stands. */
export function sectionAt(doc: Node, sectionId: string): { node: Node; position: number } | null {
  let found: { node: Node; position: number } | null = null;
  doc.forEach((node, position) => {
    if (found === null && node.attrs.sectionId === sectionId) found = { node, position };
  });
  return found;
}

const normalise = (text: string) => smallLetters(text).replace(/\s+/g, ' ').trim();

/** Letter for letter: one that becomes two letters when small would shift all that follows. */
const smallLetters = (text: string) =>
  text
    .split('')
    .map((letter) => (letter.toLowerCase().length === 1 ? letter.toLowerCase() : letter))
    .join('');

const shortest = (text: string) => Math.min(8, Math.max(1, text.length));

/** Word by word; letter by letter would find less and less meaning. */
function shorter(text: string, length: number): number {
  return Math.max(0, text.lastIndexOf(' ', length - 2));
}

/** The text of a section, lower case, blanks collapsed, with the position of each character. */
function readText(section: Node, start: number): { characters: string; positions: number[] } {
  const positions: number[] = [];
  let characters = '';
  const add = (character: string, position: number) => {
    const isBlank = /\s/.test(character);
    if (isBlank && (characters === '' || characters.endsWith(' '))) return;
    characters += isBlank ? ' ' : character;
    positions.push(position);
  };
  section.descendants((node, offset) => {
    const position = start + offset;
    if (node.isText) {
      const text = smallLetters(node.text ?? '');
      for (let i = 0; i < text.length; i++) add(text.charAt(i), position + i);
      return false;
    }
    if (node.isTextblock || node.type.name === 'hardBreak') add(' ', position);
    return true;
  });
  return { characters, positions };
}
