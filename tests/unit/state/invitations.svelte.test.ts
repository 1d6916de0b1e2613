// @vitest-environment jsdom
import { flushSync } from 'svelte';
import { describe, expect, it } from 'vitest';
import { Invitations, Vault } from '#lib/state/index.ts';
import { FakeConnection } from '../../support/fake-workspace.ts';
import { settled } from './settled.ts';

const toNorthgate = {
  orgId: null,
  organisation: 'Northgate',
  role: 'editor',
  days: 7,
  approval: false
} as const;

async function open() {
  const connection = new FakeConnection();
  const invitations = new Invitations(new Vault(connection), 'aaaaprivate');
  const close = $effect.root(() => {
    $effect(() => void invitations.all);
  });
  flushSync();
  await settled();
  return { connection, invitations, close };
}

describe('the invitations of a space', () => {
  it('are listed as they are made, the latest to expire first', async () => {
    const { invitations, close } = await open();
    await invitations.make({ ...toNorthgate, days: 1 });
    await invitations.make({ ...toNorthgate, organisation: 'Riverside', days: 14 });
    expect(invitations.all.map((one) => one.organisation)).toEqual(['Riverside', 'Northgate']);
    close();
  });

  it('say to which role they lead', async () => {
    const { invitations, close } = await open();
    const made = await invitations.make({ ...toNorthgate, role: 'reader' });
    expect(made).toMatchObject({ ok: true, value: { role: 'reader', state: 'open' } });
    close();
  });

  it('lose their link when they are taken back', async () => {
    const { invitations, close } = await open();
    await invitations.make(toNorthgate);
    await invitations.takeBack('invite0');
    expect(invitations.all).toMatchObject([{ state: 'revoked', link: null, mayRevoke: false }]);
    close();
  });

  it('stay as they are when somebody may not make or take back any more', async () => {
    const { connection, invitations, close } = await open();
    await invitations.make(toNorthgate);
    connection.fake.refuses = true;
    expect(await invitations.make(toNorthgate)).toMatchObject({ ok: false });
    expect(await invitations.takeBack('invite0')).toMatchObject({ ok: false });
    expect(invitations.all.map((one) => one.state)).toEqual(['open']);
    close();
  });
});
