const megabyte = 1024 * 1024;

/** What importing will take on, and no more: a person's document, never a worker's whole memory. */
export const limits = {
  /** Bytes of a .docx: mostly photographs, which are never unpacked. */
  wordFile: 50 * megabyte,
  /** Bytes of any other file: about 800,000 words of plain text. */
  otherFile: 5 * megabyte,
  /** Bytes of a .docx's text parts once unpacked. */
  unpacked: 32 * megabyte,
  /** Characters of text in the finished document, and its lines or paragraphs. */
  characters: 5 * megabyte,
  lines: 100_000,
  /** Cells of one table, and columns of one row; what is larger is kept as lines of text. */
  tableCells: 20_000,
  tableColumns: 200,
  /** Lines that one paragraph holds apart by hard breaks; longer ones become a paragraph a line. */
  linesInParagraph: 50,
  /** HTML elements in all, and inside each other; deeper ones are read as if they stood side by side. */
  elements: 500_000,
  nesting: 256,
  /** Lists, quotes and tables inside each other; deeper ones become paragraphs where they stand. */
  blocksWithinBlocks: 8
} as const;

/** Limits on what a file holds, as a sentence names them: "more than …". */
export const limitsInWords = {
  unpacked: '32 MB of text once unpacked',
  characters: '5 million letters',
  lines: '100,000 lines',
  elements: '500,000 elements'
} as const;
