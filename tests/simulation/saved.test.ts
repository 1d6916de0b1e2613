import { beforeEach, describe, expect, it } from 'vitest';
import { type StorageChange, MemoryStorage } from '#lib/core/storage/index.ts';
import { Device, Tab, until } from '../support/device.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { FakeNetwork } from '../support/fake-network.ts';
import { HostileStorage } from '../support/hostile-storage.ts';

const section = 'what-happened';

/** What outlives every life of the vault. */
let disk: MemoryStorage;
let storage: HostileStorage;
let amina: Device;
let docId: string;

const seals = (changes: readonly StorageChange[]) =>
  changes.some((change) => change.type === 'put' && change.key[0] === 'env');

/** Amina's device as it starts from what its disk holds; its life before writes nothing more. */
async function start(fate: HostileStorage['fate'] = () => 'kept'): Promise<void> {
  if (amina) storage.fate = () => 'failed';
  storage = new HostileStorage(disk);
  storage.fate = fate;
  amina = new Device(new FakeNetwork(), storage, new FakeClock());
  await amina.vault.status();
}

/** No seal of this life is kept; everything else is. */
const sealingFails: HostileStorage['fate'] = (_, changes) => (seals(changes) ? 'failed' : 'kept');

async function theSpace() {
  const space = amina.workspace.host((await amina.privateSpace()).localId)?.space;
  if (!space) throw new Error('no space');
  return space;
}

/** What anybody who has the sealed changes reads: that of a tab opened by a later life. */
async function sealedText(): Promise<string> {
  await start();
  const space = await theSpace();
  expect(space.outbox.documents).toEqual([]);
  const reader = await Tab.open(amina, docId, 200);
  expect(reader.refused).toBe(false);
  return reader.read(section);
}

async function types(tab: Tab, text: string): Promise<void> {
  tab.type(section, text);
  await until('it is saved', () => tab.saved);
}

async function flushes(tab: Tab): Promise<void> {
  const space = await theSpace();
  tab.flush();
  await until('nothing waits', () => !space.outbox.has(docId));
}

const pause = () => new Promise((resolve) => setImmediate(resolve));

/** Begins to seal what the tab wrote; the disk takes its time until it is let go. */
async function beginsToSeal(tab: Tab): Promise<void> {
  let sealing = false;
  storage.fate = (_, changes) => {
    sealing ||= seals(changes);
    return 'kept';
  };
  storage.hold();
  tab.flush();
  await until('the seal is on its way to the disk', () => sealing);
}

beforeEach(async () => {
  disk = new MemoryStorage();
  await start();
  await amina.vault.create(null);
  const { localId: spaceLocalId } = await amina.privateSpace();
  const kind = 'incident-summary';
  const made = await amina.workspace.createDocument({ spaceLocalId, kind, title: 'Wrong lens' });
  if (!made.ok) throw new Error('no document');
  docId = made.value.docId;
});

describe('[O2] what is sealed leaves the outbox, and nothing else does', () => {
  it('not even a backspace made while it was being sealed', async () => {
    const tab = await Tab.open(amina, docId);
    await types(tab, 'Two swabss');
    await beginsToSeal(tab);
    tab.erase(section, 1);
    await pause();
    storage.letGo();
    await until('the backspace is saved', () => tab.saved);
    await types(tab, ' in the');
    tab.erase(section, ' in the'.length);
    await until('that is saved', () => tab.saved);
    await flushes(tab);
    await start();
    const again = await Tab.open(amina, docId);
    expect(again.read(section)).toBe('Two swabs');
    await types(again, ' were left.');
    expect(again.refused).toBe(false);
    expect(await sealedText()).toBe('Two swabs were left.');
  });

  it.each([['failed' as const], ['lost' as const]])(
    'when the disk says that sealing it failed (%s), it is sealed once all the same',
    async (fate) => {
      const tab = await Tab.open(amina, docId);
      await types(tab, 'Two swabs');
      const before = (await theSpace()).log.length;
      storage.fate = (_, changes) => (seals(changes) ? fate : 'kept');
      tab.flush();
      await until('Amina is told', () => tab.said.some(({ type }) => type === 'fault'));
      storage.fate = () => 'kept';
      await flushes(tab);
      expect((await theSpace()).log.length).toBe(before + 1);
      await types(tab, ' were left.');
      expect(tab.refused).toBe(false);
      expect(await sealedText()).toBe('Two swabs were left.');
    }
  );
});

