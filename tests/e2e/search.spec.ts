import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { Person } from '../support/driver.ts';
import { boardPaper } from '../support/files/board-paper.ts';
import { flashedBy } from '../support/flashed.ts';
import { Site } from '../support/site.ts';

const paperTitle = 'Learning from lens incidents across two sites';
const buried = 'Under the trolley a grommet was found that nobody had counted.';

test('search marks the words, puts the best first, and opens where they stand', async () => {
  const site = await Site.open();
  const amina = await Person.open({ name: 'amina', url: site.url });
  const folder = mkdtempSync(join(tmpdir(), 'cairn-desk-'));
  const { page } = amina;
  try {
    const paper = boardPaper().split('\n\n');
    const half = Math.floor(paper.length / 2);
    const long = [...paper.slice(0, half), buried, ...paper.slice(half)].join('\n\n');
    writeFileSync(join(folder, 'Board paper.txt'), long);
    writeFileSync(join(folder, 'Stock.txt'), 'Stock of the week\n\nOne grommet, four pens.\n');
    await amina.protect(null);
    await amina.importFiles(['Board paper.txt', 'Stock.txt'].map((name) => join(folder, name)));
    await expect(page.getByRole('region', { name: 'Import' })).toContainText('2 files imported');

    // What was typed a moment ago is found without leaving the document.
    await amina.newDocument('Incident case summary', 'Counting grommets');
    await amina.write('What happened', 'Two grommets were counted, and there were three.');
    await amina.saved();
    await expect
      .poll(() => amina.search('grommet counted'), { timeout: 15_000 })
      .toEqual(['Counting grommets', paperTitle, 'Stock of the week']);
    const results = page.getByRole('listbox', { name: 'Results' }).getByRole('option');
    await expect(results.nth(0).locator('.title mark')).toHaveText(['Counting', 'grommets']);
    await expect(results.nth(1).locator('.passage')).toContainText(buried);
    await expect(results.nth(1).locator('.passage mark')).toHaveText(['grommet', 'counted']);
    await expect(results.nth(2).locator('mark')).toHaveText(['grommet']);

    expect(await flashedBy(page, () => results.nth(1).click())).toContain('grommet');
    await expect(page.getByRole('textbox', { name: 'Title' })).toHaveText(paperTitle);
    await expect(page.getByText(buried)).toBeInViewport();
    expect(await page.evaluate(() => scrollY)).toBeGreaterThan(1_000);
    expect(amina.complaints).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await amina.leave();
    await site.close();
  }
});
