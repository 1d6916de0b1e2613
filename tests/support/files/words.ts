import type { Block } from '#lib/core/documents/index.ts';

/** The words of a text in their order: runs of letters and digits. */
export function wordsOf(text: string): string[] {
  return text.normalize('NFC').match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** The words of blocks as a reader sees them, the numbers of numbered lists among them. */
export function wordsOfBlocks(blocks: readonly Block[]): string[] {
  return wordsOf(blocks.map(shown).join('\n'));
}

function shown(block: Block): string {
  switch (block.type) {
    case 'paragraph':
    case 'heading':
      return (block.content ?? [])
        .map((part) => (part.type === 'text' ? part.text : '\n'))
        .join('');
    case 'blockquote':
      return block.content.map(shown).join('\n');
    case 'bulletList':
      return block.content.map((each) => each.content.map(shown).join('\n')).join('\n');
    case 'orderedList': {
      const start = block.attrs?.start ?? 1;
      return block.content
        .map((each, index) => `${start + index}. ${each.content.map(shown).join('\n')}`)
        .join('\n');
    }
    case 'table':
      return block.content
        .flatMap((row) => row.content.map((cell) => cell.content.map(shown).join('\n')))
        .join('\n');
  }
}