describe('[O4] a change is sealed once', () => {
  it('however many ask for it at the same time', async () => {
    const tab = await Tab.open(amina, docId);
    await types(tab, 'Two swabs');
    const space = await theSpace();
    const before = space.log.length;
    await Promise.all([space.seal(docId), space.seal(docId), space.seal(docId)]);
    expect(space.log.length).toBe(before + 1);
    await types(tab, ' were left.');
    expect(await sealedText()).toBe('Two swabs were left.');
  });

  it('when the vault is locked while a tab hands its changes over', async () => {
    const tab = await Tab.open(amina, docId);
    await types(tab, 'Two swabs');
    await beginsToSeal(tab);
    const locked = amina.vault.lock();
    await pause();
    storage.letGo();
    await locked;
    await start();
    await types(await Tab.open(amina, docId), ' were left.');
    expect(await sealedText()).toBe('Two swabs were left.');
  });
});

describe('[O5] what cannot be sealed yet', () => {
  it('is seen after a reload, and the same slot goes on behind it', async () => {
    storage.fate = sealingFails;
    await types(await Tab.open(amina, docId), 'Two swabs');
    await start(sealingFails);
    for (const word of [' were', ' left', ' behind.']) {
      const reloaded = await Tab.open(amina, docId);
      await types(reloaded, word);
      expect(reloaded.refused).toBe(false);
    }
    expect(await sealedText()).toBe('Two swabs were left behind.');
  });

  it('is seen under another slot, whose changes stand on it and are sealed behind it', async () => {
    storage.fate = sealingFails;
    for (const [slot, word] of [
      [1, 'Two'],
      [2, ' swabs'],
      [1, ' were'],
      [3, ' left.']
    ] as const) {
      const tab = await Tab.open(amina, docId, slot);
      await types(tab, word);
      expect(tab.refused).toBe(false);
      tab.close();
    }
    expect(await sealedText()).toBe('Two swabs were left.');
  });

  it('is seen in a document that this device may only read for now', async () => {
    storage.fate = sealingFails;
    await types(await Tab.open(amina, docId), 'Two swabs');
    await start(sealingFails);
    // As when another member uses a version that this one does not know.
    Object.assign(await theSpace(), { mayWrite: () => false });
    const tab = await Tab.open(amina, docId);
    expect(tab.read(section)).toBe('Two swabs');
    expect(tab.said[0]).toMatchObject({ type: 'state', clientId: null, mayWrite: false });
    expect(await sealedText()).toBe('Two swabs');
  });

  it('is not written over by a tab that takes the slot of one that went without a word', async () => {
    const [gone, next] = [await Tab.open(amina, docId), await Tab.open(amina, docId)];
    gone.type(section, 'From a page that is no more');
    await types(next, 'Two swabs');
    expect([gone.refused, next.refused]).toEqual([true, false]);
    expect(await sealedText()).toBe('Two swabs');
  });
});

describe('[B2] a document that is opened', () => {
  it('stays open for that tab when the last other one goes at the same moment', async () => {
    const first = await Tab.open(amina, docId);
    const opening = Tab.open(amina, docId, 2);
    first.gone();
    const second = await opening;
    await types(second, 'Two swabs');
    await flushes(second);
    const clocks = second.said.flatMap((said) => (said.type === 'sealed' ? [said.clock] : []));
    expect(clocks.at(-1)).toBeGreaterThan(0);
  });
});

describe('[F3] an own change that had no effect', () => {
  it('is told to the tab as refused, and a tab under another slot goes on', async () => {
    const tab = await Tab.open(amina, docId);
    await types(tab, 'Two swabs');
    await flushes(tab);
    const sealed = tab.said.filter(({ type }) => type === 'sealed').length;
    // As a fault of ours would leave it: a change that does not begin where it says.
    const { outbox } = await theSpace();
    await outbox.add(docId, 1, { update: new Uint8Array([0, 0]), from: 900, to: 901 });
    await flushes(tab);
    expect(tab.refused).toBe(true);
    expect(tab.said.filter(({ type }) => type === 'sealed')).toHaveLength(sealed);
    // Nor is the slot that has stopped given out again: that tab is to come under another.
    expect((await Tab.open(amina, docId)).said).toEqual([{ type: 'refused' }]);
    await types(await Tab.open(amina, docId, 2), ' were left.');
    expect(await sealedText()).toBe('Two swabs were left.');
  });
});
