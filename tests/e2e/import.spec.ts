import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { Person } from '../support/driver.ts';
import { boardPaper } from '../support/files/board-paper.ts';
import { lockedWordFile } from '../support/files/ole-file.ts';
import { paragraph, run, styled, wordFile } from '../support/files/word-file.ts';
import { Site } from '../support/site.ts';

const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

/** A desk full of files: four that can be read, one that nearly cannot, four that cannot. */
function filesIn(folder: string): string[] {
  const files: Record<string, string | Uint8Array> = {
    'board-paper.txt': boardPaper(),
    'huddle.md': '# Morning huddle\n\nWe met at the *whiteboard*.\n\n- trolley\n- torch\n',
    'web-page.html':
      '<h1>Falls on ward stairs</h1><p>A rail was loose.</p><script>alert(1)</script>',
    'letter.docx': wordFile(
      styled('Heading1', run('Letter to the family')) +
        paragraph(run('We are sorry. The NHS number 999 000 0018 should not stand here.'))
    ),
    'old-windows.txt': Buffer.from(
      'The na\u00efve caf\u00e9 bill\n\nIt came to \u00a35, and nobody had asked for it.\n',
      'latin1'
    ),
    'empty.txt': '',
    'picture.docx': png,
    'locked.docx': lockedWordFile()
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  const huge = openSync(join(folder, 'huge.txt'), 'w');
  ftruncateSync(huge, 200 * 1024 * 1024);
  closeSync(huge);
  return [...Object.keys(files), 'huge.txt'].map((name) => join(folder, name));
}

test('Amina imports a desk full of files, hears of each that failed, and takes it all back', async () => {
  const site = await Site.open();
  const amina = await Person.open({ name: 'amina', url: site.url });
  const folder = mkdtempSync(join(tmpdir(), 'cairn-desk-'));
  try {
    await amina.protect(null);
    await amina.importFiles(filesIn(folder));
    const summary = amina.page.getByRole('region', { name: 'Import' });
    await expect(summary).toContainText('5 files imported, 4 files could not be read', {
      timeout: 60_000
    });
    for (const sentence of [
      /empty\.txt.* empty file/,
      /huge\.txt.*200 MB/,
      /picture\.docx.*picture/,
      /locked\.docx.*password/,
      /old-windows\.txt.*Windows-1252/,
      /1 place may identify someone/
    ]) {
      await expect(summary).toContainText(sentence);
    }
    await amina.openDocument('Letter to the family');
    await expect(amina.page.locator('.may-identify')).toHaveText('999 000 0018');
    await expect(amina.page.getByText('1 place may identify someone')).toBeVisible();
    await expect(amina.page.getByText(/checked/i)).toHaveCount(0);
    await amina.page.goBack();
    expect(await amina.search('whiteboard huddle')).toEqual(['Morning huddle']);
    await amina.page.keyboard.press('Escape');
    await summary.getByRole('button', { name: 'Undo this import' }).click();
    await expect(summary).toContainText('Import taken back');
    await expect(amina.page.getByRole('link', { name: 'Morning huddle' })).toHaveCount(0);
    expect(amina.complaints).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await amina.leave();
    await site.close();
  }
});

test('what may identify someone is marked as it is typed, and traps are not', async () => {
  const site = await Site.open();
  const amina = await Person.open({ name: 'amina', url: site.url });
  try {
    await amina.protect(null);
    await amina.newDocument('Incident case summary', 'Marks');
    await amina.write(
      'What happened',
      'Seen at LE1 5WW, born 14/02/1948, call 07700 900123. BP 120/80, level L4 5th floor.'
    );
    await expect(amina.page.locator('.may-identify')).toHaveText([
      'LE1 5WW',
      '14/02/1948',
      '07700 900123'
    ]);
    await expect(amina.page.getByText('3 places may identify someone')).toBeVisible();
    expect(amina.complaints).toEqual([]);
  } finally {
    await amina.leave();
    await site.close();
  }
});
