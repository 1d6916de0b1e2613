import { expect, it } from 'vitest';
import { Device, Tab, until } from '../support/device.ts';
import { FakeNetwork } from '../support/fake-network.ts';

const sentence = 'The lens box was opened before the second check.';

it('Amina writes a case, invites Ben, and both write in it together', async () => {
  const network = new FakeNetwork();
  const amina = new Device(network);
  const ben = new Device(network);
  expect(await amina.vault.status()).toEqual({ state: 'new' });
  await amina.vault.create('a quiet harbour wall');
  await ben.vault.create(null);

  const started = await amina.workspace.startCommunity({
    community: 'Eye surgery circle',
    name: 'Amina Okafor',
    organisation: 'Harbour Eye & Surgical'
  });
  if (!started.ok) throw new Error('no community');
  const { localId } = started.value;
  const made = await amina.workspace.createDocument({
    spaceLocalId: localId,
    kind: 'incident-summary',
    title: 'Wrong lens implanted'
  });
  if (!made.ok) throw new Error('no document');
  const { docId } = made.value;
  const aminasTab = await Tab.open(amina, docId);
  aminasTab.type('what-happened', sentence);
  await until('Amina’s text is saved', () => aminasTab.saved);

  const invited = await amina.workspace.invite({
    spaceLocalId: localId,
    organisation: 'Northgate Hospitals',
    days: 7
  });
  if (!invited.ok || !invited.value.link) throw new Error('no invitation');
  const fragment = new URL(invited.value.link).hash;
  const offer = await ben.workspace.inspectInvitation(fragment);
  expect(offer).toMatchObject({
    ok: true,
    value: {
      community: 'Eye surgery circle',
      inviterName: 'Amina Okafor',
      inviterOrganisation: 'Harbour Eye & Surgical',
      documents: 1
    }
  });
  const joined = await ben.workspace.acceptInvitation(fragment, {
    name: 'Ben Tarrant',
    organisation: 'Northgate Hospitals Group'
  });
  if (!joined.ok) throw new Error(joined.error.type);

  await until('Ben has the case', () =>
    ben.workspace.catalogue(null).some(({ title }) => title === 'Wrong lens implanted')
  );
  const bensTab = await Tab.open(ben, docId);
  await until('Ben reads what Amina wrote', () => bensTab.read('what-happened') === sentence);
  bensTab.type('what-happened', ' Nobody said stop.');
  bensTab.flush();
  await until('Amina reads what Ben wrote', () =>
    aminasTab.read('what-happened').endsWith('Nobody said stop.')
  );
  await until('Amina knows Ben by name', () => {
    const [space] = amina.workspace.spaces().filter(({ kind }) => kind === 'community');
    return space?.here[0]?.name === 'Ben Tarrant';
  });
  await until('Amina sees that Northgate has it', () =>
    amina.workspace
      .catalogue(null)
      .some(({ heldBy }) => heldBy.includes('Northgate Hospitals Group'))
  );

  amina.plug.pull();
  aminasTab.type('what-happened', ' From Amina, alone.');
  bensTab.type('what-happened', ' From Ben, alone.');
  aminasTab.flush();
  bensTab.flush();
  amina.plug.pushIn();
  await until('both hold both texts', () =>
    [aminasTab, bensTab].every((tab) => {
      const text = tab.read('what-happened');
      return text.includes('From Amina, alone.') && text.includes('From Ben, alone.');
    })
  );
  expect(aminasTab.read('what-happened')).toBe(bensTab.read('what-happened'));
});
