import { describe, expect, it } from 'vitest';
import { highlight, type SearchableDocument } from '#lib/core/search/index.ts';
import { bracketed, cases, document, indexOf } from './cases.ts';

/** What somebody sees of this document who searches for `query` with nothing else around. */
function seen(shown: SearchableDocument, query: string) {
  const { hits, terms } = indexOf([shown]).search(query);
  expect(hits).toHaveLength(1);
  const { title, passage } = highlight(shown, terms);
  return { title: bracketed(title), text: passage && bracketed(passage.text), passage };
}

describe('What a result shows', () => {
  const lens = cases[0] as SearchableDocument;

  it('marks the words that match in title and text', () => {
    const { title, text } = seen(lens, 'lens trolley');
    expect(title).toBe('Wrong [lens] implant at cataract surgery');
    expect(text).toContain('The intraocular [lens] of the previous');
    expect(text).toContain('open on the [trolley].');
  });

  it('marks whole words for a beginning, another form or a misspelling', () => {
    expect(seen(lens, 'catar').title).toContain('[cataract]');
    expect(seen(lens, 'implants ').title).toContain('[implant]');
    expect(seen(lens, 'surgrey ').title).toContain('[surgery]');
  });

  it('marks in the text nothing that was looked for in titles only', () => {
    const { title, text } = seen(lens, 'ca');
    expect(title).toContain('[cataract]');
    expect(text).toBeNull();
  });

  it('marks no stop word, although its stem is also that of another', () => {
    const doe = document('doe', 'Mr Doe', 'What does Doe say?');
    expect(seen(doe, 'doe ').text).toBe('What does [Doe] say?');
  });

  it('keeps the original letters: accents in either form, capitals, joined words', () => {
    const composed = document('a', 'Guillain-Barré', 'Barré, BARRÉ and barre');
    expect(seen(composed, 'barre').text).toBe('[Barré], [BARRÉ] and [barre]');
    const decomposed = document('b', 'Title', 'Guillain-Barre\u0301 \u00adsyn\u00addrome');
    expect(seen(decomposed, 'guillain-barré').text).toBe(
      '[Guillain-Barre\u0301] syn\u00addrome'.replace('syn', '\u00adsyn')
    );
    expect(seen(decomposed, 'syndrome').text).toContain('[\u00adsyn\u00addrome]');
    expect(seen(document('c', 'An X-ray', ''), 'xray').title).toBe('An [X-ray]');
    expect(seen(document('d', 'An Xray', ''), 'x-ray').title).toBe('An [Xray]');
    expect(seen(document('e', 'O’Neill’s chart', ''), "o'neill").title).toBe('[O’Neill]’s chart');
  });

  it('shows text as text, whatever it holds', () => {
    const script = document('s', '<b>Lens</b>', '<script>lens</script>');
    expect(seen(script, 'lens')).toMatchObject({
      title: '<b>[Lens]</b>',
      text: '<script>[lens]</script>'
    });
  });

  it('shows the place where most of the words stand together', () => {
    const filler = 'Nothing of note was written here. '.repeat(20);
    const long: SearchableDocument = {
      docId: 'long',
      spaceId: 'eye-clinics',
      title: 'Case',
      passages: [
        { sectionId: 'background', text: `The lens. ${filler}The lens, the lens. ${filler}` },
        { sectionId: 'findings', text: `${filler}The wrong lens was opened. ${filler}` }
      ]
    };
    const { passage, text } = seen(long, 'wrong lens');
    expect(passage?.sectionId).toBe('findings');
    expect(text).toContain('The [wrong] [lens] was opened.');
    expect(text).toMatch(/^… \w/);
    expect(text).toMatch(/\w\.? …$/);
    expect(text?.length).toBeLessThanOrEqual(240 + 4 + 4);
    expect(text?.length).toBeGreaterThan(180);
  });

  it('cuts no word in two and runs lines together', () => {
    const words = Array.from({ length: 200 }, (_, i) => `alpha${i}beta`);
    const { text } = seen(document('w', 'Words', words.join('\n')), 'alpha100beta ');
    expect(text).toMatch(/^… alpha\d+beta /);
    expect(text).toMatch(/ alpha\d+beta …$/);
    expect(text).not.toContain('\n');
  });

  it('shows no passage when only the title matches', () => {
    expect(seen(lens, 'cataract')).toMatchObject({ text: null, passage: null });
  });

  it('marks nothing and does not fail when nothing was looked for', () => {
    const { title, passage } = highlight(lens, indexOf([lens]).search('').terms);
    expect(bracketed(title)).toBe(lens.title);
    expect(passage).toBeNull();
  });
});

describe('Where a result opens', () => {
  it('quotes what stands around the first match, exactly and within one line', () => {
    const table = document(
      't',
      'Plan',
      'Action\nCheck  the lens\u00a0label aloud, both nurses, before it is opened at all\nOwner'
    );
    const { passage } = seen(table, 'label');
    expect(passage?.quote).toContain('lens\u00a0label aloud');
    expect(passage?.quote).not.toMatch(/Action|Owner|\n/);
    expect(table.passages[0]?.text).toContain(passage?.quote ?? 'missing');
  });

  it('quotes the match of the passage shown, not an earlier one', () => {
    const filler = 'Nothing of note was written here. '.repeat(20);
    const twice = document('2', 'Case', `A lens. ${filler}Then the wrong lens came.`);
    expect(seen(twice, 'wrong lens').passage?.quote).toContain('Then the wrong lens came.');
  });
});
