import { expect } from 'vitest';
import { findIdentifiers } from '#lib/core/identifiers/index.ts';

/** What is expected of a text: `⟦…⟧` marks what should be found, nothing else may be. */
export function expectMarks(marked: string, kindAndLevel?: string): void {
  const text = marked.replace(/[⟦⟧]/g, '');
  const hits = findIdentifiers(text);
  expect(withMarks(text, hits)).toBe(marked);
  for (const hit of hits) {
    expect(`${hit.kind} ${hit.level}`).toBe(kindAndLevel);
    expect(hit.label).toMatch(/^Looks like .+: may identify someone$/);
  }
}

export function withMarks(text: string, hits: readonly { start: number; end: number }[]): string {
  let marked = '';
  let done = 0;
  for (const { start, end } of hits) {
    marked += `${text.slice(done, start)}⟦${text.slice(start, end)}⟧`;
    done = end;
  }
  return marked + text.slice(done);
}
