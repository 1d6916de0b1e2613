import { expect, test } from '@playwright/test';
import { Person } from '../support/driver.ts';
import { scanFolder } from '../support/scan.ts';
import { Site } from '../support/site.ts';

const community = 'Eye surgery circle';
const telephone = '0161 496 0123';

test('Amina shares a copy of a private draft: warned of a telephone number, answered, read by Ben', async () => {
  const site = await Site.open();
  const amina = await Person.open({ name: 'amina', url: site.url });
  const ben = await Person.open({ name: 'ben', url: site.url });
  try {
    await amina.startCommunity({
      community,
      name: 'Amina Okafor',
      organisation: 'Harbour Eye',
      passphrase: null
    });
    const link = await amina.invite('Northgate');
    await ben.join(link, { name: 'Ben Tarrant', organisation: 'Northgate', passphrase: null });

    await amina.goTo('Only me');
    await amina.newDocument('Incident case summary', 'Wrong lens implanted');
    await amina.write('What happened', 'Snowdrop was her name');
    for (let i = 0; i < 'Snowdrop was her name'.length; i++) {
      await amina.page.keyboard.press('Backspace');
    }
    await amina.page.keyboard.type(`Her daughter can be rung on ${telephone} at noon.`);
    await amina.saved();

    await amina.page.getByRole('button', { name: 'Share a copy…' }).click();
    const dialog = amina.page.getByRole('dialog', { name: 'Share a copy' });
    await dialog.getByLabel('Which space is it for?').selectOption({ label: community });
    await expect(dialog.getByText(/^A copy, made by Amina Okafor on /)).toBeVisible();
    await expect(
      dialog.getByRole('list', { name: 'May identify someone' }).getByRole('listitem')
    ).toHaveText([new RegExp(telephone)]);
    const answer = dialog.getByRole('checkbox', {
      name: 'These people will be able to read the copy: Harbour Eye (1 person) and Northgate (1 person)'
    });
    const share = dialog.getByRole('button', { name: 'Share the copy' });

    await share.click();
    await expect(dialog.getByRole('alert')).toHaveText(/Tick this first/);
    await expect(answer).toBeFocused();
    await expect(dialog.getByText('The copy is in')).toHaveCount(0);
    await answer.check();
    await share.click();
    await dialog.getByRole('link', { name: 'Open the copy' }).click();
    await expect(amina.page.getByText(/^A copy, made by Amina Okafor on /)).toBeVisible();
    await expect(amina.standing()).toContainText('Northgate can read this');

    await ben.waitForDocument('Wrong lens implanted');
    await ben.openDocument('Wrong lens implanted');
    await expect(ben.page.getByText(/^A copy, made by Amina Okafor on /)).toBeVisible();
    await expect.poll(() => ben.read('What happened')).toContain(telephone);
    await ben.write('What happened', ' Ben has read it.');
    await expect.poll(() => amina.read('What happened')).toContain('Ben has read it.');

    expect([...amina.complaints, ...ben.complaints]).toEqual([]);
    await ben.close();
    // Ben’s device is unprotected: the control finds the copy, and nothing of how it came about.
    expect(scanFolder(ben.profile, ['can be rung on']).length).toBeGreaterThan(0);
    expect(scanFolder(ben.profile, ['Snowdrop'])).toEqual([]);

    await amina.goTo('Only me');
    await amina.openDocument('Wrong lens implanted');
    expect(await amina.read('What happened')).not.toContain('Ben has read it.');
  } finally {
    for (const person of [amina, ben]) await person.leave();
    await site.close();
  }
});
