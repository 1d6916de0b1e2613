import type { Finding } from './detector.ts';
import { detectors, type IdentifierKind } from './detectors.ts';
import { normalise } from './normalise.ts';

/** A finding in a text as it was given, before normalisation. */
export interface IdentifierHit extends Finding {
  kind: IdentifierKind;
}

// Any numeral of any script: also the ones that only become digits by normalisation.
const NUMERAL = /\p{N}/u;

/**
 * Finds what may identify a person in `text`. Hits carry UTF-16 offsets into `text` itself, are
 * sorted, and never overlap: a block outranks a warning, then the longer hit the shorter, then the
 * more specific kind. An empty answer never means that the text is free of identifying details.
 */
export function findIdentifiers(text: string): IdentifierHit[] {
  const hasNumeral = NUMERAL.test(text);
  const useful = detectors.filter((detector) => hasNumeral || !detector.needsDigit);
  if (useful.length === 0) return [];

  const reading = normalise(text);
  const hits: IdentifierHit[] = [];
  for (const { kind, detect } of useful) {
    for (const { level, label, start, end } of detect(reading.text)) {
      hits.push({ kind, level, label, ...reading.toOriginal(start, end) });
    }
  }
  return keepStrongest(hits);
}

function keepStrongest(hits: IdentifierHit[]): IdentifierHit[] {
  const kept: IdentifierHit[] = [];
  // Array.prototype.sort is stable, so equals stay in the order of the detectors.
  for (const hit of hits.sort(strongestFirst)) {
    const at = firstEndingAfter(kept, hit.start);
    const next = kept[at];
    if (next === undefined || next.start >= hit.end) kept.splice(at, 0, hit);
  }
  return kept;
}

function strongestFirst(a: IdentifierHit, b: IdentifierHit): number {
  if (a.level !== b.level) return a.level === 'block' ? -1 : 1;
  return b.end - b.start - (a.end - a.start);
}

function firstEndingAfter(sorted: readonly IdentifierHit[], offset: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.end ?? Infinity) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
