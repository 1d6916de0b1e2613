import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { BuiltPages } from '../support/built-pages.ts';
import { Person } from '../support/driver.ts';
import { Gateway } from '../support/gateway.ts';
import { decodeHeard } from '../support/heard.ts';
import { scanBytes, scanFolder } from '../support/scan.ts';
import { Site } from '../support/site.ts';

// Words that no browser, dictionary or library would have on its own.
const markers = {
  community: 'Zwickelkreis Harbour',
  name: 'Aminata Quoxley',
  organisation: 'Glimmerfen Eye Clinic',
  title: 'Wrongwayroundlens at theatre',
  text: 'vexoplasm drifted under the blinkerstone',
  query: 'blinkerstone'
};

/** What two devices must tell each other to connect, and what no server should be able to read. */
const addresses = ['candidate:', 'a=ice'];

/** The same steps on a device with a passphrase and on one without. */
async function writeAndSearch(site: Site, passphrase: string | null): Promise<Person> {
  const person = await Person.open({ name: 'amina', url: site.url });
  await person.startCommunity({ ...markers, passphrase });
  await person.newDocument('Incident case summary', markers.title);
  await person.write('What happened', markers.text);
  await person.saved();
  await person.goTo(markers.community);
  await expect.poll(() => person.search(markers.query)).toEqual([markers.title]);
  await person.page.keyboard.press('Escape');
  return person;
}

test('a closed profile holds no typed word; without a passphrase the same scan finds them', async () => {
  const site = await Site.open();
  const passphrase = 'seven quiet otters';
  const locked = await writeAndSearch(site, passphrase);
  const open = await writeAndSearch(site, null);
  try {
    expect([...locked.complaints, ...open.complaints]).toEqual([]);
    await locked.lock();
    await locked.close();
    await open.close();
    const wanted = Object.values(markers);
    expect(scanFolder(locked.profile, [...wanted, passphrase])).toEqual([]);
    const found = scanFolder(open.profile, wanted).join('\n');
    for (const marker of [markers.community, markers.name, markers.title, markers.text]) {
      expect(found, `the control must find "${marker}"`).toContain(marker);
    }
  } finally {
    await locked.leave();
    await open.leave();
    await site.close();
  }
});

test('the server hears no title, name, text or address of a device', async () => {
  const site = await Site.open();
  const amina = await writeAndSearch(site, null);
  const ben = await Person.open({ name: 'ben', url: site.url });
  try {
    const link = await amina.invite('Thistledown Group');
    await ben.join(link, { name: 'Benno Marrowby', organisation: 'Thistledown', passphrase: null });
    await ben.waitForDocument(markers.title);
    await ben.openDocument(markers.title);
    await ben.write('What happened', ' and the glowworms agreed');
    await amina.openDocument(markers.title);
    await expect.poll(() => amina.read('What happened')).toContain('glowworms');
    const secret = new URL(link).hash.slice(1);
    const words = [...Object.values(markers), 'glowworms', 'Benno Marrowby', ...addresses, secret];
    const heard = site.heard.map(decodeHeard);
    expect(heard.some((bytes) => bytes.includes('publish'))).toBe(true);
    expect(heard.flatMap((bytes) => scanBytes(bytes, words))).toEqual([]);
    expect([...amina.complaints, ...ben.complaints]).toEqual([]);
  } finally {
    await amina.leave();
    await ben.leave();
    await site.close();
  }
});

test('of two stock y-webrtc clients the same server hears the room and the addresses', async () => {
  const sources = fileURLToPath(new URL('../bench/pages', import.meta.url));
  const pages = await BuiltPages.open(sources, 'stock-typing');
  const address = pages.page('stock-typing');
  const amina = await Person.open({ name: 'amina', url: pages.url });
  const ben = await Person.open({ name: 'ben', url: pages.url });
  try {
    const room = 'zwickelkreis';
    await amina.openLink(`${address}?first#${room}`);
    await ben.openLink(`${address}#${room}`);
    await expect(ben.page.getByRole('heading', { name: 'What happened' })).toBeVisible();
    const { heard } = await Gateway.to(pages.url);
    const found = heard.flatMap((one) => scanBytes(decodeHeard(one), [room, ...addresses]));
    for (const word of [room, ...addresses]) expect(found).toContain(`${word} (utf-8)`);
  } finally {
    await amina.leave();
    await ben.leave();
    await pages.close();
  }
});
