import { expect, test } from '@playwright/test';
import { Person } from '../support/driver.ts';
import { Inspection } from '../support/inspection.ts';
import { Site } from '../support/site.ts';

const wide = { width: 1280, height: 800 };
const phone = { width: 360, height: 740 };

test('what is wrong with a page is found', async () => {
  const site = await Site.open();
  const amina = await Person.open({ name: 'amina', url: site.url, size: phone });
  const inspection = new Inspection(amina.page);
  try {
    await expect(amina.page.getByRole('heading', { level: 1 })).toBeVisible();
    await amina.page.evaluate(() => {
      const image = document.createElement('img');
      image.width = 700;
      document.body.append(image);
      const [early, late] = ['Early', 'Late'].map((name) => {
        const button = document.createElement('button');
        button.textContent = name;
        document.body.append(button);
        return button;
      });
      if (early) early.tabIndex = 2;
      if (late) late.tabIndex = 1;
    });
    await inspection.axe('a bad page');
    await inspection.width('a bad page');
    await inspection.focusOrder('a bad page');
    const faults = inspection.faults.join('\n');
    for (const fault of ['image-alt', 'px too wide', 'comes too late']) {
      expect(faults).toContain(fault);
    }
  } finally {
    await amina.leave();
    await site.close();
  }
});

test('people, history and late changes serve everybody', async () => {
  const site = await Site.open();
  const amina = await Person.open({ name: 'amina', url: site.url, size: wide });
  const ben = await Person.open({ name: 'ben', url: site.url });
  const { page } = amina;
  const inspection = new Inspection(page);
  const button = (name: string | RegExp) => page.getByRole('button', { name }).first();
  /** Every page at a desk and in a pocket, by day and by night. */
  const lookOver = async (place: string, ...dialogues: [string, string | RegExp][]) => {
    for (const size of [wide, phone]) {
      const where = `${place}, ${size.width} wide`;
      await page.setViewportSize(size);
      // What is half under a bar while somebody scrolls is no smaller target.
      await page.evaluate(() => scrollTo(0, 0));
      await inspection.axeInBothThemes(where);
      await inspection.width(where);
      await inspection.focusOrder(where);
    }
    for (const [what, opener] of dialogues) {
      await inspection.dialogue(`${place}, in a pocket, ${what}`, button(opener));
    }
  };
  try {
    await amina.protect('a quiet harbour wall');
    await page.goto(`${site.url}/spaces/new`);
    await expect(page.getByRole('heading', { name: 'Start a space' })).toBeVisible();
    await lookOver('start a space');
    await page.setViewportSize(wide);
    await page.goto(site.url);
    await amina.startCommunity({
      community: 'Eye surgery circle',
      name: 'Amina Okafor',
      organisation: 'Harbour Eye'
    });
    const link = await amina.invite('Northgate Hospitals');
    await ben.join(link, {
      name: 'Ben Tarrant',
      organisation: 'Northgate Hospitals',
      passphrase: null
    });
    const space = new URL(page.url()).pathname;
    await page.getByRole('link', { name: 'People', exact: true }).first().click();
    await expect(button('Remove Ben Tarrant')).toBeVisible();
    // He has joined: what is looked at is hers.
    await ben.close();
    await lookOver(
      'people',
      ['removal', 'Remove Ben Tarrant'],
      ['role', 'Change role of Ben Tarrant'],
      ['rename', 'Change name, purpose, colour'],
      ['leaving', 'Leave this space'],
      ['invitation', /^Invite/]
    );
    for (const [path, heading] of [
      [`${space}/history`, 'Membership history'],
      [`${space}/late`, 'Late changes'],
      ['/about/protection', /protects/],
      ['/spaces', 'Spaces']
    ] as const) {
      await page.goto(`${site.url}${path}`);
      await expect(page.getByRole('heading', { name: heading, level: 1 })).toBeVisible();
      await lookOver(path);
    }
    expect(inspection.faults).toEqual([]);
    expect([...amina.complaints, ...ben.complaints]).toEqual([]);
  } finally {
    await ben.leave();
    await amina.leave();
    await site.close();
  }
});
