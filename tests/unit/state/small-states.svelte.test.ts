// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { Announcer, MatchOnTheWay, Theme } from '#lib/state/index.ts';

function memory(initial: Record<string, string> = {}) {
  const kept = new Map(Object.entries(initial));
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key)
  };
}

describe('the theme', () => {
  it('follows the device until somebody chooses', () => {
    const root = document.createElement('div');
    const theme = new Theme(memory(), root);
    expect(theme.choice).toBe('system');
    expect(root.dataset.theme).toBeUndefined();
  });

  it('keeps a choice, and gives it up again', () => {
    const storage = memory();
    const root = document.createElement('div');
    new Theme(storage, root).choose('dark');
    const later = new Theme(storage, root);
    expect(later.choice).toBe('dark');
    expect(root.dataset.theme).toBe('dark');
    later.choose('system');
    expect(storage.kept.size).toBe(0);
    expect(root.dataset.theme).toBeUndefined();
  });

  it('is not led astray by what else may be stored', () => {
    const theme = new Theme(memory({ 'cairn-theme': '"><script>' }), document.createElement('div'));
    expect(theme.choice).toBe('system');
  });
});

describe('polite announcements', () => {
  it('are read again when the same thing happens again', () => {
    const announcer = new Announcer();
    announcer.say('Import taken back.');
    const first = announcer.message;
    announcer.say('Import taken back.');
    expect(announcer.message).not.toBe(first);
    expect(announcer.message.trim()).toBe(first);
  });
});

describe('a match on its way from the search to a page', () => {
  const match = { sectionId: 'what-happened', quote: 'lens' };

  it('waits for the document it belongs to', () => {
    const onTheWay = new MatchOnTheWay();
    onTheWay.send('doc1', match);
    expect(onTheWay.for('doc2')).toBeNull();
    expect(onTheWay.for('doc1')).toEqual(match);
  });

  it('is gone once its document has been left, and stays when another has', () => {
    const onTheWay = new MatchOnTheWay();
    onTheWay.send('doc1', match);
    onTheWay.forget('doc2');
    expect(onTheWay.for('doc1')).toEqual(match);
    onTheWay.forget('doc1');
    expect(onTheWay.for('doc1')).toBeNull();
  });
});
