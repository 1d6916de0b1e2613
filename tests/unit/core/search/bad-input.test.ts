import { describe, expect, it } from 'vitest';
import { highlight } from '#lib/core/search/index.ts';
import { cases, document, idsFor, indexOf } from './cases.ts';

const index = indexOf([
  ...cases,
  document('arabic', 'جرعة خاطئة من الدواء', 'أُعطي المريض جرعة مضاعفة'),
  document('hebrew', 'מינון שגוי', 'החולה קיבל מנה כפולה'),
  document('script', 'Form field took <script>alert(1)</script>', 'It was shown as typed.'),
  document('theatre', 'Theatre list changed', '')
]);

describe('Whatever is put into the search box', () => {
  it.each(['', ' ', '\n\t', '…', '😀😀', '<>', '"', '\\', '(', '[-', '.*', '\u0000', '\ud800'])(
    'finds nothing and does not fail for %j',
    (query) => expect(index.search(query)).toMatchObject({ hits: [], total: 0 })
  );

  it('reads the words between characters that mean something elsewhere', () => {
    expect(idsFor(index, '(lens|biometry).*$ [')[0]).toBe('lens');
    expect(idsFor(index, '<script>')).toEqual(['script']);
    expect(idsFor(index, '😀 biometry 😀')).toEqual(['lens']);
    expect(idsFor(index, '__proto__ constructor')).toEqual([]);
  });

  it('finds words of scripts that are written from right to left', () => {
    expect(idsFor(index, 'الدواء')).toEqual(['arabic']);
    expect(idsFor(index, 'أعطي')).toEqual(['arabic']);
    expect(idsFor(index, 'اعطي')).toEqual(['arabic']);
    expect(idsFor(index, 'שגו')).toEqual(['hebrew']);
  });

  it('takes words that say nothing for beginnings when there are no others', () => {
    expect(idsFor(index, 'the')).toEqual(['theatre']);
    expect(idsFor(index, 'is was of')).toEqual([]);
  });

  it('finds by 300 characters of text and by 300 characters of nothing', () => {
    const long = 'the biometry sheet was not read aloud because the list had changed '.repeat(5);
    expect(idsFor(index, long.slice(0, 300))[0]).toBe('lens');
    expect(idsFor(index, 'x'.repeat(300))).toEqual([]);
  });

  it('reads only the beginning of ten thousand pasted words', () => {
    const words = Array.from({ length: 10_000 }, (_, i) => `word${i}`);
    const many = indexOf(words.map((word, i) => document(word, word, `text ${i}`)));
    const { total } = many.search(words.join(' '));
    expect(total).toBeGreaterThan(0);
    expect(total).toBeLessThanOrEqual(128);
  });

  it('counts a repeated word of a long question as often as it is said', () => {
    const pair = indexOf([
      document('lens', 'Lens opened too early', 'left on the trolley near the door'),
      document('door', 'Door opened too early', 'left on the trolley near the lens')
    ]);
    const question = 'left open early trolley door lens ';
    expect(idsFor(pair, `${question}${'door '.repeat(3)}`)[0]).toBe('door');
    expect(idsFor(pair, `${question}${'lens '.repeat(3)}`)[0]).toBe('lens');
  });

  it('indexes and highlights a title, text and id of any shape', () => {
    const odd = indexOf([
      document('__proto__', '', ''),
      document('empty', '', '\n \n'),
      document('code', 'QWxh'.repeat(2000), `start ${'𝒳'.repeat(500)} end`),
      { docId: 'none', spaceId: '', title: 'No passages at all', passages: [] }
    ]);
    expect(idsFor(odd, 'QWxhQWxh')).toEqual(['code']);
    expect(idsFor(odd, '𝒳𝒳')).toEqual([]);
    expect(idsFor(odd, '𝒳𝒳𝒳')).toEqual(['code']);
    const code = document('code', 'QWxh'.repeat(2000), `start ${'𝒳'.repeat(500)} end`);
    const shown = highlight(code, odd.search('𝒳𝒳𝒳').terms);
    expect(shown.passage?.text.some(({ match }) => match)).toBe(true);
    expect(shown.passage?.text.every(({ text }) => text.isWellFormed())).toBe(true);
  });
});
