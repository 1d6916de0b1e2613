import { expect, test } from '@playwright/test';
import { Person } from '../support/driver.ts';
import { Inspection } from '../support/inspection.ts';
import { Site } from '../support/site.ts';

test.describe.configure({ mode: 'parallel' });

for (const dark of [false, true]) {
  for (const size of [
    { width: 1280, height: 800 },
    { width: 390, height: 844 }
  ]) {
    const look = `${dark ? 'dark' : 'light'}, ${size.width} wide`;
    test(`every page and dialogue is free of what axe can find (${look})`, async () => {
      const site = await Site.open();
      const amina = await Person.open({ name: 'amina', url: site.url, size, dark });
      const { page } = amina;
      const inspection = new Inspection(page);
      const check = (place: string, only?: string) => inspection.axe(place, only);
      try {
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        await check('first open');
        await amina.protect('a quiet harbour wall');
        await check('empty library');
        await amina.newDocument('Incident case summary', 'Wrong lens implanted');
        await amina.write('What happened', 'The box of the lens was opened.');
        await check('document');
        await amina.write('What happened', ' Call 07700 900123.');
        const marks = page.getByRole('region', { name: 'May identify someone' });
        await marks.getByRole('button', { name: '1 place may identify someone' }).click();
        await check('identifying details', '[aria-label="May identify someone"]');
        await page.goto(`${site.url}/spaces/new`);
        await expect(page.getByRole('heading', { name: 'Start a space' })).toBeVisible();
        await check('start a space');
        await page.getByLabel('Name of the community').fill('Eye surgery circle');
        await page.getByLabel('Your name').fill('Amina Okafor');
        await page.getByLabel('Your organisation').fill('Harbour Eye');
        await page.getByRole('button', { name: 'Start the community' }).click();
        const invite = page.getByRole('button', { name: 'Invite another organisation' }).first();
        // On a phone what is known of the space is folded up.
        if (size.width < 1088) await page.getByText('1 organisation can read this').click();
        await invite.click();
        await page.getByRole('button', { name: 'Make the invitation' }).click();
        await expect(page.getByLabel('Invitation link')).toBeVisible();
        await check('invitation');
        await page.getByRole('button', { name: 'Done' }).click();
        await check('community');
        for (const path of ['/', '/settings', '/join', '/spaces', '/d/nowhere']) {
          await page.goto(`${site.url}${path}`);
          await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
          await check(path);
        }
        await page.goto(site.url);
        await amina.search('lens');
        await check('search results');
        await page.keyboard.press('Escape');
        await page
          .getByRole('button', { name: /^New document$|^New$/ })
          .first()
          .click();
        await expect(page.getByRole('dialog')).toBeVisible();
        await check('new document');
        expect(inspection.faults).toEqual([]);
        expect(amina.complaints).toEqual([]);
      } finally {
        await amina.leave();
        await site.close();
      }
    });
  }
}
