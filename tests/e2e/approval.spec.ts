import { expect, type Locator, type Page, test } from '@playwright/test';
import { Person, type Who } from '../support/driver.ts';
import { Site } from '../support/site.ts';

const space = 'Wrong lens, May';
const amina = { name: 'Amina Okafor', organisation: 'Harbour Eye' };
const ben: Who = { name: 'Ben Tarrant', organisation: 'Northgate', passphrase: null };
const chloe: Who = { name: 'Chloe Byrne', organisation: 'Westbrook', passphrase: null };

/** People at browsers of their own, who leave whatever happens. */
async function together(
  names: string[],
  story: (people: Person[], site: Site) => Promise<void>
): Promise<void> {
  const site = await Site.open();
  const people: Person[] = [];
  try {
    for (const name of names) people.push(await Person.open({ name, url: site.url }));
    await story(people, site);
    expect(people.flatMap(({ complaints }) => complaints)).toEqual([]);
  } finally {
    for (const person of people) await person.leave();
    await site.close();
  }
}

async function startInvestigation({ page }: Person): Promise<void> {
  await page.getByRole('link', { name: 'Start a space' }).first().click();
  await page.getByRole('radio', { name: 'Joint investigation' }).check();
  await page.getByLabel('Name of the investigation').fill(space);
  await page.getByLabel('Your name').fill(amina.name);
  await page.getByLabel('Your organisation').fill(amina.organisation);
  await page.getByRole('button', { name: 'Start the investigation' }).click();
  await expect(page.getByRole('heading', { name: space, level: 1 })).toBeVisible();
}

/** Opens a link and asks to be let in, as somebody who has never seen Cairn. */
async function ask(person: Person, link: string, who: Who): Promise<void> {
  await person.openLink(link);
  const first = person.page.getByRole('heading', { name: 'What we learned, kept by us' });
  const name = person.page.getByLabel('Your name');
  await expect(first.or(name)).toBeVisible({ timeout: 30_000 });
  if (await first.isVisible()) await person.protect(null);
  await expect(name).toBeVisible({ timeout: 60_000 });
  await name.fill(who.name);
  await person.page.getByLabel('Your organisation').fill(who.organisation);
  await person.page.getByRole('button', { name: /Ask to be let in|Leave my request/ }).click();
}

/** Amina starts an investigation, and Ben asks to be let in; his link. */
async function askedByBen(host: Person, guest: Person): Promise<string> {
  await host.protect(null);
  await startInvestigation(host);
  const link = await host.invite('Northgate');
  await ask(guest, link, ben);
  return link;
}

const codeOn = (part: Page | Locator): Locator => part.getByText(/^(Code:\s*)?\d{3} \d{3}$/);

const requestOf = ({ page }: Person, who: Who): Locator =>
  page.getByRole('article', { name: `${who.name} asks to be let in` });

/** Reads the code to each other, as over a telephone; the person inviting then decides. */
async function compare(inviter: Person, guest: Person, who: Who, answer: string): Promise<void> {
  const request = requestOf(inviter, who);
  await expect(codeOn(request)).toBeVisible({ timeout: 30_000 });
  const there = (await codeOn(request).innerText()).replace(/Code:\s*/, '').trim();
  await expect(codeOn(guest.page)).toHaveText(there);
  await request.getByRole('button', { name: answer }).click();
}

/** From a space's page, and back to it. */
async function makeAdmin({ page }: Person, { name }: Who): Promise<void> {
  await page.getByRole('link', { name: 'People', exact: true }).first().click();
  await page.getByRole('button', { name: `Change role of ${name}` }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: 'Runs the space' }).check();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toHaveCount(0);
  await page.goBack();
}

