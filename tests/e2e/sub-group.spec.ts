import { expect, test } from '@playwright/test';
import { Person } from '../support/driver.ts';
import { decodeHeard } from '../support/heard.ts';
import { type Marker, scanBytes, scanFolder } from '../support/scan.ts';
import { Site } from '../support/site.ts';

const community = 'Eye surgery circle';
// Words that no browser, dictionary or library would have on its own.
const group = 'Zwickelrunde of three';
const purpose = 'Talk about the blinkerstone';
const title = 'Vexoplasm in theatre four';
const words = 'glimmerfen drifted under the lamp';

/** From the spaces' page: a sub-group with a purpose, by somebody who is known by name already. */
async function startSubGroup({ page }: Person): Promise<void> {
  await page.getByRole('link', { name: 'Start a space' }).first().click();
  await page.getByRole('radio', { name: 'Sub-group' }).check();
  await page.getByLabel('Name of the sub-group').fill(group);
  await page.getByText('Purpose and colour (optional)').click();
  await page.getByLabel('What it is for').fill(purpose);
  await page.getByRole('button', { name: 'Start the sub-group' }).click();
  await expect(page.getByRole('heading', { name: group, level: 1 })).toBeVisible();
}

/** The id of the space that a link invites to: sixteen bytes after version, flags and secret. */
function spaceIdIn(link: string): Buffer {
  const fragment = new URL(link).hash.replace('#j1.', '');
  return Buffer.from(fragment, 'base64url').subarray(2 + 16, 2 + 16 + 16);
}

test('of a sub-group with Cleo, Ben’s device and the server learn nothing: not even that it is there', async () => {
  const site = await Site.open();
  const amina = await Person.open({ name: 'amina', url: site.url });
  const ben = await Person.open({ name: 'ben', url: site.url });
  const cleo = await Person.open({ name: 'cleo', url: site.url });
  try {
    await amina.startCommunity({
      community,
      name: 'Amina Okafor',
      organisation: 'Harbour Eye',
      passphrase: null
    });
    const link = await amina.invite('Northgate');
    await ben.join(link, { name: 'Ben Tarrant', organisation: 'Northgate', passphrase: null });

    await startSubGroup(amina);
    const quietLink = await amina.invite('Riverside', true);
    await cleo.join(quietLink, {
      name: 'Cleo Marsh',
      organisation: 'Riverside',
      passphrase: null
    });
    await amina.newDocument('Page', title);
    await amina.page.locator('.part-body').first().click();
    await amina.page.keyboard.type(words);
    await amina.saved();
    const docId = new URL(amina.page.url()).pathname.split('/').at(-1) ?? '';
    await amina.goTo(group);
    await cleo.waitForDocument(title);
    await cleo.openDocument(title);
    await expect(cleo.page.getByText(words)).toBeVisible();

    // Meanwhile Ben is in touch with Amina, and gets what is written for him.
    await amina.goTo(community);
    await amina.newDocument('Page', 'Thistledown for everybody');
    await amina.goTo(community);
    await ben.waitForDocument('Thistledown for everybody');
    await ben.openDocument('Thistledown for everybody');
    await expect(ben.page.getByText(group)).toHaveCount(0);

    const complaints = [amina, ben, cleo].flatMap((person) => person.complaints);
    expect(complaints).toEqual([]);
    await ben.close();
    await cleo.close();
    const spaceId = spaceIdIn(quietLink);
    const markers: Marker[] = [
      ...[group, purpose, title, words, docId, 'Cleo Marsh'],
      { name: 'the id of the space', bytes: spaceId }
    ];
    // Both devices are unprotected, so the controls find everything on Cleo’s, and on Ben’s his own.
    const found = scanFolder(cleo.profile, markers).join('\n');
    for (const marker of markers) {
      expect(found).toContain(typeof marker === 'string' ? marker : marker.name);
    }
    const bens: Marker[] = [
      ...[community, 'Thistledown for everybody'],
      { name: 'his own space', bytes: spaceIdIn(link) }
    ];
    for (const marker of bens) expect(scanFolder(ben.profile, [marker])).not.toEqual([]);
    expect(scanFolder(ben.profile, markers)).toEqual([]);

    const heard = site.heard.map(decodeHeard);
    expect(heard.some((bytes) => bytes.includes('publish'))).toBe(true);
    expect(heard.flatMap((bytes) => scanBytes(bytes, markers))).toEqual([]);
  } finally {
    for (const person of [amina, ben, cleo]) await person.leave();
    await site.close();
  }
});
