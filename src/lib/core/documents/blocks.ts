/**
 * Rich text as plain data, in the shape that ProseMirror writes as JSON: what importing produces
 * and what a document's sections hold. Node and mark names are those of the editor's schema.
 */
export type TextMark =
  { type: 'bold' } | { type: 'italic' } | { type: 'link'; attrs: { href: string } };

export type Inline = { type: 'text'; text: string; marks?: TextMark[] } | { type: 'hardBreak' };

export type Block =
  | { type: 'paragraph'; content?: Inline[] }
  | { type: 'heading'; attrs: { level: 2 | 3 | 4 }; content?: Inline[] }
  | { type: 'blockquote'; content: Block[] }
  | { type: 'bulletList'; content: ListItem[] }
  | { type: 'orderedList'; attrs?: { start: number }; content: ListItem[] }
  | { type: 'table'; content: TableRow[] };

export interface ListItem {
  type: 'listItem';
  content: Block[];
}

export interface TableRow {
  type: 'tableRow';
  content: TableCell[];
}

export interface TableCell {
  type: 'tableCell' | 'tableHeader';
  attrs?: { colspan?: number; rowspan?: number };
  content: Block[];
}
