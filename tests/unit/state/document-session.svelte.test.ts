// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { DocumentSession } from '#lib/state/document-session.svelte.ts';
import type { VaultToDocument } from '#lib/core/workspace/index.ts';
import { FakeConnection } from '../../support/fake-workspace.ts';

/** The vault's end of every port that the tab has opened, the newest last. */
let ports: MessagePort[];
let session: DocumentSession;

const says = (message: VaultToDocument) => ports.at(-1)?.postMessage(message);
const state = (clientId: number, update = Y.encodeStateAsUpdate(new Y.Doc())) =>
  says({ type: 'state', update, clientId, mayWrite: true });

async function until(what: string, holds: () => boolean): Promise<void> {
  for (let turn = 0; !holds(); turn++) {
    if (turn > 5_000) throw new Error(`still waiting until ${what}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

beforeEach(async () => {
  ports = [];
  const connection = new FakeConnection();
  Object.assign(connection.workspace, {
    openDocument: async (_: string, port: MessagePort) => {
      ports.push(port);
      return { ok: true };
    }
  });
  session = new DocumentSession(connection, 'a-document');
  await until('the tab has asked', () => ports.length === 1);
});

afterEach(() => {
  session.close();
  for (const port of ports) port.close();
});

describe('[F3] a tab whose change had no effect', () => {
  it('goes on under another slot, and the person has back what was not kept', async () => {
    state(7);
    await until('the document is there', () => session.status === 'ready');
    session.doc?.getText('t').insert(0, 'Two swabs');
    says({ type: 'sealed', clock: 9 });
    await until('that is sealed', () => session.sealedClock() === 9);
    session.doc?.getText('t').insert(9, ' were left.');
    says({ type: 'refused' });
    await until('the tab has come again', () => ports.length === 2);
    state(8);
    await until('the document is there', () => session.status === 'ready');
    expect([session.doc?.clientID, session.mayWrite]).toEqual([8, true]);
    expect(session.faults).toHaveLength(1);
    expect(session.faults[0]).toContain('“were left.”');
  });

  it('takes slot after slot while those it is given have stopped here already', async () => {
    says({ type: 'refused' });
    await until('the tab has come again', () => ports.length === 2);
    says({ type: 'refused' });
    await until('the tab has come again', () => ports.length === 3);
    state(9);
    await until('the document is there', () => session.status === 'ready');
    expect([session.mayWrite, session.faults]).toEqual([true, []]);
  });
});
