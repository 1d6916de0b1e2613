import {
  type Bytes,
  decodePlain,
  encodePlain,
  type Id,
  idFromBytes,
  idToBytes,
  type Plain,
  shape
} from '#lib/core/base/index.ts';
import type { Passage, SpaceDocument, Summary } from '#lib/core/documents/index.ts';

/** What is kept of a document for the library: derived, so a new schema is a reason to rebuild. */
export interface CatalogueEntry extends Omit<Summary, 'passages'> {
  docId: Id;
  createdAt: number;
  createdBy: Id;
  changedAt: number;
  changedBy: Id;
  /** Of every device that wrote in it: its last entry. */
  lastSeqs: Map<Id, number>;
}

/** Rises whenever what stands in an entry changes its meaning. */
export const catalogueSchema = 1;

/** Rises with every change of the document: equal revisions, equal text. */
export const revisionOf = (entry: CatalogueEntry): string =>
  String([...entry.lastSeqs.values()].reduce((sum, seq) => sum + seq, 0));

/** Of each field what a row has room for: whoever writes in a document may write anything. */
export function entryOf(document: SpaceDocument, summary: Summary): CatalogueEntry {
  const { passages: _, ...rest } = summary;
  const { docId, createdAt, createdBy, changedAt, changedBy, lastSeqs } = document;
  return {
    ...rest,
    kind: clip(rest.kind, mostShort),
    title: clip(rest.title, mostTitle),
    summary: clip(rest.summary, mostSummary),
    state: clip(rest.state, mostShort),
    areas: clipTags(rest.areas),
    topics: clipTags(rest.topics),
    settings: clipTags(rest.settings),
    eventType: clipWord(rest.eventType),
    physicalHarm: clipWord(rest.physicalHarm),
    psychologicalHarm: clipWord(rest.psychologicalHarm),
    eventDate: clipWord(rest.eventDate),
    docId,
    createdAt,
    createdBy,
    changedAt,
    changedBy,
    lastSeqs: new Map(lastSeqs)
  };
}

const mostShort = 400;
const mostTitle = 2000;
const mostSummary = 1000;
const mostWord = 200;
const mostTags = 1000;
const mostPassages = 100_000;

/** As it is stored: in NFC, which may be longer than what was written. */
const clip = (text: string, most: number): string => text.normalize('NFC').slice(0, most);
const clipWord = (text: string | null): string | null => text && clip(text, mostWord);
/** No vocabulary has an id as long, so a longer one is no tag. */
const clipTags = (tags: readonly string[]): string[] =>
  tags.filter((id) => clip(id, mostWord) === id).slice(0, mostTags);

const short = shape.text(mostShort);
const word = shape.nullable(shape.text(mostWord));
const tags = shape.list(shape.text(mostWord), mostTags);

const entryShape = shape.tuple(
  shape.exactly(catalogueSchema),
  shape.tuple(short, shape.uint(), shape.text(mostTitle), shape.text(mostSummary), short),
  shape.tuple(tags, tags, tags),
  shape.tuple(word, word, word, word),
  shape.tuple(shape.uint(), shape.uint(1000), shape.flag),
  shape.tuple(shape.uint(), shape.bytes(16), shape.uint(), shape.bytes(16)),
  shape.list(shape.tuple(shape.bytes(16), shape.uint()), 100_000)
);

export function encodeCatalogueEntry(entry: CatalogueEntry): Bytes {
  const value: Plain = [
    catalogueSchema,
    [entry.kind, entry.kindVersion, entry.title, entry.summary, entry.state],
    [entry.areas, entry.topics, entry.settings],
    [entry.eventType, entry.physicalHarm, entry.psychologicalHarm, entry.eventDate],
    [entry.words, Math.round(entry.completeness * 1000), entry.binned],
    [entry.createdAt, idToBytes(entry.createdBy), entry.changedAt, idToBytes(entry.changedBy)],
    [...entry.lastSeqs].map(([deviceId, seq]) => [idToBytes(deviceId), seq])
  ];
  return encodePlain(value);
}

/** Undefined for what cannot be read, such as an entry of another schema: it is made again. */
export function decodeCatalogueEntry(docId: Id, bytes: Bytes): CatalogueEntry | undefined {
  const decoded = decodePlain(bytes);
  const parts = decoded.ok ? entryShape(decoded.value) : undefined;
  if (!parts) return undefined;
  const [, [kind, kindVersion, title, summary, state], [areas, topics, settings]] = parts;
  const [eventType, physicalHarm, psychologicalHarm, eventDate] = parts[3];
  const [words, permille, binned] = parts[4];
  const [createdAt, createdBy, changedAt, changedBy] = parts[5];
  return {
    docId,
    kind,
    kindVersion,
    title,
    summary,
    state,
    areas,
    topics,
    settings,
    eventType,
    physicalHarm,
    psychologicalHarm,
    eventDate,
    words,
    completeness: permille / 1000,
    binned,
    createdAt,
    createdBy: idFromBytes(createdBy),
    changedAt,
    changedBy: idFromBytes(changedBy),
    lastSeqs: new Map(parts[6].map(([deviceId, seq]) => [idFromBytes(deviceId), seq]))
  };
}

const passagesShape = shape.list(
  shape.tuple(shape.text(mostShort), shape.text(Number.MAX_SAFE_INTEGER)),
  mostPassages
);

export const encodePassages = (passages: readonly Passage[]): Bytes =>
  encodePlain(
    passages.slice(0, mostPassages).map(({ sectionId, text }) => [clip(sectionId, mostShort), text])
  );

export function decodePassages(bytes: Bytes): Passage[] {
  const decoded = decodePlain(bytes);
  const parts = decoded.ok ? passagesShape(decoded.value) : undefined;
  return (parts ?? []).map(([sectionId, text]) => ({ sectionId, text }));
}
