import type { Plain } from './cbor.ts';
import { type Bytes, copyBytes } from './bytes.ts';

/**
 * Shapes of plain values: each turns a decoded value into a typed one, or into `undefined` when
 * it is not of that shape. Hostile input is a rule here, not a hope.
 */
export type Shape<Value> = (value: Plain | undefined) => Value | undefined;
export type ShapeOf<S> = S extends Shape<infer Value> ? Value : never;

export const uint =
  (max: number = Number.MAX_SAFE_INTEGER): Shape<number> =>
  (value) =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= max
      ? value
      : undefined;

export const exactly =
  <const Value extends number | string>(wanted: Value): Shape<Value> =>
  (value) =>
    value === wanted ? wanted : undefined;

/** Null and nothing else: a place kept for what comes later. */
export const exactlyNull: Shape<null> = (value) => (value === null ? null : undefined);

/** A byte string of `min` to `max` bytes; exactly `min` when `max` is left out. */
export const bytes =
  (min: number, max: number = min): Shape<Bytes> =>
  (value) =>
    value instanceof Uint8Array && value.length >= min && value.length <= max
      ? copyBytes(value)
      : undefined;

export const text =
  (max: number): Shape<string> =>
  (value) =>
    typeof value === 'string' && value.length <= max ? value : undefined;

export const flag: Shape<boolean> = (value) => (typeof value === 'boolean' ? value : undefined);

export const nullable =
  <Value>(shape: Shape<Value>): Shape<Value | null> =>
  (value) =>
    value === null ? null : shape(value);

export const list =
  <Value>(shape: Shape<Value>, max: number, min = 0): Shape<Value[]> =>
  (value) => {
    if (!isList(value) || value.length > max || value.length < min) return undefined;
    const items: Value[] = [];
    for (const entry of value) {
      const item = shape(entry);
      if (item === undefined) return undefined;
      items.push(item);
    }
    return items;
  };

export const tuple =
  <const Shapes extends readonly Shape<unknown>[]>(
    ...shapes: Shapes
  ): Shape<{ -readonly [Key in keyof Shapes]: ShapeOf<Shapes[Key]> }> =>
  (value) => {
    if (!isList(value) || value.length !== shapes.length) return undefined;
    const items: unknown[] = [];
    for (const [index, shape] of shapes.entries()) {
      const item = shape(value[index]);
      if (item === undefined) return undefined;
      items.push(item);
    }
    return items as { -readonly [Key in keyof Shapes]: ShapeOf<Shapes[Key]> };
  };

const isList = (value: Plain | undefined): value is readonly Plain[] => Array.isArray(value);
