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

export function entryOf(document: SpaceDocument, summary: Summary): CatalogueEntry {
  const { passages: _, ...rest } = summary;
  const { docId, createdAt, createdBy, changedAt, changedBy, lastSeqs } = document;
  return {
    ...rest,
    docId,
    createdAt,
    createdBy,
    changedAt,
    changedBy,
    lastSeqs: new Map(lastSeqs)
  };
}

const short = shape.text(400);
const word = shape.nullable(shape.text(200));
const tags = shape.list(shape.text(200), 1000);

const entryShape = shape.tuple(
  shape.exactly(catalogueSchema),
  shape.tuple(short, shape.uint(), shape.text(2000), shape.text(1000), short),
  shape.tuple(tags, tags, tags),
  shape.tuple(word, word, word, word),
  shape.tuple(shape.uint(), shape.uint(1000), shape.flag),
  shape.tuple(shape.uint(), shape.bytes(16), shape.uint(), shape.bytes(16)),
  shape.list(shape.tuple(shape.bytes(16), shape.uint()), 100_000)
);

export function encodeCatalogueEntry(entry: CatalogueEntry): Bytes {
  const value: Plain = [
    catalogueSchema,
    [
      entry.kind.slice(0, 400),
      entry.kindVersion,
      entry.title.slice(0, 2000),
      entry.summary,
      entry.state.slice(0, 400)
    ],
    [entry.areas, entry.topics, entry.settings],
    [entry.eventType, entry.physicalHarm, entry.psychologicalHarm, entry.eventDate],
    [entry.words, Math.round(entry.completeness * 1000), entry.binned],
    [entry.createdAt, idToBytes(entry.createdBy), entry.changedAt, idToBytes(entry.changedBy)],
    [...entry.lastSeqs].map(([deviceId, seq]) => [idToBytes(deviceId), seq])
  ];
  return encodePlain(value);
}

/** Undefined for an entry of another schema: it is made again. */
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
  shape.tuple(shape.text(400), shape.text(Number.MAX_SAFE_INTEGER)),
  100_000
);

export const encodePassages = (passages: readonly Passage[]): Bytes =>
  encodePlain(passages.map(({ sectionId, text }) => [sectionId.slice(0, 400), text]));

export function decodePassages(bytes: Bytes): Passage[] {
  const decoded = decodePlain(bytes);
  const parts = decoded.ok ? passagesShape(decoded.value) : undefined;
  return (parts ?? []).map(([sectionId, text]) => ({ sectionId, text }));
}
