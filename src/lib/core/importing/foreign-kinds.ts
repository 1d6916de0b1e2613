/** Kinds of file that Cairn does not read, by what a person can do about them. */
export type ForeignFamily =
  | 'picture'
  | 'pdf'
  | 'word-processing'
  | 'spreadsheet'
  | 'slides'
  | 'archive'
  | 'message'
  | 'web-archive'
  | 'recording'
  | 'shortcut'
  | 'online-only'
  | 'other';

/** `is` names the kind with its article, as in "it is a PNG picture". */
export interface ForeignKind {
  family: ForeignFamily;
  is: string;
}

const byEnding: Record<string, ForeignKind> = {
  png: { family: 'picture', is: 'a PNG picture' },
  jpg: { family: 'picture', is: 'a JPEG picture' },
  jpeg: { family: 'picture', is: 'a JPEG picture' },
  gif: { family: 'picture', is: 'a GIF picture' },
  webp: { family: 'picture', is: 'a WebP picture' },
  bmp: { family: 'picture', is: 'a BMP picture' },
  tif: { family: 'picture', is: 'a TIFF picture' },
  tiff: { family: 'picture', is: 'a TIFF picture' },
  heic: { family: 'picture', is: 'a HEIC picture' },
  svg: { family: 'picture', is: 'an SVG drawing' },
  pdf: { family: 'pdf', is: 'a PDF' },
  doc: { family: 'word-processing', is: 'a document of an older Word (.doc)' },
  rtf: { family: 'word-processing', is: 'a Rich Text document (.rtf)' },
  odt: { family: 'word-processing', is: 'an OpenDocument text (.odt)' },
  pages: { family: 'word-processing', is: 'an Apple Pages document' },
  wpd: { family: 'word-processing', is: 'a WordPerfect document' },
  xls: { family: 'spreadsheet', is: 'a spreadsheet of an older Excel (.xls)' },
  xlsx: { family: 'spreadsheet', is: 'an Excel spreadsheet' },
  ods: { family: 'spreadsheet', is: 'an OpenDocument spreadsheet (.ods)' },
  numbers: { family: 'spreadsheet', is: 'an Apple Numbers spreadsheet' },
  csv: { family: 'spreadsheet', is: 'a table of values (.csv)' },
  ppt: { family: 'slides', is: 'a presentation of an older PowerPoint (.ppt)' },
  pptx: { family: 'slides', is: 'a PowerPoint presentation' },
  odp: { family: 'slides', is: 'an OpenDocument presentation (.odp)' },
  key: { family: 'slides', is: 'an Apple Keynote presentation' },
  zip: { family: 'archive', is: 'a zip archive' },
  '7z': { family: 'archive', is: 'a 7z archive' },
  rar: { family: 'archive', is: 'a RAR archive' },
  gz: { family: 'archive', is: 'a gzip archive' },
  eml: { family: 'message', is: 'an e-mail message' },
  msg: { family: 'message', is: 'an Outlook message' },
  mht: { family: 'web-archive', is: 'a web page saved as one file (.mht)' },
  mhtml: { family: 'web-archive', is: 'a web page saved as one file (.mhtml)' },
  mp3: { family: 'recording', is: 'a sound recording' },
  m4a: { family: 'recording', is: 'a sound recording' },
  wav: { family: 'recording', is: 'a sound recording' },
  mp4: { family: 'recording', is: 'a video' },
  mov: { family: 'recording', is: 'a video' },
  avi: { family: 'recording', is: 'a video' },
  lnk: { family: 'shortcut', is: 'a shortcut to another file' },
  url: { family: 'shortcut', is: 'a shortcut to a web address' },
  gdoc: { family: 'online-only', is: 'a pointer to a Google document' },
  gsheet: { family: 'online-only', is: 'a pointer to a Google spreadsheet' }
};

/** The kind that an ending stands for, or null if it says nothing that Cairn knows. */
export function foreignKindByEnding(ending: string): ForeignKind | null {
  return Object.hasOwn(byEnding, ending) ? (byEnding[ending] ?? null) : null;
}

/** A file whose ending says nothing that Cairn knows and whose content is no help either. */
export function unknownKind(ending: string): ForeignKind {
  return { family: 'other', is: `a kind of file that Cairn does not know (.${ending})` };
}
