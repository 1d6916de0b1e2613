import { zipFile, type ZippedFile } from './zip-file.ts';

const word = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packageNs = 'http://schemas.openxmlformats.org/package/2006';

export interface WordFileOptions {
  /** Paragraphs of footnotes 1, 2 … that the body refers to by `footnoteReference(n)`. */
  footnotes?: string[];
  /** Targets of the relationships link1, link2 … */
  links?: string[];
  /** Texts of comments in the margin. */
  comments?: string[];
  /** Parts to add, or to replace by name. */
  parts?: ZippedFile[];
}

/** A .docx of body XML made by the functions below. */
export function wordFile(body: string, options: WordFileOptions = {}): Uint8Array {
  const parts: ZippedFile[] = [
    { name: '[Content_Types].xml', content: contentTypes },
    {
      name: '_rels/.rels',
      content: relationships([['doc', 'officeDocument', 'word/document.xml']])
    },
    {
      name: 'word/document.xml',
      content: part('document', `<w:body>${body}</w:body>`),
      isDeflated: true
    },
    { name: 'word/styles.xml', content: styles, isDeflated: true },
    { name: 'word/numbering.xml', content: numbering },
    {
      name: 'word/footnotes.xml',
      content: part('footnotes', notes('footnote', options.footnotes))
    },
    { name: 'word/comments.xml', content: part('comments', notes('comment', options.comments)) },
    { name: 'word/media/image1.png', content: new Uint8Array([0x89, 0x50, 0x4e, 0x47]) },
    {
      name: 'word/_rels/document.xml.rels',
      content: relationships([
        ['styles', 'styles', 'styles.xml'],
        ['numbering', 'numbering', 'numbering.xml'],
        ['footnotes', 'footnotes', 'footnotes.xml'],
        ['comments', 'comments', 'comments.xml'],
        ['image1', 'image', 'media/image1.png'],
        ...(options.links ?? []).map((target, index): Relationship => [
          `link${index + 1}`,
          'hyperlink',
          target,
          true
        ])
      ])
    }
  ];
  const replaced = new Set(options.parts?.map((each) => each.name));
  return zipFile([...parts.filter((each) => !replaced.has(each.name)), ...(options.parts ?? [])]);
}

export const run = (text: string, properties = ''): string =>
  `<w:r><w:rPr>${properties}</w:rPr><w:t xml:space="preserve">${text}</w:t></w:r>`;
export const bold = (text: string): string => run(text, '<w:b/>');
export const paragraph = (content: string, properties = ''): string =>
  `<w:p><w:pPr>${properties}</w:pPr>${content.startsWith('<') ? content : run(content)}</w:p>`;
export const styled = (style: string, content: string): string =>
  paragraph(content, `<w:pStyle w:val="${style}"/>`);
export const item = (content: string, level = 0, list: 1 | 2 = 1): string =>
  paragraph(content, `<w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="${list}"/></w:numPr>`);
export const link = (id: string, text: string): string =>
  `<w:hyperlink r:id="${id}">${run(text)}</w:hyperlink>`;
export const footnoteReference = (id: number): string =>
  `<w:r><w:footnoteReference w:id="${id}"/></w:r>`;
export const cell = (text: string, properties = ''): string =>
  `<w:tc><w:tcPr>${properties}</w:tcPr>${paragraph(text)}</w:tc>`;
export const row = (...cells: string[]): string => `<w:tr>${cells.join('')}</w:tr>`;
export const table = (...rows: string[]): string => `<w:tbl>${rows.join('')}</w:tbl>`;
export const picture = (): string =>
  '<w:r><w:drawing><wp:inline><wp:docPr descr="A ward"/><a:graphic><a:graphicData><pic:pic><pic:blipFill>' +
  '<a:blip r:embed="image1"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>';

function part(name: string, content: string): string {
  return (
    `<?xml version="1.0" encoding="UTF-8"?><w:${name} xmlns:w="${word}" xmlns:r="${office}" ` +
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" ' +
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" ' +
    `xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">${content}</w:${name}>`
  );
}

function notes(kind: 'footnote' | 'comment', texts: readonly string[] = []): string {
  return texts
    .map((text, index) => `<w:${kind} w:id="${index + 1}">${paragraph(text)}</w:${kind}>`)
    .join('');
}

type Relationship = [id: string, type: string, target: string, isExternal?: boolean];

function relationships(list: readonly Relationship[]): string {
  const each = list.map(
    ([id, type, target, isExternal]) =>
      `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"${isExternal ? ' TargetMode="External"' : ''}/>`
  );
  return `<?xml version="1.0"?><Relationships xmlns="${packageNs}/relationships">${each.join('')}</Relationships>`;
}

const contentTypes =
  `<?xml version="1.0"?><Types xmlns="${packageNs}/content-types"><Default Extension="xml" ContentType="application/xml"/>` +
  '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
  '<Default Extension="png" ContentType="image/png"/><Override PartName="/word/document.xml" ' +
  'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>';

const styles = part(
  'styles',
  Object.entries({
    Title: 'Title',
    Heading1: 'heading 1',
    Heading2: 'heading 2',
    Quote: 'Quote'
  })
    .map(
      ([id, name]) =>
        `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/></w:style>`
    )
    .join('')
);

const level = (index: number, format: string): string =>
  `<w:lvl w:ilvl="${index}"><w:numFmt w:val="${format}"/></w:lvl>`;

const numbering = part(
  'numbering',
  ['bullet', 'decimal']
    .map(
      (format, id) =>
        `<w:abstractNum w:abstractNumId="${id}">${level(0, format)}${level(1, format)}</w:abstractNum>`
    )
    .join('') +
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
);
