import {
  concatBytes,
  decodePlain,
  encodePlain,
  err,
  fromUtf8,
  ok,
  shape,
  uintToBytes,
  utf8,
  type Bytes,
  type Result
} from '#lib/core/base/index.ts';
import { SHARD_DOCUMENTS } from './parameters.ts';
import { countOf, documentOf, postingOf, type Posting } from './posting.ts';
import { VarintReader, VarintWriter } from './varints.ts';

/**
 * Rises whenever these bytes or the words they hold would come out differently: another layout,
 * other stop words, stems, folding or division into words.
 */
const FORMAT = 1;

export type SavedIndexError = { type: 'other-version' } | { type: 'damaged' };

/** A thousand documents and the terms they hold, apart from all others. */
export interface Shard {
  shard: number;
  documents: ShardDocument[];
  terms: ShardTerm[];
}

interface ShardDocument {
  number: number;
  docId: string;
  spaceId: string;
  revision: string;
  /** In different words. */
  titleLength: number;
  allLength: number;
}

interface ShardTerm {
  term: string;
  title: readonly Posting[];
  all: readonly Posting[];
}

const text = shape.text(2 ** 16);
const savedHead = shape.tuple(
  shape.uint(2 ** 10),
  shape.list(
    shape.tuple(shape.uint(SHARD_DOCUMENTS - 1), text, text, text, shape.uint(), shape.uint()),
    SHARD_DOCUMENTS
  ),
  shape.uint()
);

/** Format and length of the head, the head in CBOR, the terms as lines, their postings. */
export function encodeShard({ shard, documents, terms }: Shard): Bytes {
  const first = shard * SHARD_DOCUMENTS;
  const postings = new VarintWriter();
  for (const { title, all } of terms) {
    writePostings(title, first, postings);
    writePostings(all, first, postings);
  }
  const rows = documents.map(
    ({ number, docId, spaceId, revision, titleLength, allLength }) =>
      [number - first, docId, spaceId, revision, titleLength, allLength] as const
  );
  const words = utf8(terms.map(({ term }) => term).join('\n'));
  const head = encodePlain([shard, rows, words.length]);
  const lengths = [uintToBytes(FORMAT, 4), uintToBytes(head.length, 4)];
  return concatBytes(...lengths, head, words, postings.finish());
}

export function decodeShard(bytes: Uint8Array): Result<Shard, SavedIndexError> {
  if (bytes.length < 8) return err({ type: 'damaged' });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint32(0) !== FORMAT) return err({ type: 'other-version' });
  const headEnd = 8 + view.getUint32(4);
  const plain = decodePlain(bytes.subarray(8, headEnd));
  const head = plain.ok ? savedHead(plain.value) : undefined;
  if (!head) return err({ type: 'damaged' });

  const [shard, rows, wordsLength] = head;
  const words = bytes.subarray(headEnd, headEnd + wordsLength);
  const postings = bytes.subarray(headEnd + wordsLength);
  const first = shard * SHARD_DOCUMENTS;
  const documents = rows.map(([place, docId, spaceId, revision, titleLength, allLength]) => ({
    number: first + place,
    docId,
    spaceId,
    revision,
    titleLength,
    allLength
  }));
  if (words.length < wordsLength) return err({ type: 'damaged' });
  const terms = readTerms(words, new VarintReader(postings), first);
  return terms ? ok({ shard, documents, terms }) : err({ type: 'damaged' });
}

/** Null when the lists are cut short or go on after the last term. */
function readTerms(words: Uint8Array, reader: VarintReader, first: number): ShardTerm[] | null {
  if (words.length === 0) return reader.finished ? [] : null;
  const terms = linesOf(words).map((term) => ({
    term,
    title: readPostings(first, reader),
    all: readPostings(first, reader)
  }));
  return reader.intact && reader.finished ? terms : null;
}

function linesOf(bytes: Uint8Array): string[] {
  try {
    return fromUtf8(bytes).split('\n');
  } catch {
    return [];
  }
}

function writePostings(postings: readonly Posting[], first: number, writer: VarintWriter): void {
  writer.write(postings.length);
  let previous = first;
  for (const posting of postings) {
    const document = documentOf(posting);
    writer.write(document - previous);
    writer.write(countOf(posting));
    previous = document;
  }
}

function readPostings(first: number, reader: VarintReader): Posting[] {
  const postings: Posting[] = [];
  let document = first;
  for (let left = reader.read(); left > 0 && reader.intact; left--) {
    document += reader.read();
    postings.push(postingOf(document, reader.read()));
  }
  return postings;
}
