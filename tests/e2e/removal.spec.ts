import { expect, test } from '@playwright/test';
import { Person } from '../support/driver.ts';
import { decodeHeard } from '../support/heard.ts';
import { scanBytes, scanFolder } from '../support/scan.ts';
import { Site } from '../support/site.ts';

const community = 'Eye surgery circle';

test('Amina removes Cleo: who stays goes on, and Cleo gets nothing of it', async () => {
  const site = await Site.open();
  const amina = await Person.open({ name: 'amina', url: site.url });
  const ben = await Person.open({ name: 'ben', url: site.url });
  const cleo = await Person.open({ name: 'cleo', url: site.url });
  try {
    await amina.startCommunity({
      community,
      name: 'Amina Okafor',
      organisation: 'Harbour Eye',
      passphrase: null
    });
    await amina.newDocument('Incident case summary', 'Wrong lens implanted');
    await amina.write('What happened', 'One box was opened.');
    await amina.goTo(community);
    const link = await amina.invite('Northgate');
    await ben.join(link, { name: 'Ben Tarrant', organisation: 'Northgate', passphrase: null });
    await amina.goTo('Only me');
    await amina.goTo(community);
    const second = await amina.invite('Riverside');
    await cleo.join(second, { name: 'Cleo Marsh', organisation: 'Riverside', passphrase: null });
    for (const person of [ben, cleo]) await person.waitForDocument('Wrong lens implanted');

    await amina.goTo('Only me');
    await amina.goTo(community);
    await amina.remove('Cleo Marsh', 'Their part in this has ended');
    await expect(cleo.page.getByText(/no longer a member|were removed/).first()).toBeVisible();

    await ben.openDocument('Wrong lens implanted');
    await ben.write('How it was managed', 'Only glowworms may read this.');
    await amina.goTo(community);
    await amina.openDocument('Wrong lens implanted');
    await expect.poll(() => amina.read('How it was managed')).toBe('Only glowworms may read this.');
    await ben.goTo(community);
    await ben.newDocument('Page', 'Thistledown after Cleo');
    await ben.goTo(community);
    await amina.goTo(community);
    await amina.waitForDocument('Thistledown after Cleo');
    await expect(cleo.page.getByRole('link', { name: 'Thistledown after Cleo' })).toHaveCount(0);

    const markers = ['glowworms may read', 'Thistledown after'];
    expect(site.heard.map(decodeHeard).flatMap((bytes) => scanBytes(bytes, markers))).toEqual([]);
    expect([...amina.complaints, ...ben.complaints, ...cleo.complaints]).toEqual([]);
    await cleo.close();
    // Cleo’s device is unprotected, so what it holds lies open: the control finds what Cleo had.
    expect(scanFolder(cleo.profile, ['One box was opened']).length).toBeGreaterThan(0);
    expect(scanFolder(cleo.profile, markers)).toEqual([]);
    await ben.close();
    expect(scanFolder(ben.profile, markers).length).toBeGreaterThan(0);
  } finally {
    for (const person of [amina, ben, cleo]) await person.leave();
    await site.close();
  }
});
