import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { Person } from '../support/driver.ts';
import { makeProse } from '../support/library.ts';
import type { Site } from '../support/site.ts';
import { options } from './options.ts';
import { lettersToType, typeAt } from './typist.ts';

const title = 'Everything about lenses';
const sections = 40;
const wordsInAll = 20_000;
const tables = 10;
const rate = 8;

declare global {
  interface Window {
    longTasks: number[];
  }
}

/** Somebody types in the middle of a very long document: milliseconds of each task over 50 ms. */
export async function typeInLongDocument(site: Site, keys: number, rounds: number) {
  const amina = await Person.open({ name: 'amina', url: site.url });
  try {
    await amina.protect(null);
    const path = join(mkdtempSync(join(options.folder, 'long-')), 'long.md');
    writeFileSync(path, longDocument());
    await amina.importFiles([path]);
    await expect(amina.page.getByText('1 file imported')).toBeVisible();
    await amina.goTo('Only me');
    await amina.openDocument(title);
    const text = amina.page.getByRole('textbox', { name: 'Text of the document' });
    await expect(text.getByRole('heading', { name: `Part ${sections}` })).toBeAttached();
    await text
      .locator(`h2:text-is("Part ${sections / 2}"), h3:text-is("Part ${sections / 2}")`)
      .locator('xpath=following-sibling::p[1]')
      .click();
    await amina.page.keyboard.press('End');
    await watchTasks(amina);
    const found: number[][] = [];
    for (let round = 0; round < rounds; round++) {
      await amina.page.evaluate(() => (window.longTasks = []));
      await typeAt(amina.page, lettersToType(keys, options.seed + round), rate, options.seed);
      await amina.saved();
      found.push(await amina.page.evaluate(() => window.longTasks));
    }
    return found;
  } finally {
    await amina.leave();
  }
}

export async function watchTasks(person: Person): Promise<void> {
  await person.page.evaluate(() => {
    window.longTasks = [];
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) window.longTasks.push(duration);
    }).observe({ type: 'longtask' });
  });
}

function longDocument(): string {
  const { seed, data } = options;
  const parts = Array.from({ length: sections }, (_, index) => {
    const prose = makeProse({ words: wordsInAll / sections, seed: seed + index, data });
    const table = index % (sections / tables) === 0 ? `\n\n${tableOf(seed + index)}` : '';
    return `## Part ${index + 1}\n\n${prose}${table}`;
  });
  return `# ${title}\n\n${parts.join('\n\n')}\n`;
}

function tableOf(seed: number): string {
  const cells = makeProse({ words: 120, seed }).replaceAll('\n', ' ').split('. ').slice(0, 9);
  const row = (from: number) => `| ${cells.slice(from, from + 3).join(' | ')} |`;
  return ['| Theme | Action | By when |', '| --- | --- | --- |', row(0), row(3), row(6)].join('\n');
}
