import { expect, test } from '@playwright/test';
import { Person } from '../support/driver.ts';
import { Site } from '../support/site.ts';

const circle = 'Eye surgery circle';

test('Amina says once who she is, invites Ben, and sees him come, write and go', async () => {
  const site = await Site.open();
  const amina = await Person.open({ name: 'amina', url: site.url });
  const ben = await Person.open({ name: 'ben', url: site.url });
  const { page } = amina;
  const here = page.getByRole('region', { name: 'Here just now' });
  try {
    await amina.protect(null);
    await page.getByRole('link', { name: 'Start a space' }).first().click();
    await page.getByRole('button', { name: 'Start the community' }).click();
    for (const [label, sentence] of [
      ['Name of the community', /Give the community a name/],
      ['Your name', /Say who you are/],
      ['Your organisation', /Name the organisation/]
    ] as const) {
      await expect(page.getByLabel(label)).toHaveAccessibleDescription(sentence);
    }
    await amina.startCommunity({
      community: circle,
      name: 'Amina Okafor',
      organisation: 'Harbour Eye'
    });
    await expect(here).toContainText('Nobody else is here just now');
    await expect(here).toContainText('What you write waits safely on this device');
    await expect(here.getByRole('status')).toContainText('looking for the others');

    await page.getByRole('link', { name: 'Start a space' }).first().click();
    await expect(page.getByText('You will appear as Amina Okafor, Harbour Eye.')).toBeVisible();
    await expect(page.getByLabel('Your name')).toHaveCount(0);
    await page.getByLabel('Name of the community').fill('Falls circle');
    await page.getByRole('button', { name: 'Start the community' }).click();
    await expect(page.getByRole('heading', { name: 'Falls circle', level: 1 })).toBeVisible();
    const second = await amina.invite();
    await amina.goTo(circle);
    await amina.newDocument('Incident case summary', 'Wrong lens implanted');
    await amina.goTo(circle);

    const first = await amina.invite('Northgate');
    await page.getByRole('link', { name: 'People', exact: true }).first().click();
    await page.getByRole('button', { name: 'Show the link again' }).click();
    await expect(page.getByRole('img', { name: 'Invitation as a QR code' })).toBeVisible();
    await expect(page.getByLabel('Invitation link')).toHaveValue(first);
    await page.getByRole('button', { name: 'Close' }).click();
    await amina.goTo(circle);
    await ben.join(first, { name: 'Ben Tarrant', organisation: 'Northgate', passphrase: null });
    await expect(here.getByRole('listitem')).toHaveText(/Ben Tarrant\s+Northgate/);
    await expect(here).not.toContainText('Nobody else is here just now');
    await expect(here.getByRole('status')).toContainText('in touch with the others');

    await ben.openDocument('Wrong lens implanted');
    await amina.openDocument('Wrong lens implanted');
    await amina.write('What happened', 'One box was opened.');
    await ben.write('How it was managed', 'The list was stopped.');
    await expect(amina.caretOf('Ben Tarrant · Northgate')).toBeVisible();
    await expect(ben.caretOf('Amina Okafor · Harbour Eye')).toBeVisible();

    await ben.openLink(second);
    await expect(ben.page.getByLabel('Your name')).toHaveValue('Ben Tarrant');
    await expect(ben.page.getByLabel('Your organisation')).toHaveValue('Northgate');
    await ben.page.getByRole('button', { name: 'Join the community' }).click();
    await expect(ben.page.getByRole('heading', { name: 'Falls circle', level: 1 })).toBeVisible();

    await ben.close();
    await amina.goTo(circle);
    await expect(here).toContainText('Nobody else is here just now', { timeout: 60_000 });
    expect([...amina.complaints, ...ben.complaints]).toEqual([]);
  } finally {
    await amina.leave();
    await ben.leave();
    await site.close();
  }
});

test('a link that is used up, cut short or no invitation at all says so to whoever comes with it', async () => {
  const site = await Site.open();
  const amina = await Person.open({ name: 'amina', url: site.url });
  const ben = await Person.open({ name: 'ben', url: site.url });
  const carys = await Person.open({ name: 'carys', url: site.url });
  const { page } = carys;
  try {
    await amina.startCommunity({
      community: circle,
      name: 'Amina Okafor',
      organisation: 'Harbour Eye',
      passphrase: null
    });
    const link = await amina.invite('Northgate');
    await ben.join(link, { name: 'Ben Tarrant', organisation: 'Northgate', passphrase: null });

    await carys.openLink(link);
    await expect(page.getByText('You have been invited to a community')).toBeVisible();
    await carys.protect(null);
    await expect(
      page.getByRole('heading', { name: 'This invitation has been used already' })
    ).toBeVisible();
    await expect(page.getByRole('alert')).toContainText('Then ask for a new one.');

    await carys.openLink(link.slice(0, -6));
    await expect(
      page.getByRole('heading', { name: 'This invitation link is not whole' })
    ).toBeVisible();
    await expect(page.getByRole('alert')).toContainText('Copy the whole link and open it again');

    await page.goto(`${site.url}/join`);
    await page.getByLabel('Invitation link').fill(site.url);
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect(page.getByLabel('Invitation link')).toHaveAccessibleDescription(
      /not an invitation link of Cairn/
    );
    await amina.page.getByRole('link', { name: 'People', exact: true }).first().click();
    const invitations = amina.page.getByRole('region', { name: 'Invitations' });
    await expect(invitations.getByRole('listitem')).toHaveText(/Northgate.*Used/s);
    expect([...amina.complaints, ...ben.complaints, ...carys.complaints]).toEqual([]);
  } finally {
    await amina.leave();
    await ben.leave();
    await carys.leave();
    await site.close();
  }
});
