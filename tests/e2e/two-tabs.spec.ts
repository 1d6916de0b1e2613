import { expect, type Page, test } from '@playwright/test';
import { Person, textOf } from '../support/driver.ts';
import { Site } from '../support/site.ts';

const body = (page: Page, section: string) =>
  page.getByRole('group', { name: section, exact: true }).locator('.part-body');

const read = (page: Page, section: string) => textOf(body(page, section));

test('two tabs of one browser write in one document without a false step', async () => {
  const site = await Site.open();
  const amina = await Person.open({ name: 'amina', url: site.url });
  try {
    await amina.protect('a quiet harbour wall');
    await amina.newDocument('Incident case summary', 'Two windows');
    const second = await amina.newTab();
    await second.getByRole('link', { name: 'Two windows' }).first().click();
    await body(second, 'Setting').click();
    await second.keyboard.type('A day surgery unit.');
    await amina.write('What happened', 'The list ran late.');
    await expect(body(second, 'What happened')).toContainText('The list ran late.');
    await expect.poll(() => amina.read('Setting')).toBe('A day surgery unit.');

    // The first tab ran the network; its end is not noticed in the second.
    await amina.page.close();
    await body(second, 'Setting').click();
    await second.keyboard.press('End');
    await second.keyboard.type(' On a Friday.');
    await expect(
      second.getByRole('group', { name: 'Who can read this, and where it is' })
    ).toContainText('on this device');

    const third = await amina.newTab();
    await third.getByRole('link', { name: 'Two windows' }).first().click();
    await expect.poll(() => read(third, 'Setting')).toBe('A day surgery unit. On a Friday.');
    await third.getByRole('button', { name: 'Lock', exact: true }).first().click();
    await expect(third.getByRole('button', { name: 'Unlock' })).toBeVisible();
    await expect(second.getByRole('button', { name: 'Unlock' })).toBeVisible();
    await third
      .getByLabel('Passphrase for this device', { exact: true })
      .fill('a quiet harbour wall');
    await third.getByRole('button', { name: 'Unlock' }).click();
    await expect.poll(() => read(second, 'Setting')).toBe('A day surgery unit. On a Friday.');
    expect(amina.complaints).toEqual([]);
  } finally {
    await amina.leave();
    await site.close();
  }
});
