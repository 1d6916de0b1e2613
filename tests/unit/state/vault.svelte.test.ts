// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { Vault } from '#lib/state/index.ts';
import { communityOf } from '../../support/fake-rows.ts';
import { FakeConnection } from '../../support/fake-workspace.ts';
import { settled } from './settled.ts';

const harbour = communityOf({
  community: 'Harbour network',
  name: 'Amina Okafor',
  organisation: 'Harbour Eye & Surgical'
});

async function openVault() {
  const connection = new FakeConnection();
  const clock = { now: 1_000_000 };
  const vault = new Vault(connection, () => clock.now);
  const stop = vault.start();
  await settled();
  return { connection, vault, clock, stop };
}

describe('the vault, as a tab knows it', () => {
  it('knows nothing before the vault has answered', () => {
    const vault = new Vault(new FakeConnection());
    expect(vault.status).toBeNull();
    expect(vault.isOpen).toBe(false);
  });

  it('is open only when its spaces are known, so that no page is drawn without them', async () => {
    const { vault } = await openVault();
    expect(vault.status).toEqual({ state: 'open', protected: true });
    expect(vault.privateSpace?.name).toBe('Only me');
  });

  it('lands in Only me after Amina has chosen a passphrase', async () => {
    const connection = new FakeConnection();
    connection.fake.currentStatus = { state: 'new' };
    const vault = new Vault(connection);
    vault.start();
    await settled();
    expect(await vault.create('too short')).toEqual({ ok: false, error: { type: 'too-short' } });
    expect(vault.status).toEqual({ state: 'new' });
    expect(await vault.create('four unrelated words here')).toEqual({ ok: true, value: undefined });
    expect(vault.isProtected).toBe(true);
    expect(vault.privateSpace).toBeDefined();
  });

  it('says for ever that a device was left unprotected', async () => {
    const connection = new FakeConnection();
    connection.fake.currentStatus = { state: 'new' };
    const vault = new Vault(connection);
    await vault.create(null);
    expect(vault.status).toEqual({ state: 'open', protected: false });
    expect(vault.isProtected).toBe(false);
  });

  it('follows its spaces', async () => {
    const { connection, vault } = await openVault();
    connection.fake.spaceList = [...connection.fake.spaceList, harbour];
    connection.emit({ type: 'spaces-changed' });
    await settled();
    expect(vault.space(harbour.localId)?.name).toBe('Harbour network');
  });

  it('keeps no name of a space in the tab once it has locked', async () => {
    const { vault } = await openVault();
    const locking = vault.lock();
    expect(vault.spaces).toBeNull();
    await locking;
    expect(vault.status).toEqual({ state: 'locked', waitUntil: 0 });
    expect(vault.spaces).toBeNull();
  });

  it('shows the lock when another tab has locked', async () => {
    const { connection, vault } = await openVault();
    connection.fake.currentStatus = { state: 'locked', waitUntil: 0 };
    connection.end();
    expect(vault.isOpen).toBe(false);
    await settled();
    expect(vault.status).toEqual({ state: 'locked', waitUntil: 0 });
  });

  it('opens again with the right passphrase and says how long a wrong one waits', async () => {
    const { vault } = await openVault();
    await vault.lock();
    expect(await vault.unlock('wrong')).toEqual({
      ok: false,
      error: { type: 'wrong-passphrase', waitMs: 1000 }
    });
    expect(vault.isOpen).toBe(false);
    await vault.unlock('correct horse battery');
    expect(vault.isOpen).toBe(true);
    expect(vault.spaces).toHaveLength(1);
  });

  it('answers nothing to a question during which the vault ended', async () => {
    const { connection, vault } = await openVault();
    connection.fake.catalogue = () => new Promise(() => {});
    const asked = vault.ask((workspace) => workspace.catalogue(null));
    connection.end();
    expect(await asked).toBeUndefined();
  });

  it('lets faults of its own pass, for those are ours to mend', async () => {
    const { connection, vault } = await openVault();
    connection.fake.catalogue = () => Promise.reject(new Error('a bug'));
    await expect(vault.ask((workspace) => workspace.catalogue(null))).rejects.toThrow('a bug');
  });

  it('reports a busy tab at most every twenty seconds', async () => {
    const { connection, vault, clock } = await openVault();
    vault.touch();
    clock.now += 19_999;
    vault.touch();
    expect(connection.fake.touches).toBe(1);
    clock.now += 1;
    vault.touch();
    expect(connection.fake.touches).toBe(2);
  });

  it('shows trouble with storage until it has been read', async () => {
    const { connection, vault } = await openVault();
    connection.emit({ type: 'storage-fault', sentence: 'The disk is full.' });
    expect(vault.storageFault).toBe('The disk is full.');
    vault.dismissStorageFault();
    expect(vault.storageFault).toBeNull();
  });

  it('listens no longer once it has been stopped', async () => {
    const { connection, stop } = await openVault();
    stop();
    expect(connection.listeners).toBe(0);
  });
});
