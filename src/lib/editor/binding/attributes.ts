import type { Mark, MarkType, NodeType, Schema } from '@tiptap/pm/model';
import type * as Y from 'yjs';
import { extraAttribute, maxSpan } from '../schema/index.ts';

export type Attributes = Record<string, unknown>;

/** Yjs attributes as those of a ProseMirror node; null when a known one has an impossible value. */
export function nodeAttributes(type: NodeType, element: Y.XmlElement): Attributes | null {
  const { known, extra } = sortOut(type, element.getAttributes());
  if (!Object.entries(known).every(([name, value]) => isPossible(name, value))) return null;
  return { ...known, [extraAttribute]: extra };
}

function isPossible(name: string, value: unknown): boolean {
  if (name === 'colspan' || name === 'rowspan') {
    return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= maxSpan;
  }
  if (name === 'sectionId') return typeof value === 'string';
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

/** Writes what a person changed; attributes that this version does not know are never touched. */
export function updateAttributes(element: Y.XmlElement, type: NodeType, attrs: Attributes): void {
  const current = element.getAttributes() as Attributes;
  for (const [name, spec] of knownOf(type)) {
    const value = attrs[name] ?? null;
    if (value === (current[name] ?? spec.default ?? null)) continue;
    if (value === null) element.removeAttribute(name);
    else element.setAttribute(name, value as string);
  }
}

/** For a new element: everything that is set, and what came along from a newer version. */
export function setAttributes(element: Y.XmlElement, type: NodeType, attrs: Attributes): void {
  const extra = parse(attrs[extraAttribute]) as Attributes | null;
  for (const [name, value] of Object.entries(extra ?? {})) {
    element.setAttribute(name, value as string);
  }
  for (const [name] of knownOf(type)) {
    const value = attrs[name] ?? null;
    if (value !== null) element.setAttribute(name, value as string);
  }
}

/** The formatting of a piece of Yjs text as marks, unknown ones included. */
export function marksOf(schema: Schema, formatting: Attributes | undefined): Mark[] {
  return Object.keys(formatting ?? {})
    .sort()
    .map((name) => markOf(schema, name, formatting?.[name]))
    .sort((a, b) => rank(schema, a) - rank(schema, b));
}

export function markOf(schema: Schema, name: string, value: unknown): Mark {
  const type = schema.marks[name];
  if (type === undefined || name === 'unknownMark') return unknownMark(schema, name, value);
  const given = isRecord(value) ? value : {};
  const { known, extra } = sortOut(type, given);
  const sound = Object.values(known).every((v) => v === null || typeof v === 'string');
  return sound
    ? type.create({ ...known, [extraAttribute]: extra })
    : unknownMark(schema, name, value);
}

/** The name under which a mark is kept as formatting. */
export const formatName = (mark: Mark): string =>
  mark.type.name === 'unknownMark' ? String(mark.attrs.name) : mark.type.name;

/** The value of a mark as formatting; undefined for one that cannot be written anew. */
export function formatValue(mark: Mark): unknown {
  if (mark.type.name === 'unknownMark') {
    return mark.attrs.value === '' ? undefined : parse(mark.attrs.value);
  }
  const known = knownOf(mark.type)
    .map(([name]) => [name, mark.attrs[name] as unknown])
    .filter(([, value]) => value !== null);
  return {
    ...Object.fromEntries(known),
    ...(parse(mark.attrs[extraAttribute]) as Attributes | null)
  };
}

const unknownMark = (schema: Schema, name: string, value: unknown): Mark =>
  schema.mark('unknownMark', { name, value: isJson(value) ? JSON.stringify(value) : '' });

const rank = (schema: Schema, mark: Mark) => Object.keys(schema.marks).indexOf(mark.type.name);

function sortOut(type: NodeType | MarkType, given: Attributes) {
  const names = knownOf(type);
  const known = Object.fromEntries(
    names.map(([name, spec]) => [name, given[name] ?? spec.default ?? null])
  );
  const beyond = Object.keys(given)
    .filter((name) => !Object.hasOwn(known, name) && isJson(given[name]))
    .sort();
  const extra =
    beyond.length > 0
      ? JSON.stringify(Object.fromEntries(beyond.map((name) => [name, given[name]])))
      : null;
  return { known, extra };
}

const knownOf = (type: NodeType | MarkType) =>
  Object.entries(type.spec.attrs ?? {}).filter(([name]) => name !== extraAttribute);

const isRecord = (value: unknown): value is Attributes =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function isJson(value: unknown, depth = 0): boolean {
  if (value === null || ['string', 'boolean'].includes(typeof value)) return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (depth > 8 || typeof value !== 'object') return false;
  if (Array.isArray(value)) return value.every((item) => isJson(item, depth + 1));
  const prototype: unknown = Object.getPrototypeOf(value);
  return (
    (prototype === Object.prototype || prototype === null) &&
    Object.values(value).every((item) => isJson(item, depth + 1))
  );
}

const parse = (json: unknown): unknown => (typeof json === 'string' ? JSON.parse(json) : null);
