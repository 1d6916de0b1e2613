import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** A rule of docs/protocol.md: an item of a list that begins with its label. */
const definition = /^- \*\*\[([A-Z]{1,3}\d+)\]\*\* /gm;
/** A title that quotes a rule, of a `describe` or `it` or of the table behind its `each`. */
const quotation = /(?:\b(?:describe|it)(?:\.\w+)*|\))\(\s*['"`]\[([A-Z]{1,3}\d+)\]/g;

const labelsIn = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, label]) => label ?? '');

const rules = labelsIn(readFileSync('docs/protocol.md', 'utf8'), definition);
const quotations = readdirSync('tests', { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => join(entry.parentPath, entry.name))
  .flatMap((file) =>
    labelsIn(readFileSync(file, 'utf8'), quotation).map((label) => ({ file, label }))
  );

describe('the labels of the protocol', () => {
  it('are found where they stand', () => {
    expect(rules.length).toBeGreaterThan(80);
    expect(new Set(quotations.map(({ label }) => label)).size).toBeGreaterThan(80);
  });

  it('that a test quotes are rules of docs/protocol.md', () => {
    expect(quotations.filter(({ label }) => !rules.includes(label))).toEqual([]);
  });

  it('belong to one rule each', () => {
    expect(rules.filter((label, i) => rules.indexOf(label) !== i)).toEqual([]);
  });
});
