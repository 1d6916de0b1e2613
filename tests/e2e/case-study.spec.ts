import { expect, test } from '@playwright/test';
import { Person } from '../support/driver.ts';
import { Site } from '../support/site.ts';

const headings = [
  'Leading change',
  'Where to look',
  'What to change',
  'How to change',
  'Adding value',
  'Better outcomes',
  'Better experience',
  'Better use of resources',
  'Challenges and lessons for implementation',
  'What must be in place',
  'Tried and did not work',
  'Find out more'
];

const byHand = 'Leading change';
const byTyping = 'Find out more';

test('a case study has its headings and everything to write with, and keeps it all', async () => {
  const site = await Site.open();
  const amina = await Person.open({ name: 'amina', url: site.url });
  const { page } = amina;
  try {
    await amina.protect(null);
    await amina.newDocument('Case study', 'Marking the right eye');
    await expect(page.locator('.part-heading')).toHaveText(headings);
    for (const heading of headings) {
      await expect(amina.part(heading).locator('.part-guidance')).toHaveText(/\w{3,}.*\.$/);
      await expect(amina.part(heading).locator('.part-guidance')).toBeVisible();
    }

    await writeWithTheToolbar(amina);
    await writeWithoutIt(amina);
    await amina.saved();
    await expectAllOfIt(amina);

    await expect(page.getByText('No area of work yet')).toBeVisible();
    await page.getByRole('button', { name: 'Choose areas' }).click();
    await page.getByRole('button', { name: 'Theatres and anaesthesia' }).click();
    await page.getByRole('button', { name: 'Surgery', exact: true }).click();
    await page.getByRole('button', { name: 'Done choosing areas' }).click();
    const chosen = page.getByRole('list', { name: 'Chosen areas of work' }).getByRole('listitem');
    await expect(chosen).toHaveText(['Surgery', 'Theatres and anaesthesia']);
    await amina.saved();

    await page.reload();
    await expect(page.getByRole('textbox', { name: 'Title' })).toHaveText('Marking the right eye');
    await expect(chosen).toHaveText(['Surgery', 'Theatres and anaesthesia']);
    await expectAllOfIt(amina);
    await amina.goTo('Only me');
    await expect(page.getByRole('list', { name: 'Documents' })).toContainText(
      'Surgery, Theatres and anaesthesia'
    );
    expect(amina.complaints).toEqual([]);
  } finally {
    await amina.leave();
    await site.close();
  }
});

/** By mouse, as somebody would who looks for a button for everything. */
async function writeWithTheToolbar(person: Person): Promise<void> {
  const { keyboard } = person.page;
  await person.write(byHand, '');
  await press(person, 'Heading');
  await keyboard.type('How it began');
  await keyboard.press('Enter');
  await keyboard.type('A complaint, and ');
  await press(person, 'Bold');
  await keyboard.type('two');
  await press(person, 'Bold');
  await keyboard.type(' near ');
  await press(person, 'Italic');
  await keyboard.type('misses');
  await press(person, 'Italic');
  await keyboard.type('. See the ');
  await keyboard.type('guidance');
  for (const _ of 'guidance') await keyboard.press('Shift+ArrowLeft');
  await press(person, 'Link');
  await keyboard.type('guidance.example/eyes');
  await keyboard.press('Enter');
  await keyboard.press('Enter');
  await press(person, 'Bullets');
  await keyboard.type('the list');
  await keyboard.press('Enter');
  await keyboard.type('the pen');
  await keyboard.press('Enter');
  await keyboard.press('Enter');
  await press(person, 'Quote');
  await keyboard.type('Which eye is it today?');
  await keyboard.press('Enter');
  await keyboard.press('Enter');
  await press(person, 'Table');
  for (const cell of ['Who', 'Does', 'When', 'Nurse', 'marks', 'first']) {
    await keyboard.type(cell);
    await keyboard.press('Tab');
  }
}

/** By keyboard: Markdown and the usual shortcuts. */
async function writeWithoutIt(person: Person): Promise<void> {
  const { keyboard } = person.page;
  await person.write(byTyping, '## How it began');
  await keyboard.press('Enter');
  await keyboard.type('A complaint, and ');
  await keyboard.press('Control+b');
  await keyboard.type('two');
  await keyboard.press('Control+b');
  await keyboard.type(' near *misses*. See the [guidance](https://guidance.example/eyes)');
  await keyboard.press('Enter');
  await keyboard.type('- the list');
  await keyboard.press('Enter');
  await keyboard.type('the pen');
  await keyboard.press('Enter');
  await keyboard.press('Enter');
  await keyboard.type('> Which eye is it today?');
}

async function expectAllOfIt(person: Person): Promise<void> {
  for (const section of [byHand, byTyping]) {
    const body = person.part(section).locator('.part-body');
    await expect(body.getByRole('heading', { level: 3 })).toHaveText('How it began');
    await expect(body.getByRole('strong')).toHaveText('two');
    await expect(body.getByRole('emphasis')).toHaveText('misses');
    const link = body.getByRole('link', { name: 'guidance' });
    await expect(link).toHaveAttribute('href', 'https://guidance.example/eyes');
    await expect(body.getByRole('listitem')).toHaveText(['the list', 'the pen']);
    await expect(body.getByRole('blockquote')).toHaveText('Which eye is it today?');
    await expect(
      body.getByText('A complaint, and two near misses. See the guidance')
    ).toBeVisible();
  }
  const table = person.part(byHand).getByRole('table');
  await expect(table.getByRole('columnheader')).toHaveText(['Who', 'Does', 'When']);
  await expect(table.getByRole('row').nth(1).getByRole('cell')).toHaveText([
    'Nurse',
    'marks',
    'first'
  ]);
}

const press = ({ page }: Person, name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).click();
