import { beforeEach, describe, expect, it } from 'vitest';
import { idFromBytes, utf8 } from '#lib/core/base/index.ts';
import { fieldsOf, metaOf } from '#lib/core/documents/index.ts';
import { MemoryStorage } from '#lib/core/storage/index.ts';
import { Device, Tab, until } from '../support/device.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { FakeNetwork } from '../support/fake-network.ts';

let disk: MemoryStorage;
let amina: Device;
let docId: string;

/** Amina's device as it starts from what its disk holds. */
async function start(): Promise<void> {
  amina = new Device(new FakeNetwork(), disk, new FakeClock());
  await amina.vault.status();
}

beforeEach(async () => {
  disk = new MemoryStorage();
  await start();
  await amina.vault.create(null);
  const { localId: spaceLocalId } = await amina.privateSpace();
  const made = await amina.workspace.createDocument({
    spaceLocalId,
    kind: 'incident-summary',
    title: 'Wrong lens'
  });
  if (!made.ok) throw new Error('no document');
  docId = made.value.docId;
});

describe('[F8] a document stays in the library', () => {
  // Anybody who may write in a document may write this; the editor never does.
  it.each<[string, (tab: Tab) => void]>([
    ['a version that is no whole number', ({ doc }) => metaOf(doc).set('kindVersion', 1.5)],
    ['a version below nought', ({ doc }) => metaOf(doc).set('kindVersion', -3)],
    [
      'a version that breaks whoever counts with it',
      ({ doc }) => metaOf(doc).set('kindVersion', { valueOf: 1, toString: 1 })
    ],
    ['a date as long as a book', ({ doc }) => fieldsOf(doc).set('eventDate', 'x'.repeat(5_000))],
    ['a state that grows when it is stored', ({ doc }) => fieldsOf(doc).set('state', grows(400))],
    [
      'a tag as long as a book',
      ({ doc }) => (fieldsOf(doc).get('areas') as Map<string, boolean>).set(grows(200), true)
    ]
  ])('after a restart, whatever stands in its fields: %s', async (_, write) => {
    const tab = await Tab.open(amina, docId);
    write(tab);
    await until('it is saved', () => tab.saved);
    tab.close();
    await amina.vault.lock();
    for (let again = 0; again < 2; again++) {
      await start();
      const [row, ...rest] = amina.workspace.catalogue(null);
      expect([row?.docId, row?.title, rest]).toEqual([docId, 'Wrong lens', []]);
      expect(Number.isSafeInteger(row?.kindVersion)).toBe(true);
      expect(row?.areas).toEqual([]);
      await amina.vault.lock();
    }
  });

  it('before the index of the search is read, and is found by whoever asks sooner', async () => {
    await amina.workspace.search('lens', null);
    await amina.vault.lock();
    const list = disk.list.bind(disk);
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    disk.list = async (prefix, range) => {
      if (prefix[0] === 'search') await held;
      return list(prefix, range);
    };
    await start();
    expect(amina.workspace.catalogue(null)).toMatchObject([{ docId, title: 'Wrong lens' }]);
    const { localId: spaceLocalId } = await amina.privateSpace();
    const input = { spaceLocalId, kind: 'incident-summary', title: 'Wrong dose' };
    await amina.workspace.createDocument(input);
    const found = amina.workspace.search('wrong', null);
    letGo();
    expect((await found).map(({ row }) => row.title).sort()).toEqual(['Wrong dose', 'Wrong lens']);
  });

  it('when its row cannot be read, for the row is made again', async () => {
    const { localId } = await amina.privateSpace();
    const space = idFromBytes(amina.workspace.host(localId)?.space.spaceId ?? new Uint8Array(16));
    await amina.vault.lock();
    await disk.commit([{ type: 'put', key: ['row', space, docId], value: utf8('?') }]);
    await start();
    expect(amina.workspace.catalogue(null)).toMatchObject([{ docId, title: 'Wrong lens' }]);
    expect(await amina.workspace.search('lens', null)).toHaveLength(1);
  });
});

describe('[F10] a space that is hidden on this device', () => {
  it('is left out of library and search over all spaces, and answers when it is asked for', async () => {
    const { workspace } = amina;
    const who = { name: 'Amina Okafor', organisation: 'Harbour Eye' };
    const started = await workspace.startCommunity({
      community: 'Quiet five',
      kind: 'sub-group',
      ...who
    });
    if (!started.ok) throw new Error('no space');
    const { localId } = started.value;
    const input = { spaceLocalId: localId, kind: 'page', title: 'A lens too many' };
    await workspace.createDocument(input);
    const titlesIn = async (within: string | null) => {
      const found = await workspace.search('lens', within);
      expect(
        workspace
          .catalogue(within)
          .map(({ title }) => title)
          .sort()
      ).toEqual(found.map(({ row }) => row.title).sort());
      return found.map(({ row }) => row.title).sort();
    };
    expect(await titlesIn(null)).toEqual(['A lens too many', 'Wrong lens']);
    await workspace.hideSpace(localId, true);
    expect(await titlesIn(null)).toEqual(['Wrong lens']);
    expect(await titlesIn(localId)).toEqual(['A lens too many']);
    await workspace.hideSpace(localId, false);
    expect(await titlesIn(null)).toEqual(['A lens too many', 'Wrong lens']);
  });
});

/** Text that fits as it is written, and is three times as long in NFC. */
const grows = (length: number) => '\u{FB2C}'.repeat(length);
