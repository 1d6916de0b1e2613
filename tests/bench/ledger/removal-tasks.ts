import { expect } from '@playwright/test';
import { Person } from '../../support/driver.ts';
import type { Site } from '../../support/site.ts';
import { watchTasks } from '../long-tasks.ts';

/**
 * Two people; one removes the other, and a new key is made and stored: milliseconds of each task
 * over 50 ms in the tab of whoever removes.
 */
export async function tasksWhileRemoving(site: Site): Promise<number[]> {
  const amina = await Person.open({ name: 'amina', url: site.url });
  const ben = await Person.open({ name: 'ben', url: site.url });
  const community = 'Eye surgery circle';
  try {
    const who = { name: 'Amina', organisation: 'Harbour Eye', passphrase: null };
    await amina.startCommunity({ community, ...who });
    const link = await amina.invite('Northgate');
    await ben.join(link, { name: 'Ben', organisation: 'Northgate', passphrase: null });
    await amina.goTo(community);
    await amina.page.getByRole('link', { name: 'People', exact: true }).first().click();
    await amina.page.getByRole('button', { name: 'Remove Ben' }).click();
    const dialog = amina.page.getByRole('dialog');
    await dialog.getByLabel('Their part in this has ended').check();
    await watchTasks(amina);
    await dialog.getByRole('button', { name: 'Remove them' }).click();
    await expect(dialog).toHaveCount(0);
    // The history tells of the key that was begun after it.
    await amina.page.getByRole('link', { name: 'Membership history' }).click();
    await expect(amina.page.getByRole('heading', { name: 'Membership history' })).toBeVisible();
    await expect(amina.page.getByText('Changed the key of the space').nth(1)).toBeVisible();
    return await amina.page.evaluate(() => window.longTasks);
  } finally {
    await ben.leave();
    await amina.leave();
  }
}
