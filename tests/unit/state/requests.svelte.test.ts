// @vitest-environment jsdom
import { flushSync } from 'svelte';
import { describe, expect, it } from 'vitest';
import type { AdmissionRequest, OwnRequest } from '#lib/core/workspace/index.ts';
import { AdmissionRequests, OwnRequests, Vault } from '#lib/state/index.ts';
import { FakeConnection } from '../../support/fake-workspace.ts';
import { settled } from './settled.ts';

const who = { name: 'Ben Tarrant', organisation: 'Northgate' };

const asking = (requestId: string): AdmissionRequest => ({
  requestId,
  inviteId: 'invite',
  ...who,
  role: 'editor',
  at: 1_700_000_000_000,
  here: true,
  code: '123 456'
});

const own = (requestId: string, standing: OwnRequest['standing']): OwnRequest => ({
  requestId,
  community: 'Wrong lens, May',
  ...who,
  since: 1_700_000_000_000,
  expiresAt: 1_700_600_000_000,
  standing,
  approval: true,
  askedOf: []
});

/** Reads what a class holds, as a page does that shows it. */
async function shown(held: { readonly all: unknown[] }): Promise<() => void> {
  const close = $effect.root(() => {
    $effect(() => void held.all);
  });
  flushSync();
  await settled();
  return close;
}

describe('who asks to be let into a space', () => {
  async function open() {
    const connection = new FakeConnection();
    connection.fake.askingList = [asking('first'), asking('second')];
    const requests = new AdmissionRequests(new Vault(connection), 'aaaaprivate');
    return { connection, requests, close: await shown(requests) };
  }

  it('is listed, and gone once let in or turned down', async () => {
    const { requests, close } = await open();
    expect(requests.all.map(({ requestId }) => requestId)).toEqual(['first', 'second']);
    expect(await requests.letIn('first')).toMatchObject({ ok: true });
    expect(requests.all.map(({ requestId }) => requestId)).toEqual(['second']);
    expect(await requests.turnDown('second')).toMatchObject({ ok: true });
    expect(requests.all).toEqual([]);
    close();
  });

  it('stays where the answer did not hold, and the page learns why', async () => {
    const { connection, requests, close } = await open();
    connection.fake.refuses = true;
    expect(await requests.letIn('first')).toMatchObject({ error: { type: 'not-entitled' } });
    expect(requests.all).toHaveLength(2);
    close();
  });

  it('gets no answer from a vault that has ended', async () => {
    const { connection, requests, close } = await open();
    connection.fake.letIn = () => new Promise(() => undefined);
    const answer = requests.letIn('first');
    connection.end();
    expect(await answer).toBeUndefined();
    close();
  });
});

describe('what somebody has asked for', () => {
  it('waits until it is answered, and is forgotten when they ask no more', async () => {
    const connection = new FakeConnection();
    connection.fake.ownRequestList = [
      own('looks', { type: 'looking', reachable: true }),
      own('asked', { type: 'asked' }),
      own('in', { type: 'joined', spaceLocalId: 'aaaaprivate' }),
      own('refused', { type: 'failed', failure: { type: 'turned-down' } })
    ];
    const requests = new OwnRequests(new Vault(connection));
    const close = await shown(requests);
    expect(requests.all).toHaveLength(4);
    expect(requests.waiting.map(({ requestId }) => requestId)).toEqual(['looks', 'asked']);
    await requests.withdraw('looks');
    expect(requests.waiting.map(({ requestId }) => requestId)).toEqual(['asked']);
    close();
  });
});
