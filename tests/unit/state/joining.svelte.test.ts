// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { err, ok } from '#lib/core/base/index.ts';
import type { InvitationOffer } from '#lib/core/workspace/index.ts';
import { Arrival, Joining, Vault } from '#lib/state/index.ts';
import { FakeConnection } from '../../support/fake-workspace.ts';
import { settled } from './settled.ts';

const offer: InvitationOffer = {
  kind: 'community',
  community: 'Harbour network',
  inviterName: 'Amina Okafor',
  inviterOrganisation: 'Harbour Eye & Surgical',
  answeredBy: 'Amina Okafor',
  approval: false,
  organisation: '',
  expiresAt: 0,
  documents: 12,
  organisations: ['Harbour Eye & Surgical']
};
const ben = { name: 'Ben Tarrant', organisation: 'Northgate Hospitals Group' };

async function open(found = ok(offer) as FakeConnection['fake']['offer']) {
  const connection = new FakeConnection();
  connection.fake.offer = found;
  const vault = new Vault(connection);
  vault.start();
  const joining = new Joining(vault, '#j1.secret');
  const stop = joining.start();
  await settled();
  return { connection, vault, joining, stop };
}

describe('Ben follows an invitation', () => {
  it('is shown who invites him before anything is joined', async () => {
    const { connection, joining } = await open();
    expect(joining.at).toEqual({ stage: 'offer', offer });
    expect(connection.fake.spaceList).toHaveLength(1);
  });

  it('joins under the name he gives', async () => {
    const { vault, joining } = await open();
    await joining.accept(ben);
    expect(joining.at.stage).toBe('joined');
    await settled();
    expect(vault.spaces?.at(-1)).toMatchObject({ name: 'Harbour network', me: ben });
  });

  it('reads why it fails, and can look again', async () => {
    const { connection, joining } = await open(err({ type: 'nobody-answers' }));
    expect(joining.at).toEqual({ stage: 'failed', failure: { type: 'nobody-answers' } });
    connection.fake.offer = ok(offer);
    await joining.look();
    expect(joining.at.stage).toBe('offer');
  });

  it('reads why joining failed after all', async () => {
    const { connection, joining } = await open();
    connection.fake.offer = err({ type: 'used-link' });
    await joining.accept(ben);
    expect(joining.at).toEqual({ stage: 'failed', failure: { type: 'used-link' } });
  });

  it('sees when the documents begin to come', async () => {
    const { connection, joining } = await open();
    connection.fake.acceptInvitation = () => new Promise(() => {});
    void joining.accept(ben);
    expect(joining.at).toMatchObject({ stage: 'asking', copying: false });
    connection.emit({ type: 'join-progress', stage: 'copying' });
    expect(joining.at).toMatchObject({ stage: 'asking', copying: true });
  });

  it('cannot join twice by pressing twice', async () => {
    const { connection, joining } = await open();
    let asked = 0;
    connection.fake.acceptInvitation = () => {
      asked += 1;
      return new Promise(() => {});
    };
    void joining.accept(ben);
    void joining.accept(ben);
    expect(asked).toBe(1);
  });
});

describe('an invitation in an address', () => {
  it('is taken out of the address at once', () => {
    const arrival = new Arrival();
    let forgotten = 0;
    expect(arrival.take({ hash: '#j1.secret' }, () => (forgotten += 1))).toBe(true);
    expect(forgotten).toBe(1);
    expect(arrival.fragment).toBe('#j1.secret');
    arrival.drop();
    expect(arrival.fragment).toBeNull();
  });

  it('leaves every other fragment alone', () => {
    const arrival = new Arrival();
    expect(arrival.take({ hash: '#content' }, () => expect.unreachable())).toBe(false);
    expect(arrival.fragment).toBeNull();
  });

  it('may be put in by hand, with or without the address before it', () => {
    const arrival = new Arrival();
    expect(arrival.paste('  https://cairn.example/#j1.secret \n')).toBe(true);
    expect(arrival.fragment).toBe('#j1.secret');
    expect(arrival.paste('#j1.other')).toBe(true);
    expect(arrival.fragment).toBe('#j1.other');
    expect(arrival.paste('https://cairn.example/')).toBe(false);
    expect(arrival.fragment).toBe('#j1.other');
  });
});
