// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import type { SearchResult } from '#lib/core/workspace/index.ts';
import { SearchBox, Vault } from '#lib/state/index.ts';
import { row } from '../../support/fake-rows.ts';
import { FakeConnection } from '../../support/fake-workspace.ts';
import { settled } from './settled.ts';

const lens = row({ docId: 'lens', title: 'Wrong lens implanted' });
const list = row({ docId: 'list', title: 'List order changed late, wrong lens' });

function openSearch(within: string | null = null) {
  const connection = new FakeConnection();
  connection.fake.rows = [lens, list];
  const box = new SearchBox(new Vault(connection), () => within);
  return { connection, box };
}

/** Answers come when the test lets them. */
function slowly(connection: FakeConnection) {
  const asked: { query: string; answer: (results: SearchResult[]) => void }[] = [];
  connection.fake.search = (query) =>
    new Promise((resolve) => asked.push({ query, answer: resolve }));
  return asked;
}

const ids = (box: SearchBox) => box.results.map((result) => result.row.docId);

describe('search as Ben types', () => {
  it('asks in the one space he is in, where that is hidden', async () => {
    const { connection, box } = openSearch('quiet');
    const asked: (string | null)[] = [];
    connection.fake.search = async (_, within) => {
      asked.push(within);
      return [];
    };
    await box.type('lens');
    expect(asked).toEqual(['quiet']);
  });

  it('opens with the results, the best of them marked', async () => {
    const { box } = openSearch();
    await box.type('lens');
    expect(box.open).toBe(true);
    expect(ids(box)).toEqual(['lens', 'list']);
    expect(box.current?.row.docId).toBe('lens');
  });

  it('never shows the answer to an older question over a newer one', async () => {
    const { connection, box } = openSearch();
    const asked = slowly(connection);
    void box.type('l');
    void box.type('le');
    void box.type('lens');
    expect(asked.map((one) => one.query)).toEqual(['l']);
    asked[0]?.answer([]);
    await settled();
    expect(asked.map((one) => one.query)).toEqual(['l', 'lens']);
    expect(box.waiting).toBe(true);
    asked[1]?.answer(await new FakeConnection().fake.search('lens', null));
    await settled();
    expect(box.waiting).toBe(false);
    expect(box.answered).toBe('lens');
  });

  it('says that nothing was found only after it has looked', async () => {
    const { connection, box } = openSearch();
    const asked = slowly(connection);
    void box.type('xyzzy');
    expect(box.foundNothing).toBe(false);
    asked[0]?.answer([]);
    await settled();
    expect(box.foundNothing).toBe(true);
  });

  it('walks round the results with the arrow keys', async () => {
    const { box } = openSearch();
    await box.type('wrong');
    box.move(1);
    expect(box.current?.row.docId).toBe('list');
    box.move(1);
    expect(box.current?.row.docId).toBe('lens');
    box.move(-1);
    expect(box.current?.row.docId).toBe('list');
  });

  it('stays on the same document when the library changes under the list', async () => {
    const { connection, box } = openSearch();
    await box.type('lens');
    box.move(1);
    connection.fake.rows = [row({ docId: 'newer', title: 'Another lens' }), lens, list];
    box.refresh();
    await settled();
    expect(ids(box)).toEqual(['newer', 'lens', 'list']);
    expect(box.current?.row.docId).toBe('list');
  });

  it('starts at the best result of every new question', async () => {
    const { box } = openSearch();
    await box.type('lens');
    box.move(1);
    await box.type('wrong lens');
    expect(box.active).toBe(0);
  });

  it('asks nothing of blanks, and closes', async () => {
    const { connection, box } = openSearch();
    await box.type('lens');
    const asked = slowly(connection);
    await box.type('   ');
    expect(asked).toHaveLength(0);
    expect(box.open).toBe(false);
    expect(box.results).toEqual([]);
  });

  it('forgets the question when it is cleared, also one whose answer is still on its way', async () => {
    const { connection, box } = openSearch();
    const found = await connection.fake.search('lens', null);
    const asked = slowly(connection);
    void box.type('lens');
    box.clear();
    asked[0]?.answer(found);
    await settled();
    expect(box.query).toBe('');
    expect(box.results).toEqual([]);
    expect(box.open).toBe(false);
  });
});
