import { expect, test } from '@playwright/test';
import { Person } from '../support/driver.ts';
import { Site } from '../support/site.ts';

const passphrase = 'a quiet harbour wall';
const title = 'Marking the right eye';
const text = 'We put the pen beside the consent form.';

test('a vault stays open over a reload, locks itself when left, and opens to its passphrase alone', async () => {
  const site = await Site.open();
  const amina = await Person.open({ name: 'amina', url: site.url });
  try {
    await amina.protect(passphrase);
    await amina.newDocument('Case study', title);
    await amina.write('Leading change', text);
    await amina.saved();

    await amina.page.reload();
    await expect.poll(() => amina.read('Leading change')).toBe(text);
    await amina.closeTab();
    expect(await amina.isVaultAwake()).toBe(true);
    await amina.openCairn();
    await amina.openDocument(title);
    await expect.poll(() => amina.read('Leading change')).toBe(text);

    await amina.closeTab();
    await expect.poll(() => amina.isVaultAwake(), { timeout: 45_000 }).toBe(false);
    await amina.openCairn();
    await expect(amina.page.getByRole('heading', { name: 'Cairn is locked' })).toBeVisible();
    await nothingShown(amina);

    await amina.tryToUnlock('a quiet harbour wall!');
    const problem = amina.page.getByRole('alert');
    await expect(problem).toHaveText(
      'That is not the passphrase of this device. Try again in 1 second.'
    );
    await nothingShown(amina);
    await amina.tryToUnlock('A quiet harbour wall');
    await expect(problem).toHaveText(/not the passphrase of this device\. Try again in 2 seconds/);
    await nothingShown(amina);
    await amina.tryToUnlock(passphrase);
    await amina.openDocument(title);
    await expect.poll(() => amina.read('Leading change')).toBe(text);
    expect(amina.complaints).toEqual([]);
  } finally {
    await amina.leave();
    await site.close();
  }
});

/** Neither on the page nor anywhere in it. */
async function nothingShown({ page }: Person): Promise<void> {
  const whole = await page.content();
  expect(whole).not.toContain(title);
  expect(whole).not.toContain('consent form');
  expect(await page.title()).not.toContain(title);
}
