import { setTimeout as pause } from 'node:timers/promises';
import { expect } from '@playwright/test';
import { Person } from '../support/driver.ts';
import { Site } from '../support/site.ts';
import { measure, report, tell } from './figures.ts';
import { findLost, type Lost } from './find-lost.ts';
import { options } from './options.ts';
import { type Kill, planKills } from './plan-kills.ts';
import { type Killed, writeUntilKilled } from './write-until-killed.ts';

/** Kills. */
const n = options.n ?? 50;
const title = 'Dropped tray';
const section = 'Text';

measure(['lost_saved', 'lost_typing_ms_max'], async () => {
  const site = await Site.open();
  const amina = await Person.open({ name: 'amina', url: site.url });
  try {
    await amina.protect(null);
    await amina.goTo('Only me');
    await amina.newDocument('Page', title);
    const lost: Lost[] = [];
    let text = '';
    for (const [index, kill] of planKills(n, options.seed).entries()) {
      const killed = await writeUntilKilled(amina, section, text, kill);
      text = await reopen(amina, killed.saved);
      const one = findLost(killed, text);
      lost.push(one);
      tellOf(index, kill, killed, one);
    }
    const savedInAll = lost.reduce((sum, { saved }) => sum + saved, 0);
    report('lost_saved', { value: savedInAll, unit: 'characters', n });
    const longest = Math.max(...lost.map(({ typingMs }) => typingMs));
    report('lost_typing_ms_max', { value: longest, unit: 'ms', n });
    for (const complaint of amina.complaints) tell(complaint);
  } finally {
    await amina.leave();
    await site.close();
  }
});

/** Opens the document again and reads it. */
async function reopen(person: Person, saved: string): Promise<string> {
  await person.return();
  await person.openDocument(title);
  await expect(person.page.getByRole('textbox', { name: 'Text of the document' })).toBeVisible();
  const text = await read(person);
  if (text.startsWith(saved)) return text;
  // Before this is called lost: it might come late.
  await pause(3_000);
  return read(person);
}

const read = async (person: Person) => (await person.read(section)).replaceAll('\u00a0', ' ');

function tellOf(index: number, { moment }: Kill, killed: Killed, lost: Lost): void {
  const { before, saved, typed, at } = killed;
  const unsaved = before.length + typed.length - saved.length;
  const sinceKey = at - (typed.at(-1)?.at ?? at);
  tell(
    `kill ${index + 1} of ${n}, ${moment}: ${sinceKey} ms after key ${typed.length}, ` +
      `${unsaved} not called saved; lost ${lost.saved} saved, ${lost.typingMs} ms of typing`
  );
}
