import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findIdentifiers, flatten } from '#lib/core/identifiers/index.ts';

describe('several runs read as one text', () => {
  it('find an NHS number of which a part is bold, and say which part of which run it is', () => {
    const runs = [{ text: 'NHS 999 0' }, { text: '00 0', bold: true }, { text: '018, seen' }];
    const flat = flatten(runs);
    const [hit] = findIdentifiers(flat.text);
    expect(flat.slices(hit?.start ?? 0, hit?.end ?? 0)).toEqual([
      { run: runs[0], start: 4, end: 9 },
      { run: runs[1], start: 0, end: 4 },
      { run: runs[2], start: 0, end: 3 }
    ]);
  });

  it('find an NHS number that lies in three cells', () => {
    const cells = [{ text: 'NHS number' }, { text: '999' }, { text: '000' }, { text: '0018' }];
    const flat = flatten(cells, '\t');
    const [hit] = findIdentifiers(flat.text);
    expect(hit).toMatchObject({ kind: 'nhs-number', level: 'block' });
    expect(flat.slices(hit?.start ?? 0, hit?.end ?? 0)).toEqual(
      cells.slice(1).map((run) => ({ run, start: 0, end: run.text.length }))
    );
  });

  it('find a postcode on two lines of an address', () => {
    const lines = [{ text: '4 Mill Lane' }, { text: 'Leicester LE1' }, { text: '5WW' }];
    const flat = flatten(lines, '\n');
    const [hit] = findIdentifiers(flat.text);
    expect(flat.slices(hit?.start ?? 0, hit?.end ?? 0)).toEqual([
      { run: lines[1], start: 10, end: 13 },
      { run: lines[2], start: 0, end: 3 }
    ]);
  });

  it('give nothing for a separator, an empty run or no run', () => {
    const runs = [{ text: 'a' }, { text: '' }, { text: 'b' }];
    expect(flatten(runs, '--').slices(1, 5)).toEqual([]);
    expect(flatten(runs, '--').slices(0, 6)).toEqual([
      { run: runs[0], start: 0, end: 1 },
      { run: runs[2], start: 0, end: 1 }
    ]);
    expect(flatten([]).text).toBe('');
  });

  it('lead back to the same characters wherever the marks cut', () => {
    const text = 'Marlow, NHS 999\u00a0000\u00ad 0018, 07700 900123, LE1 5WW, ９９９0000026';
    fc.assert(
      fc.property(fc.array(fc.nat({ max: text.length }), { maxLength: 12 }), (cuts) => {
        const edges = [0, ...cuts.sort((a, b) => a - b), text.length];
        const runs = edges.slice(1).map((edge, at) => ({ text: text.slice(edges[at], edge) }));
        const flat = flatten(runs);
        const hits = findIdentifiers(flat.text);
        expect(hits).toHaveLength(4);
        for (const { start, end } of hits) {
          const slices = flat.slices(start, end);
          const joined = slices
            .map((slice) => slice.run.text.slice(slice.start, slice.end))
            .join('');
          expect(joined).toBe(text.slice(start, end));
        }
      }),
      { seed: 5, numRuns: 200 }
    );
  });
});
