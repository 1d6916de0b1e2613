import { beforeEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { bodyOf, fieldsOf, metaOf } from '#lib/core/documents/index.ts';
import type { CopyPreview, SpaceKind } from '#lib/core/workspace/index.ts';
import { Device, Tab, until } from '../support/device.ts';
import { FakeNetwork } from '../support/fake-network.ts';

const telephone = '0161 496 0123';
let amina: Device;
let network: FakeNetwork;

beforeEach(async () => {
  network = new FakeNetwork();
  amina = new Device(network);
  await amina.vault.status();
  await amina.vault.create(null);
});

async function start(community: string, kind: Exclude<SpaceKind, 'private'> = 'community') {
  const who = { name: 'Amina Okafor', organisation: 'Harbour Eye' };
  const started = await amina.workspace.startCommunity({ community, kind, ...who });
  if (!started.ok) throw new Error('no space');
  return started.value.localId;
}

async function benJoins(spaceLocalId: string): Promise<void> {
  const ben = new Device(network);
  await ben.vault.create(null);
  const input = { spaceLocalId, organisation: 'Northgate', days: 7 };
  const invited = await amina.workspace.invite(input);
  if (!invited.ok || !invited.value.link) throw new Error('no invitation');
  const who = { name: 'Ben Tarrant', organisation: 'Northgate' };
  const joined = await ben.workspace.acceptInvitation(new URL(invited.value.link).hash, who);
  if (!joined.ok) throw new Error(joined.error.type);
  await until('Amina knows Ben’s organisation by name', () => {
    const space = amina.workspace.spaces().find(({ localId }) => localId === spaceLocalId);
    return space?.organisations.some(({ name }) => name === 'Northgate') ?? false;
  });
}

/** A page with a text, open in a tab. */
async function write(spaceLocalId: string, text: string, title = 'Wrong lens') {
  const made = await amina.workspace.createDocument({ spaceLocalId, kind: 'page', title });
  if (!made.ok) throw new Error('no document');
  const tab = await Tab.open(amina, made.value.docId);
  tab.type('text', text);
  await until('it is saved', () => tab.saved);
  return { docId: made.value.docId, tab };
}

async function preview(docId: string, into: string): Promise<CopyPreview> {
  const shown = await amina.workspace.copying.previewCopy(docId, into);
  if (!shown.ok) throw new Error(shown.error.type);
  return shown.value;
}

async function share(docId: string, into: string): Promise<string> {
  const { seen } = await preview(docId, into);
  const made = await amina.workspace.copying.shareCopy(docId, into, seen);
  if (!made.ok) throw new Error(made.error.type);
  return made.value.docId;
}

describe('[F9] sharing a copy', () => {
  it('shows what may identify someone and who will read it, before anything is made', async () => {
    const circle = await start('Eye surgery circle');
    const { localId } = await amina.privateSpace();
    const { docId } = await write(localId, `Ring her on ${telephone} today.`);
    const shown = await preview(docId, circle);
    expect(shown).toMatchObject({
      provenance: { from: null, by: 'Amina Okafor' },
      leavesDevice: true,
      readers: [{ name: 'Harbour Eye', people: 1 }],
      identifiers: [{ kind: 'phone', text: telephone }],
      flattenedLinks: 0
    });
    expect(amina.workspace.catalogue(circle)).toEqual([]);
  });

  it('makes a new document there, and leaves the first as it was', async () => {
    const circle = await start('Eye surgery circle');
    const { localId } = await amina.privateSpace();
    const { docId } = await write(localId, 'Two boxes were open.');
    const copyId = await share(docId, circle);
    expect(copyId).not.toBe(docId);
    expect(amina.workspace.catalogue(circle)).toMatchObject([
      { docId: copyId, title: 'Wrong lens', organisation: 'Harbour Eye' }
    ]);
    expect(amina.workspace.catalogue(localId)).toMatchObject([{ docId }]);
    const tab = await Tab.open(amina, copyId, 2);
    expect(tab.read('text')).toBe('Two boxes were open.');
    expect(metaOf(tab.doc).get('provenance')).toMatchObject({ from: null, by: 'Amina Okafor' });
    expect([...Y.decodeStateVector(Y.encodeStateVector(tab.doc)).keys()]).toHaveLength(1);
  });

  it('refuses what was answered for when the text has changed since', async () => {
    const circle = await start('Eye surgery circle');
    const { localId } = await amina.privateSpace();
    const { docId, tab } = await write(localId, 'Two boxes were open.');
    const { seen } = await preview(docId, circle);
    tab.type('text', ` Ring ${telephone}.`);
    await until('it is saved', () => tab.saved);
    const { copying } = amina.workspace;
    expect(await copying.shareCopy(docId, circle, seen)).toEqual({
      ok: false,
      error: { type: 'changed' }
    });
    expect(amina.workspace.catalogue(circle)).toEqual([]);
    expect((await preview(docId, circle)).seen).not.toBe(seen);
  });

  it('refuses it also when somebody has joined since, or it was answered for another space', async () => {
    const circle = await start('Eye surgery circle');
    const wards = await start('Ward sisters');
    const { localId } = await amina.privateSpace();
    const { docId } = await write(localId, 'Two boxes were open.');
    const { seen } = await preview(docId, circle);
    const changed = { ok: false, error: { type: 'changed' } };
    const { copying } = amina.workspace;
    await benJoins(circle);
    expect(await copying.shareCopy(docId, circle, seen)).toEqual(changed);
    const { seen: now, readers } = await preview(docId, circle);
    expect(readers).toEqual([
      { name: 'Harbour Eye', people: 1 },
      { name: 'Northgate', people: 1 }
    ]);
    expect(await copying.shareCopy(docId, wards, now)).toEqual(changed);
    expect((await copying.shareCopy(docId, circle, now)).ok).toBe(true);
  });

  it.each(['sub-group', 'investigation'] as const)(
    'never names a space whose existence is its own affair: %s',
    async (kind) => {
      const circle = await start('Eye surgery circle');
      const quiet = await start('Quiet five', kind);
      const { docId } = await write(quiet, 'Two boxes were open.');
      expect((await preview(docId, circle)).provenance.from).toBeNull();
      const tab = await Tab.open(amina, await share(docId, circle), 2);
      const bytes = Buffer.from(Y.encodeStateAsUpdate(tab.doc));
      expect(bytes.includes('Two boxes')).toBe(true);
      for (const marker of ['Quiet five', docId]) expect(bytes.includes(marker)).toBe(false);
    }
  );

  it('names a community, unless it is hidden on this device', async () => {
    const circle = await start('Eye surgery circle');
    const wards = await start('Ward sisters');
    const { docId } = await write(circle, 'Two boxes were open.');
    expect((await preview(docId, wards)).provenance.from).toBe('Eye surgery circle');
    await amina.workspace.hideSpace(circle, true);
    expect((await preview(docId, wards)).provenance.from).toBeNull();
  });

  it('takes links along to what is there, and no others', async () => {
    const circle = await start('Eye surgery circle');
    const quiet = await start('Quiet five', 'sub-group');
    const { docId: open } = await write(circle, 'Known to all.', 'Open');
    const { docId: secret } = await write(quiet, 'Known to five.', 'Secret');
    const { docId, tab } = await write(quiet, 'See ');
    const paragraph = (bodyOf(tab.doc).get(0) as Y.XmlElement).get(0) as Y.XmlElement;
    const words = paragraph.get(0) as Y.XmlText;
    for (const id of [open, secret]) {
      words.insert(words.length, ` ${id}`.slice(0, 4), {
        link: { href: `https://cairn.test/d/${id}` }
      });
    }
    fieldsOf(tab.doc).set('related', `https://cairn.test/d/${secret}`);
    await until('it is saved', () => tab.saved);
    expect((await preview(docId, circle)).flattenedLinks).toBe(2);
    const copy = await Tab.open(amina, await share(docId, circle), 2);
    const bytes = Buffer.from(Y.encodeStateAsUpdate(copy.doc));
    expect([bytes.includes(`/d/${open}`), bytes.includes(secret)]).toEqual([true, false]);
  });

  it('goes nowhere where this person may not write, nor to where it is', async () => {
    const circle = await start('Eye surgery circle');
    const { docId } = await write(circle, 'Two boxes were open.');
    const { copying } = amina.workspace;
    const nowhere = { ok: false, error: { type: 'not-found' } };
    const refused = { ok: false, error: { type: 'not-entitled' } };
    expect(await copying.previewCopy(docId, 'nowhere')).toEqual(nowhere);
    expect(await copying.previewCopy('nothing', circle)).toEqual(nowhere);
    expect(await copying.previewCopy(docId, circle)).toEqual(refused);
    expect(await copying.shareCopy(docId, circle, '')).toEqual(refused);
  });

  it('back into the private space needs no answer', async () => {
    const circle = await start('Eye surgery circle');
    const { localId } = await amina.privateSpace();
    const { docId } = await write(circle, 'Two boxes were open.');
    expect(await preview(docId, localId)).toMatchObject({ leavesDevice: false, readers: [] });
    await share(docId, localId);
    expect(amina.workspace.catalogue(localId)).toMatchObject([{ title: 'Wrong lens' }]);
  });
});
