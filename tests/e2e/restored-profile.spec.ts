import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { Person } from '../support/driver.ts';
import { Site } from '../support/site.ts';

const community = 'Eye surgery circle';

/** Whoever left without a word is missed only after a while. */
const meetAgain = (person: Person, title: string) =>
  expect(person.page.getByRole('link', { name: title, exact: true }).first()).toBeVisible({
    timeout: 90_000
  });

test('a restored copy of a profile is noticed and said, and nothing honest is lost', async () => {
  test.setTimeout(400_000);
  const site = await Site.open();
  const folder = mkdtempSync(join(tmpdir(), 'cairn-cleo-'));
  const [profile, backup] = [join(folder, 'first'), join(folder, 'backup')];
  const amina = await Person.open({ name: 'amina', url: site.url });
  const cleo = await Person.open({ name: 'cleo', url: site.url, profile });
  const people = [amina, cleo];
  try {
    await amina.startCommunity({
      ...{ community, name: 'Amina Okafor', organisation: 'Harbour Eye', passphrase: null }
    });
    await amina.newDocument('Page', 'Before the backup');
    await amina.goTo(community);
    const link = await amina.invite('Riverside');
    await cleo.join(link, { name: 'Cleo Marsh', organisation: 'Riverside', passphrase: null });
    await cleo.waitForDocument('Before the backup');
    await cleo.close();
    cpSync(profile, backup, { recursive: true });

    // The first goes on.
    await cleo.return();
    await cleo.goTo(community);
    await cleo.newDocument('Page', 'After the backup');
    await amina.goTo('Only me');
    await amina.goTo(community);
    await meetAgain(amina, 'After the backup');

    // The backup is opened on another computer, while the first is still at work.
    const copy = await Person.open({ name: 'cleo-again', url: site.url, profile: backup });
    people.push(copy);
    for (const one of [copy, cleo]) {
      await one.goTo('Only me');
      await one.goTo(community);
      await expect(
        one.page.getByText('Another copy of this device is at work, or has been')
      ).toBeVisible({ timeout: 60_000 });
    }
    await cleo.close();
    await copy.close();

    // Only the backup is kept: it has what was written since, says so, and goes on.
    await copy.return();
    await copy.goTo(community);
    await meetAgain(copy, 'After the backup');
    await copy.newDocument('Page', 'Written on the restored one');
    await meetAgain(amina, 'Written on the restored one');
    await expect(amina.page.getByText('have been at work')).toHaveCount(0);
    for (const title of ['Before the backup', 'After the backup']) {
      await amina.waitForDocument(title);
    }
    expect([...amina.complaints, ...cleo.complaints, ...copy.complaints]).toEqual([]);
  } finally {
    for (const person of people) await person.leave();
    rmSync(folder, { recursive: true, force: true });
    await site.close();
  }
});
