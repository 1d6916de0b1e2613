import { type Bytes, utf8 } from '#lib/core/base/index.ts';

/*
 * Yjs updates (V1) written number by number, for what no editor would write. An update: runs of
 * structs per client, then deleted ranges per client.
 */

type Numbers = readonly number[];

/** A number as Yjs writes it: seven bits a byte, the last without its highest bit. */
export function varint(value: number): number[] {
  const bytes: number[] = [];
  while (value > 127) {
    bytes.push((value % 128) | 128);
    value = Math.floor(value / 128);
  }
  return [...bytes, value];
}

const varText = (value: string): number[] => {
  const bytes = utf8(value);
  return [...varint(bytes.length), ...bytes];
};

/** Kinds of content by their numbers. */
export const content = {
  deleted: (length: number) => ({ ref: 1, bytes: varint(length) }),
  json: (...values: string[]) => ({
    ref: 2,
    bytes: [...varint(values.length), ...values.flatMap(varText)]
  }),
  text: (value: string) => ({ ref: 4, bytes: varText(value) }),
  embed: (json: string) => ({ ref: 5, bytes: varText(json) }),
  format: (key: string, json: string) => ({ ref: 6, bytes: [...varText(key), ...varText(json)] }),
  type: (number: number, ...name: string[]) => ({
    ref: 7,
    bytes: [number, ...name.flatMap(varText)]
  }),
  any: (...values: Numbers[]) => ({ ref: 8, bytes: [...varint(values.length), ...values.flat()] })
};

type Content = (typeof content)[keyof typeof content] extends (...args: never[]) => infer C
  ? C
  : never;

type Place = [client: number, clock: number];

/** Where an item stands: in a root type, in another item, or between items. */
export interface Standing {
  root?: string;
  parent?: Place;
  key?: string;
  after?: Place;
  before?: Place;
}

export const gc = (length: number): number[] => [0, ...varint(length)];
export const skip = (length: number): number[] => [10, ...varint(length)];

export function item(
  { root, parent, key, after, before }: Standing,
  { ref, bytes }: Content
): number[] {
  const id = (place: Place | undefined) => (place ? place.flatMap(varint) : []);
  const flags = (after ? 128 : 0) | (before ? 64 : 0) | (key === undefined ? 0 : 32);
  const names =
    after || before ? [] : root === undefined ? [0, ...id(parent)] : [1, ...varText(root)];
  const keyed = after || before || key === undefined ? [] : varText(key);
  return [ref | flags, ...id(after), ...id(before), ...names, ...keyed, ...bytes];
}

/** One run of structs of one client, from a clock on. */
export interface Run {
  client: number;
  from?: number;
  structs: Numbers[];
}

/** Ranges of one client that are to be deleted. */
export interface Deletion {
  client: number;
  ranges: [clock: number, length: number][];
}

export function rawUpdate(runs: readonly Run[], deletions: readonly Deletion[] = []): Bytes {
  return Uint8Array.from([
    ...varint(runs.length),
    ...runs.flatMap(({ client, from = 0, structs }) => [
      ...[varint(structs.length), varint(client), varint(from)].flat(),
      ...structs.flat()
    ]),
    ...varint(deletions.length),
    ...deletions.flatMap(({ client, ranges }) => [
      ...[varint(client), varint(ranges.length)].flat(),
      ...ranges.flat().flatMap(varint)
    ])
  ]);
}
