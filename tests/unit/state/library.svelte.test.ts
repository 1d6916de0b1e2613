// @vitest-environment jsdom
import { flushSync } from 'svelte';
import { describe, expect, it } from 'vitest';
import type { CatalogueRow } from '#lib/core/workspace/index.ts';
import { Library, Vault } from '#lib/state/index.ts';
import { row } from '../../support/fake-rows.ts';
import { FakeConnection } from '../../support/fake-workspace.ts';
import { settled } from './settled.ts';

function openLibrary({ space = null as string | null, rows = [] as CatalogueRow[] } = {}) {
  const connection = new FakeConnection();
  connection.fake.rows = rows;
  const vault = new Vault(connection);
  const library = new Library(vault, space);
  const seen: string[][] = [];
  const close = $effect.root(() => {
    $effect(() => {
      seen.push(library.shown.map((one) => one.docId));
    });
  });
  flushSync();
  return { connection, library, seen, close };
}

describe('the library', () => {
  it('shows the latest change first', async () => {
    const { library, close } = openLibrary({
      rows: [
        row({ docId: 'old', changed: 10 }),
        row({ docId: 'new', changed: 30 }),
        row({ docId: 'middle', changed: 20 })
      ]
    });
    await settled();
    expect(library.shown.map((one) => one.docId)).toEqual(['new', 'middle', 'old']);
    close();
  });

  it('says that it is loading until the vault has answered, and then that it is empty', async () => {
    const { library, close } = openLibrary();
    expect(library.loading).toBe(true);
    await settled();
    expect(library.loading).toBe(false);
    expect(library.total).toBe(0);
    close();
  });

  it('holds the documents of its own space only', async () => {
    const { library, close } = openLibrary({
      space: 'harbour',
      rows: [
        row({ docId: 'ours', spaceId: 'harbour' }),
        row({ docId: 'theirs', spaceId: 'elsewhere' })
      ]
    });
    await settled();
    expect(library.shown.map((one) => one.docId)).toEqual(['ours']);
    close();
  });

  it('follows what Ben writes elsewhere while it is on the page', async () => {
    const { connection, library, seen, close } = openLibrary();
    await settled();
    connection.fake.rows = [row({ docId: 'from-ben' })];
    connection.emit({ type: 'catalogue-changed', docIds: ['from-ben'] });
    await settled();
    expect(library.total).toBe(1);
    expect(seen.at(-1)).toEqual(['from-ben']);
    close();
  });

  it('stops listening when it leaves the page', async () => {
    const { connection, close } = openLibrary();
    await settled();
    expect(connection.listeners).toBe(1);
    close();
    await settled();
    expect(connection.listeners).toBe(0);
  });

  it('puts a long library on the page by parts', async () => {
    const rows = Array.from({ length: 200 }, (_, n) => row({ docId: `d${n}`, changed: n }));
    const { library, close } = openLibrary({ rows });
    await settled();
    expect(library.total).toBe(200);
    expect(library.shown.length).toBe(80);
    library.showMore();
    library.showMore();
    expect(library.shown.length).toBe(200);
    expect(library.hasMore).toBe(false);
    close();
  });
});
