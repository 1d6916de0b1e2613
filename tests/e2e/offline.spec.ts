import { expect, test } from '@playwright/test';
import { Person } from '../support/driver.ts';
import { Site } from '../support/site.ts';

const passphrase = 'a quiet harbour wall';

test('with the network cut, a closed device opens again, and Amina reads, writes and searches', async () => {
  const site = await Site.open();
  const amina = await Person.open({ name: 'amina', url: site.url });
  try {
    await amina.protect(passphrase);
    await amina.newDocument('Case study', 'Marking the right eye');
    await amina.write('Leading change', 'We put the pen beside the consent form.');
    await amina.saved();
    await amina.readyForOffline();
    await amina.close();
    amina.goOffline();
    await amina.return();

    await amina.page
      .getByLabel('Passphrase for this device', { exact: true })
      .fill('not the passphrase');
    await amina.page.getByRole('button', { name: 'Unlock' }).click();
    await expect(amina.page.getByText(/not the passphrase of this device/)).toBeVisible();
    await expect(amina.page.getByText('Marking the right eye')).toHaveCount(0);
    await expect(amina.page.getByRole('button', { name: 'Unlock' })).not.toHaveAttribute(
      'aria-disabled',
      'true'
    );
    await amina.unlock(passphrase);

    expect(await amina.search('consent pen')).toEqual(['Marking the right eye']);
    await amina.page.keyboard.press('Enter');
    await expect.poll(() => amina.read('Leading change')).toContain('beside the consent form');
    await amina.write('Leading change', ' Nobody asks twice now.');
    await amina.saved();
    await amina.page.reload();
    await expect.poll(() => amina.read('Leading change')).toContain('Nobody asks twice now.');

    await amina.lock();
    await expect(amina.page.getByText('Marking the right eye')).toHaveCount(0);
    await amina.unlock(passphrase);
    await expect.poll(() => amina.read('Leading change')).toContain('Nobody asks twice now.');
  } finally {
    await amina.leave();
    await site.close();
  }
});

test('killed in the middle of a sentence, the browser comes back with what it had called saved', async () => {
  const site = await Site.open();
  const amina = await Person.open({ name: 'amina', url: site.url });
  try {
    await amina.protect(passphrase);
    await amina.newDocument('Incident case summary', 'Dropped tray');
    await amina.write('What happened', 'The tray fell at ten past nine.');
    await amina.saved();
    await amina.kill();
    await amina.return();
    await amina.unlock(passphrase);
    await amina.goTo('Only me');
    await amina.openDocument('Dropped tray');
    await expect.poll(() => amina.read('What happened')).toBe('The tray fell at ten past nine.');
  } finally {
    await amina.leave();
    await site.close();
  }
});
