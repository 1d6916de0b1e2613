import { expect } from 'vitest';
import type { Block, Inline } from '#lib/core/documents/index.ts';
import {
  describeFailure,
  readFile,
  type ImportedText,
  type ImportFailure
} from '#lib/core/importing/index.ts';

export const bytesOf = (content: string | Uint8Array): Uint8Array =>
  typeof content === 'string' ? new TextEncoder().encode(content) : content;

/** Reads a file that must be readable, and holds what comes out against the editor's schema. */
export async function imported(name: string, content: string | Uint8Array): Promise<ImportedText> {
  const read = await readFile({ name, bytes: bytesOf(content) });
  if (!read.ok) throw new Error(describeFailure(read.error));
  expectToFitSchema(read.value.blocks);
  return read.value;
}

/** Reads a file that must be refused. */
export async function refused(name: string, content: string | Uint8Array): Promise<ImportFailure> {
  const read = await readFile({ name, bytes: bytesOf(content) });
  if (read.ok) throw new Error(`${name} was read as “${read.value.title}”`);
  return read.error;
}

export const paragraph = (...content: (string | Inline)[]): Block => ({
  type: 'paragraph',
  content: content.map((part) => (typeof part === 'string' ? { type: 'text', text: part } : part))
});

export const heading = (level: 2 | 3 | 4, text: string): Block => ({
  type: 'heading',
  attrs: { level },
  content: [{ type: 'text', text }]
});

export const lineBreak: Inline = { type: 'hardBreak' };

export const bullets = (...items: (string | Block[])[]): Block => ({
  type: 'bulletList',
  content: items.map((item) => ({
    type: 'listItem',
    content: typeof item === 'string' ? [paragraph(item)] : item
  }))
});

/** A table's cells as lines of text, a header marked with a #, spans in brackets. */
export function cellsOf(block: Block | undefined): string[][] {
  if (block?.type !== 'table') throw new Error(`not a table but ${block?.type ?? 'nothing'}`);
  return block.content.map((row) =>
    row.content.map((cell) => {
      const spans = Object.entries(cell.attrs ?? {}).map(([name, count]) => `[${name} ${count}]`);
      const text = cell.content.map((each) =>
        each.type === 'paragraph' ? inlineText(each.content) : each.type
      );
      return (cell.type === 'tableHeader' ? '#' : '') + text.join('/') + spans.join('');
    })
  );
}

function inlineText(content: Inline[] = []): string {
  return content.map((part) => (part.type === 'text' ? part.text : '⏎')).join('');
}

/** The rules that the editor's schema and every other part of Cairn set for imported blocks. */
export function expectToFitSchema(blocks: readonly Block[]): void {
  const problems = blocks.length === 0 ? ['no blocks'] : blocks.flatMap(problemsOf);
  const isAlone = blocks.length === 1;
  for (const block of blocks) {
    const isEmpty = block.type === 'paragraph' && (block.content ?? []).length === 0;
    if (isEmpty && !isAlone) problems.push('empty paragraph');
  }
  expect(problems).toEqual([]);
}

function problemsOf(block: Block): string[] {
  switch (block.type) {
    case 'paragraph':
      return problemsOfLine(block.content ?? []);
    case 'heading':
      return block.content?.length ? problemsOfLine(block.content) : ['empty heading'];
    case 'blockquote':
      return block.content.length === 0 ? ['empty quote'] : block.content.flatMap(problemsOf);
    case 'table':
      return problemsOfTable(block);
    default:
      return block.content.length === 0
        ? ['empty list']
        : block.content.flatMap((item) => [
            ...(item.content[0]?.type === 'paragraph' ? [] : ['item without a paragraph first']),
            ...item.content.flatMap(problemsOf)
          ]);
  }
}

function problemsOfTable(table: Extract<Block, { type: 'table' }>): string[] {
  const problems = table.content.length === 0 ? ['table without rows'] : [];
  const widths = table.content.map(() => 0);
  for (const [index, row] of table.content.entries()) {
    if (row.content.length === 0) problems.push('row without cells');
    for (const cell of row.content) {
      if (cell.content.length === 0) problems.push('cell without blocks');
      const end = index + (cell.attrs?.rowspan ?? 1);
      if (end > widths.length) problems.push('cell below the table');
      for (let line = index; line < end; line += 1) {
        widths[line] = (widths[line] ?? 0) + (cell.attrs?.colspan ?? 1);
      }
      problems.push(...cell.content.flatMap(problemsOf));
    }
  }
  if (new Set(widths).size > 1) problems.push('table not rectangular');
  return problems;
}

const unkeepable = /[\x00-\x1f\x7f-\x9f\ufffe\uffff]|\p{Cs}/u;

function problemsOfLine(content: readonly Inline[]): string[] {
  return content.flatMap((part, index) => {
    if (part.type === 'hardBreak') return [];
    const next = content[index + 1];
    const isMergeable =
      next?.type === 'text' &&
      JSON.stringify(next.marks ?? []) === JSON.stringify(part.marks ?? []);
    return [
      ...(part.text === '' ? ['empty text'] : []),
      ...(part.text === part.text.normalize('NFC') ? [] : ['text not composed']),
      ...(unkeepable.test(part.text) ? ['text with control characters'] : []),
      ...(isMergeable ? ['text not merged'] : [])
    ];
  });
}
