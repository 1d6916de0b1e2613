import { err, ok, type Result } from '#lib/core/base/index.ts';
import type { Kind, Vocabulary } from './kind.ts';

/** What is wrong with data that claims to be a kind or a vocabulary, and where. */
export interface KindFault {
  type: 'malformed';
  /** `sections[2].level`: the first place that does not fit. */
  path: string;
  expected: string;
}

/**
 * Reads a kind from data of unknown shape: closed keys, slug ids, no id twice, sub-headings only
 * under a part.
 */
export const parseKind = (data: unknown): Result<Kind, KindFault> => parse(kind, data);

/** Reads a vocabulary from data of unknown shape: closed keys, slug ids, no id twice. */
export const parseVocabulary = (data: unknown): Result<Vocabulary, KindFault> =>
  parse(vocabulary, data);

class Malformed extends Error {
  readonly path: string;
  readonly expected: string;
  constructor(path: string, expected: string) {
    super(`${path}: expected ${expected}`);
    this.path = path;
    this.expected = expected;
  }
}

type Reader<T> = (value: unknown, path: string) => T;

function parse<T>(read: Reader<T>, data: unknown): Result<T, KindFault> {
  try {
    return ok(read(data, ''));
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return err({ type: 'malformed', path: error.path, expected: error.expected });
  }
}

const text: Reader<string> = (value, path) => {
  if (typeof value === 'string' && value !== '' && value === value.trim()) return value;
  throw new Malformed(path, 'text without blanks at its ends');
};

const slug: Reader<string> = (value, path) => {
  if (typeof value === 'string' && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(value)) return value;
  throw new Malformed(path, 'an id of small letters, digits and hyphens');
};

const version: Reader<number> = (value, path) => {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value;
  throw new Malformed(path, 'a whole number from 1');
};

const level: Reader<2 | 3> = (value, path) => {
  if (value === 2 || value === 3) return value;
  throw new Malformed(path, '2 or 3');
};

function object<T>(shape: { [K in keyof T]: Reader<T[K]> }): Reader<T> {
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new Malformed(path, 'an object');
    }
    const surplus = Object.keys(value).find((key) => !Object.hasOwn(shape, key));
    if (surplus !== undefined) throw new Malformed(join(path, surplus), 'nothing of this name');
    const entries = Object.entries<Reader<unknown>>(shape).map(([key, read]) => [
      key,
      read((value as Record<string, unknown>)[key], join(path, key))
    ]);
    return Object.fromEntries(entries) as T;
  };
}

function listOf<T extends { id: string }>(read: Reader<T>): Reader<T[]> {
  return (value, path) => {
    if (!Array.isArray(value) || value.length === 0) throw new Malformed(path, 'a list');
    const items = value.map((item, index) => read(item, `${path}[${index}]`));
    const twice = items.findIndex((item, index) =>
      items.some((o, i) => i < index && o.id === item.id)
    );
    if (twice >= 0) throw new Malformed(`${path}[${twice}].id`, 'an id not used before');
    return items;
  };
}

const join = (path: string, key: string) => (path === '' ? key : `${path}.${key}`);

const section = object<Kind['sections'][number]>({
  id: slug,
  heading: text,
  guidance: text,
  level
});

const sections: Reader<Kind['sections']> = (value, path) => {
  const list = listOf(section)(value, path);
  if (list[0]?.level !== 2) throw new Malformed(`${path}[0].level`, '2 for the first section');
  return list;
};

const kind = object<Kind>({ id: slug, version, label: text, description: text, sections });

const term = object<Vocabulary['terms'][number]>({ id: slug, label: text, definition: text });

const vocabulary = object<Vocabulary>({
  id: slug,
  label: text,
  version,
  source: text,
  terms: listOf(term)
});