const isIn = async (person: Person) => {
  await person.page.waitForURL(/\/s\//, { timeout: 60_000 });
  await expect(person.page.getByRole('heading', { name: space, level: 1 })).toBeVisible();
};

test('Amina lets Ben into an investigation once both have read the same code', async () => {
  await together(['amina', 'ben'], async (people) => {
    const [host, guest] = people as [Person, Person];
    await askedByBen(host, guest);
    await expect(
      guest.page.getByRole('heading', { name: `Waiting for ${amina.name} to let you in` })
    ).toBeVisible({ timeout: 30_000 });
    // Whoever does not look at the page hears of it.
    await expect(host.page.getByText(`Somebody asks to be let into ${space}.`)).toBeAttached();
    await expect(host.page.getByText(', 1 request to be let in').first()).toBeAttached();
    await compare(host, guest, ben, 'Let in');
    await isIn(guest);
    await expect(requestOf(host, ben)).toHaveCount(0);
  });
});

test('Amina turns Ben down: he is told, and the link is good no more', async () => {
  await together(['amina', 'ben'], async (people) => {
    const [host, guest] = people as [Person, Person];
    const link = await askedByBen(host, guest);
    await compare(host, guest, ben, 'Turn down');
    await expect(guest.page.getByRole('heading', { name: 'You were not let in' })).toBeVisible();
    await guest.openLink(link);
    await expect(
      guest.page.getByRole('heading', { name: 'This invitation has been taken back' })
    ).toBeVisible({ timeout: 30_000 });
    await host.page.getByRole('link', { name: 'People', exact: true }).first().click();
    const invitations = host.page.getByRole('list', { name: 'Invitations' });
    await expect(invitations.getByRole('listitem')).toContainText('Taken back');
  });
});

test('Amina is away: Ben, who runs the space as well, lets Chloe in', async () => {
  await together(['amina', 'ben', 'chloe'], async (people) => {
    const [host, second, guest] = people as [Person, Person, Person];
    await askedByBen(host, second);
    await compare(host, second, ben, 'Let in');
    await isIn(second);
    await makeAdmin(host, ben);
    await host.goTo(space);
    const link = await host.invite('Westbrook');
    // What Amina calls them is known to devices that can wait for them, and to no other.
    await second.page.getByRole('link', { name: 'People', exact: true }).first().click();
    const invitations = second.page.getByRole('list', { name: 'Invitations' });
    await expect(invitations).toContainText('Westbrook', { timeout: 30_000 });
    await host.close();
    await ask(guest, link, chloe);
    await expect(
      guest.page.getByRole('heading', { name: `Waiting for ${ben.name} to let you in` })
    ).toBeVisible({ timeout: 30_000 });
    await compare(second, guest, chloe, 'Let in');
    await isIn(guest);
  });
});

test('nobody is there: Chloe’s request waits, over a restart, until Amina is back', async () => {
  await together(['amina', 'chloe'], async (people) => {
    const [host, guest] = people as [Person, Person];
    await host.protect(null);
    await startInvestigation(host);
    const link = await host.invite('Westbrook');
    host.goOffline();
    await ask(guest, link, chloe);
    await expect(guest.page.getByRole('heading', { name: 'Your request waits' })).toBeVisible();
    await expect(guest.page.getByText('Nobody who may let you in')).toBeVisible();
    await guest.kill();
    await guest.return();
    await guest.page.getByRole('link', { name: 'Waiting to be let in' }).click();
    await expect(guest.page.getByRole('heading', { name: 'Your request waits' })).toBeVisible();
    host.goOnline();
    await compare(host, guest, chloe, 'Let in');
    await isIn(guest);
    await expect(guest.page.getByRole('link', { name: 'Waiting to be let in' })).toHaveCount(0);
  });
});

test('one link opened twice at the same moment lets exactly one in', async () => {
  await together(['amina', 'ben', 'chloe'], async (people) => {
    const [host, ...guests] = people as [Person, Person, Person];
    await host.startCommunity({ community: space, ...amina, passphrase: null });
    const link = await host.invite();
    for (const [i, guest] of guests.entries()) {
      const who = [ben, chloe][i] ?? ben;
      await guest.openLink(link);
      await guest.protect(null);
      await guest.page.getByLabel('Your name').fill(who.name, { timeout: 60_000 });
      await guest.page.getByLabel('Your organisation').fill(who.organisation);
    }
    await Promise.all(
      guests.map(({ page }) => page.getByRole('button', { name: 'Join the community' }).click())
    );
    const used = ({ page }: Person) =>
      page.getByRole('heading', { name: 'This invitation has been used already' });
    const home = ({ page }: Person) =>
      page.getByRole('heading', { name: space, level: 1, exact: true });
    for (const guest of guests) {
      await expect(used(guest).or(home(guest))).toBeVisible({ timeout: 60_000 });
    }
    const outcomes = await Promise.all(guests.map(async (guest) => used(guest).isVisible()));
    expect(outcomes.toSorted()).toEqual([false, true]);
  });
});
