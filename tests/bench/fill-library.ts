import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import type { Person } from '../support/driver.ts';
import { type LibraryDocument, writeLibraryFiles } from '../support/library.ts';
import { tell } from './figures.ts';
import { options } from './options.ts';

const community = 'Learning circle';
/** A person would not drop a thousand files at once either. */
const atOnce = 250;

/**
 * `reader` starts a community, the others join it, and everybody imports what they wrote of the
 * library; then everything is on the reader's device.
 */
export async function fillLibrary(
  reader: Person,
  passphrase: string,
  others: readonly Person[],
  documents: readonly LibraryDocument[]
): Promise<void> {
  await reader.startCommunity({ community, name: 'Amina', organisation: 'Harbour', passphrase });
  for (const [number, other] of others.entries()) {
    const organisation = `Northgate ${number + 1}`;
    // A page come to afresh: the dialogue of the last invitation still shows its link.
    await reader.goTo('Only me');
    await reader.goTo(community);
    const link = await reader.invite(organisation);
    await other.join(link, { name: other.name, organisation, passphrase: null });
  }
  for (const [number, author] of [reader, ...others].entries()) {
    const own = documents.filter((document) => document.author === number);
    await author.goTo(community);
    await importAll(author, own);
  }
  await expect
    .poll(() => countDocuments(reader.page), { timeout: 3_600_000, intervals: [1_000] })
    .toBe(documents.length);
}

async function importAll(author: Person, documents: readonly LibraryDocument[]): Promise<void> {
  const folder = mkdtempSync(join(options.folder, 'library-'));
  const { page } = author;
  for (let from = 0; from < documents.length; from += atOnce) {
    const files = writeLibraryFiles(folder, documents.slice(from, from + atOnce));
    await author.importFiles(files);
    const words = files.length === 1 ? '1 file imported' : `${files.length} files imported`;
    await expect(page.getByText(words)).toBeVisible({ timeout: 3_600_000 });
    await page
      .getByRole('region', { name: 'Import' })
      .getByRole('button', { name: 'Close' })
      .click();
    tell(`${author.name}: ${from + files.length} of ${documents.length} imported`);
  }
}

/** How many documents the page lists, once it has shown them all. */
async function countDocuments(page: Page): Promise<number> {
  const more = page.getByRole('button', { name: 'Show more' });
  while (await more.isVisible()) {
    await more.click({ timeout: 5_000 }).catch(() => undefined);
  }
  return page.getByRole('list', { name: 'Documents' }).getByRole('listitem').count();
}
