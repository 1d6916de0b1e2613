// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findQuote } from '#lib/editor/finding/index.ts';
import { formatted, makeDoc, paragraph, section, sitDown, type Desk } from './desk.ts';

const desks: Desk[] = [];
const scrolled: string[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  scrolled.length = 0;
  Element.prototype.scrollIntoView = function (this: Element) {
    scrolled.push(this.textContent.slice(0, 12));
  };
});
afterEach(() => {
  desks.splice(0).forEach((desk) => desk.close());
  vi.useRealTimers();
});

function sit(): Desk {
  const desk = sitDown(
    makeDoc(
      1,
      section('first', paragraph('The lens was wrong.'), paragraph('Nobody  looked.')),
      section(
        'second',
        paragraph(formatted(['The '], ['lens', { bold: {} }], [' was İstanbul right.'])),
        ['bulletList', {}, ['listItem', {}, paragraph('Check the lens')]]
      )
    ),
    10
  );
  desks.push(desk);
  return desk;
}

const quoted = (desk: Desk, sectionId: string, quote: string) => {
  const match = findQuote(desk.editor.state.doc, sectionId, quote);
  return match && desk.editor.state.doc.textBetween(match.from, match.to, '/');
};

describe('finding a quote', () => {
  it('looks in its own section, through bold, blanks and capitals', () => {
    const desk = sit();
    expect(quoted(desk, 'second', 'the LENS was')).toBe('The lens was');
    expect(quoted(desk, 'second', 'was İstanbul right')).toBe('was İstanbul right');
    expect(quoted(desk, 'first', 'wrong. Nobody looked')).toBe('wrong./Nobody  looked');
    expect(quoted(desk, 'second', 'right. Check the')).toBe('right./Check the');
  });

  it('makes do with the beginning when the rest has been edited', () => {
    const desk = sit();
    expect(quoted(desk, 'first', 'The lens was wrong and late')).toBe('The lens was wrong');
    expect(quoted(desk, 'first', 'Nothing of this is here')).toBeNull();
    expect(quoted(desk, 'third', 'The lens')).toBeNull();
    expect(quoted(desk, 'first', '')).toBeNull();
  });
});

describe('opening at a match', () => {
  it('selects it, brings it into view and highlights it for a moment', () => {
    const desk = sit();
    expect(desk.page.openAt({ sectionId: 'second', quote: 'check the lens' })).toBe(true);
    const { from, to } = desk.editor.state.selection;
    expect(desk.editor.state.doc.textBetween(from, to)).toBe('Check the lens');
    expect(scrolled).toEqual(['Check the le']);
    const highlight = () => desk.editor.view.dom.querySelector('.found-here')?.textContent;
    expect(highlight()).toBe('Check the lens');
    vi.advanceTimersByTime(3000);
    expect(highlight()).toBeUndefined();
    expect(desk.written).toEqual([]);
  });

  it('goes to the section when the words are gone, and nowhere when that is gone too', () => {
    const desk = sit();
    expect(desk.page.openAt({ sectionId: 'second', quote: 'never written' })).toBe(true);
    expect(scrolled).toEqual(['What we lear']);
    expect(desk.page.openAt({ sectionId: 'third', quote: '' })).toBe(false);
  });
});
