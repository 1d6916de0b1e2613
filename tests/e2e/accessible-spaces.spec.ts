import { expect, type Locator, test } from '@playwright/test';
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

interface Tour {
  amina: Person;
  site: Site;
  button: (name: string | RegExp) => Locator;
  lookOver: (place: string, ...dialogues: [string, string | RegExp][]) => Promise<void>;
}

/** Amina, protected, who looks at her pages one after another; nothing may be wrong with any. */
async function tour(story: (tour: Tour) => Promise<void>): Promise<void> {
  const site = await Site.open();
  const amina = await Person.open({ name: 'amina', url: site.url, size: wide });
  const { page } = amina;
  const inspection = new Inspection(page);
  const button = (name: string | RegExp) => page.getByRole('button', { name }).first();
  /** Every page at a desk and in a pocket, by day and by night. */
  const lookOver: Tour['lookOver'] = async (place, ...dialogues) => {
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
    await page.setViewportSize(wide);
  };
  try {
    await amina.protect('a quiet harbour wall');
    await story({ amina, site, button, lookOver });
    expect(inspection.faults).toEqual([]);
    expect(amina.complaints).toEqual([]);
  } finally {
    await amina.leave();
    await site.close();
  }
}

const community = {
  community: 'Eye surgery circle',
  name: 'Amina Okafor',
  organisation: 'Harbour Eye'
};

test('people, with every dialogue about them, serve everybody', async () => {
  await tour(async ({ amina, site, button, lookOver }) => {
    await amina.startCommunity(community);
    const link = await amina.invite('Northgate Hospitals');
    const ben = await Person.open({ name: 'ben', url: site.url });
    const who = { name: 'Ben Tarrant', organisation: 'Northgate Hospitals', passphrase: null };
    try {
      await ben.join(link, who);
      await amina.page.getByRole('link', { name: 'People', exact: true }).first().click();
      await expect(button('Remove Ben Tarrant')).toBeVisible();
      expect(ben.complaints).toEqual([]);
    } finally {
      // He has joined: what is looked at is hers.
      await ben.leave();
    }
    await lookOver(
      'people',
      ['removal', 'Remove Ben Tarrant'],
      ['role', 'Change role of Ben Tarrant'],
      ['rename', 'Change name, purpose, colour'],
      ['leaving', 'Leave this space'],
      ['invitation', /^Invite/]
    );
  });
});

test('spaces, history, late changes and what Cairn protects serve everybody', async () => {
  await tour(async ({ amina, site, lookOver }) => {
    const { page } = amina;
    await amina.startCommunity(community);
    const space = new URL(page.url()).pathname;
    for (const [path, heading] of [
      ['/spaces/new', 'Start a space'],
      [`${space}/history`, 'Membership history'],
      [`${space}/late`, 'Late changes'],
      ['/about/protection', /protects/],
      ['/spaces', 'Spaces']
    ] as const) {
      await page.goto(`${site.url}${path}`);
      await expect(page.getByRole('heading', { name: heading, level: 1 })).toBeVisible();
      await lookOver(path);
    }
  });
});
