// @vitest-environment jsdom
import { flushSync } from 'svelte';
import { describe, expect, it } from 'vitest';
import type { HistoryRow, LateRow } from '#lib/core/workspace/index.ts';
import { LateChanges, MembershipHistory, Vault } from '#lib/state/index.ts';
import { communityOf, row } from '../../support/fake-rows.ts';
import { FakeConnection } from '../../support/fake-workspace.ts';
import { settled } from './settled.ts';

const started: HistoryRow = {
  at: 10,
  who: 'Amina Okafor',
  organisation: 'Harbour Eye & Surgical',
  what: 'Started the space',
  counts: true
};
const ofBen: LateRow = {
  log: 'tablet',
  copied: false,
  deviceId: 'tablet',
  name: 'Ben Tarrant',
  organisation: 'Northgate Hospitals Group',
  changes: 3,
  titles: ['Wrong lens implanted']
};

describe('the membership history', () => {
  it('follows what is done while it is on the page', async () => {
    const connection = new FakeConnection();
    const history = new MembershipHistory(new Vault(connection), 'circle');
    const close = $effect.root(() => {
      $effect(() => void history.shown);
    });
    expect(history.loading).toBe(true);
    flushSync();
    await settled();
    expect(history.loading).toBe(false);
    connection.fake.historyRows = [started];
    connection.emit({ type: 'spaces-changed' });
    await settled();
    expect(history.shown).toEqual([started]);
    close();
  });

  it('is put on the page by parts, and is whole for whoever saves it', async () => {
    const connection = new FakeConnection();
    connection.fake.historyRows = Array.from({ length: 130 }, (_, at) => ({ ...started, at }));
    const history = new MembershipHistory(new Vault(connection), 'circle');
    const close = $effect.root(() => {
      $effect(() => void history.shown);
    });
    flushSync();
    await settled();
    expect([history.shown.length, history.all.length, history.hasMore]).toEqual([100, 130, true]);
    history.showMore();
    expect([history.shown.length, history.hasMore]).toEqual([130, false]);
    close();
  });
});

describe('late changes', () => {
  async function open() {
    const connection = new FakeConnection();
    connection.fake.lateRows = [ofBen];
    const late = new LateChanges(new Vault(connection), 'circle');
    const close = $effect.root(() => {
      $effect(() => void late.all);
    });
    expect(late.all).toBeUndefined();
    flushSync();
    await settled();
    return { connection, late, close };
  }

  it('leave the list once they count', async () => {
    const { late, close } = await open();
    expect(late.all).toEqual([ofBen]);
    expect(await late.adopt('tablet')).toMatchObject({ ok: true });
    expect(late.all).toEqual([]);
    close();
  });

  it('stay when somebody may not let them count', async () => {
    const { connection, late, close } = await open();
    connection.fake.refuses = true;
    expect(await late.adopt('tablet')).toMatchObject({ ok: false });
    expect(late.all).toEqual([ofBen]);
    close();
  });
});

describe('a space that is hidden on this device', () => {
  it('is not offered, though it can still be opened by its address', async () => {
    const connection = new FakeConnection();
    const quiet = communityOf({ community: 'Quiet', name: 'Amina', organisation: 'Harbour' });
    connection.fake.spaceList = [...connection.fake.spaceList, quiet];
    connection.fake.rows = [row({ docId: 'quiet-one', spaceId: quiet.localId })];
    const vault = new Vault(connection);
    const stop = vault.start();
    await settled();
    expect(vault.shownSpaces.map((space) => space.name)).toEqual(['Only me', 'Quiet']);
    await vault.ask((workspace) => workspace.hideSpace(quiet.localId, true));
    await settled();
    expect(vault.shownSpaces.map((space) => space.name)).toEqual(['Only me']);
    expect(vault.space(quiet.localId)?.hidden).toBe(true);
    expect(await vault.ask((workspace) => workspace.catalogue(null))).toEqual([]);
    stop();
  });
});
