import { expect, test } from '@playwright/test';
import { Person } from '../support/driver.ts';
import { Site } from '../support/site.ts';

test('Amina and Ben write in one case at once, apart for a while, and lose nothing', async () => {
  const site = await Site.open();
  const amina = await Person.open({ name: 'amina', url: site.url });
  const ben = await Person.open({ name: 'ben', url: site.url });
  try {
    await amina.startCommunity({
      community: 'Eye surgery circle',
      name: 'Amina Okafor',
      organisation: 'Harbour Eye',
      passphrase: null
    });
    await expect(amina.page.getByText('Nobody else is here just now')).toBeVisible();
    await amina.newDocument('Incident case summary', 'Wrong lens implanted');
    await amina.write('What happened', 'One box was opened.');
    await amina.goTo('Eye surgery circle');
    const link = await amina.invite('Northgate');
    await ben.join(link, { name: 'Ben Tarrant', organisation: 'Northgate', passphrase: null });
    await ben.waitForDocument('Wrong lens implanted');

    await amina.openDocument('Wrong lens implanted');
    await ben.openDocument('Wrong lens implanted');
    await expect(amina.page.getByText('Ben Tarrant').first()).toBeVisible();
    await ben.write('What happened', ' Two lenses lay ready.');
    await expect.poll(() => amina.read('What happened')).toContain('Two lenses lay ready.');
    await amina.write('How it was managed', 'The list was stopped.');
    await expect.poll(() => ben.read('How it was managed')).toBe('The list was stopped.');
    await expect(amina.standing()).toContainText('also with Northgate');

    ben.goOffline();
    await amina.write('What happened', ' AMINA ALONE.');
    await ben.write('What happened', ' BEN ALONE.');
    await expect(amina.page.getByText('Ben Tarrant')).toHaveCount(0, { timeout: 30_000 });
    expect(await amina.read('What happened')).not.toContain('BEN');
    ben.goOnline();
    for (const person of [amina, ben]) {
      await expect
        .poll(() => person.read('What happened'), { timeout: 60_000 })
        .toMatch(/(?=.*AMINA ALONE\.)(?=.*BEN ALONE\.)/);
    }
    expect(await amina.read('What happened')).toBe(await ben.read('What happened'));
    await expect(amina.standing()).toContainText('also with Northgate');
  } finally {
    await amina.leave();
    await ben.leave();
    await site.close();
  }
});
