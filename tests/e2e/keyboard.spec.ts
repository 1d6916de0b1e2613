import { expect, test } from '@playwright/test';
import { Person } from '../support/driver.ts';
import { flashedBy } from '../support/flashed.ts';
import { Keyboard } from '../support/keyboard.ts';
import { Site } from '../support/site.ts';

const title = 'Wrong lens implanted';
const text = 'The lens box was opened before the second check.';

/** Keys beside the words themselves, from an empty device to a case that is kept on it. */
const fewStrokes = 25;

test('with the keyboard alone Amina gets from first open to a case, finds it again, and locks', async () => {
  const site = await Site.open();
  const amina = await Person.open({ name: 'amina', url: site.url });
  const { page } = amina;
  const keys = new Keyboard(page);
  const passphrase = page.getByLabel('Passphrase for this device', { exact: true });
  const line = page.getByRole('textbox', { name: 'Title' });
  const begin = async (kind: string) => {
    await keys.choose(page.getByRole('button', { name: 'New document' }));
    await keys.choose(page.getByRole('dialog').getByRole('button', { name: kind }));
    await expect(line).toBeFocused();
  };
  const toLibrary = async () => {
    await keys.choose(page.getByRole('link', { name: 'Library', exact: true }));
    await expect(page.getByRole('heading', { name: 'Library', level: 1 })).toBeVisible();
  };
  try {
    await expect(passphrase).toBeFocused();
    await keys.type('too short');
    await keys.press('Enter');
    await expect(page.getByRole('alert')).toHaveText(
      'That passphrase has 9 of at least 12 characters. Make it longer: a few unrelated words will do.'
    );
    await expect(passphrase).toBeFocused();
    await keys.type(' by a mile');
    await keys.press('Enter');
    await expect(page.getByRole('heading', { name: 'Only me', level: 1 })).toBeVisible();

    await begin('Incident case summary');
    await keys.type(title);
    await keys.walkTo(page.getByRole('textbox', { name: 'Text of the document' }));
    await keys.type(text);
    await amina.saved();
    expect(await amina.read('Setting')).toBe(text);
    expect(keys.strokes, 'keys beside the words').toBeLessThanOrEqual(fewStrokes);

    await toLibrary();
    await begin('Page');
    await keys.type('Lens checks on Fridays');
    await amina.saved();
    await toLibrary();
    await expect(page.getByRole('link', { name: 'Lens checks on Fridays' })).toBeVisible();

    await keys.press('Control+k');
    await expect(page.getByRole('combobox', { name: 'Search documents' })).toBeFocused();
    await keys.type('lens check');
    const results = page.getByRole('listbox', { name: 'Results' }).getByRole('option');
    await expect(results.locator('.title')).toHaveText(['Lens checks on Fridays', title]);
    await expect(results.first()).toHaveAttribute('aria-selected', 'true');
    await keys.press('ArrowDown');
    await expect(results.last()).toHaveAttribute('aria-selected', 'true');
    expect(await flashedBy(page, () => keys.press('Enter'))).toContain('The lens box was opened');
    await expect(line).toHaveText(title);

    await keys.choose(page.getByRole('button', { name: 'Lock', exact: true }));
    await expect(page.getByRole('heading', { name: 'Cairn is locked' })).toBeVisible();
    await expect(page.getByText(title)).toHaveCount(0);
    await expect(passphrase).toBeFocused();
    await keys.type('too short by a mile');
    await keys.press('Enter');
    await expect(line).toHaveText(title);
    expect(amina.complaints).toEqual([]);
  } finally {
    await amina.leave();
    await site.close();
  }
});
