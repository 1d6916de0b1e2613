import type { Page } from '@playwright/test';
import { expect } from '@playwright/test';
import { Person } from '../support/driver.ts';
import type { Site } from '../support/site.ts';
import type { BenchPages } from './bench-pages.ts';
import type {} from './pages/stock-typing.ts';
import { collect, noteKeys, type Place, type Strokes, watchFor } from './sight.ts';
import { lettersToType, typeAt } from './typist.ts';

const title = 'Wrong lens implanted';
const sections = ['What happened', 'How it was managed'] as const;

/** Two people in one document, each with a place of their own to write in. */
export interface Pair {
  people: readonly [Person, Person];
  places: readonly [Place, Place];
  /** Puts each caret where its owner writes. */
  takePlaces(): Promise<void>;
}

export async function openPair(site: Site): Promise<Pair> {
  const amina = await Person.open({ name: 'amina', url: site.url });
  const ben = await Person.open({ name: 'ben', url: site.url });
  await amina.startCommunity({
    community: 'Eye surgery circle',
    name: 'Amina',
    organisation: 'Harbour Eye',
    passphrase: null
  });
  await amina.newDocument('Incident case summary', title);
  await amina.goTo('Eye surgery circle');
  const link = await amina.invite('Northgate');
  await ben.join(link, { name: 'Ben', organisation: 'Northgate', passphrase: null });
  await ben.waitForDocument(title);
  for (const person of [amina, ben]) await person.openDocument(title);
  await expect(amina.page.getByText('Ben').first()).toBeVisible();
  const [first, second] = sections.map((name) => ({
    selector: `.part[aria-label="${name}"] .part-body`,
    ornaments: '.peer-caret',
    drawn: '.peer, .ProseMirror-widget'
  }));
  if (!first || !second) throw new Error('two people, two places');
  return {
    people: [amina, ben],
    places: [first, second],
    takePlaces: async () => {
      await amina.write(sections[0], '');
      await ben.write(sections[1], '');
    }
  };
}

/** The same two people over stock y-webrtc. */
export async function openStockPair(pages: BenchPages): Promise<Pair> {
  const address = pages.page('stock-typing');
  const people = [
    await Person.open({ name: 'first', url: pages.url }),
    await Person.open({ name: 'second', url: pages.url })
  ] as const;
  await people[0].page.goto(`${address}?first#bench`);
  await people[1].page.goto(`${address}#bench`);
  for (const { page } of people) await page.waitForFunction(() => window.stock?.isConnected());
  const place = (number: number) => ({
    selector: `.ProseMirror > p:nth-of-type(${number})`,
    ornaments: '',
    drawn: ''
  });
  return {
    people,
    places: [place(1), place(2)],
    takePlaces: async () => {
      for (const [number, { page }] of people.entries()) {
        await page.evaluate((paragraph) => window.stock.goTo(paragraph), number);
      }
    }
  };
}

/** Both type at once, and each is watched by the other. */
export async function typeTogether(
  pair: Pair,
  { keys, rate, seed }: { keys: number; rate: number; seed: number }
): Promise<Strokes[]> {
  const { people, places } = pair;
  const pages: readonly [Page, Page] = [people[0].page, people[1].page];
  const texts = [lettersToType(keys, seed), lettersToType(keys, seed + 500)] as const;
  await pair.takePlaces();
  for (const page of pages) await noteKeys(page);
  await watchFor(pages[1], places[0], texts[0]);
  await watchFor(pages[0], places[1], texts[1]);
  await Promise.all([
    typeAt(pages[0], texts[0], rate, seed),
    typeAt(pages[1], texts[1], rate, seed + 1)
  ]);
  return [await collect(pages[0], pages[1], texts[0]), await collect(pages[1], pages[0], texts[1])];
}
