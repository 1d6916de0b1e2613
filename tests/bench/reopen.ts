import { expect } from '@playwright/test';
import type { Person } from '../support/driver.ts';

/** Milliseconds of waiting; the time a person takes to type a passphrase is not among them. */
export interface Reopened {
  list: number;
  search: number;
}

interface Moments {
  /** The question for the passphrase is on the page. */
  asked?: number;
  /** It was answered. */
  answered?: number;
  listed?: number;
  found?: number;
}

declare global {
  interface Window {
    moments: Moments;
  }
}

/** Notes when what a person waits for has been painted, from the start of every page. */
export async function watchReopening(person: Person): Promise<void> {
  await person.page.addInitScript(() => {
    const moments: Moments = {};
    window.moments = moments;
    const awaited = {
      asked: '[role=navigation], form input[type=password]',
      listed: 'ol[aria-label="Documents"] a',
      found: '[role=listbox] [role=option]'
    };
    const look = () => {
      for (const name of ['asked', 'listed', 'found'] as const) {
        if (moments[name] !== undefined || !document.querySelector(awaited[name])) continue;
        moments[name] = Infinity;
        requestAnimationFrame(() =>
          requestAnimationFrame(() => (moments[name] = performance.now()))
        );
      }
    };
    new MutationObserver(look).observe(document, { childList: true, subtree: true });
    addEventListener('submit', ({ timeStamp }) => (moments.answered = timeStamp), true);
  });
}

/** Locks, loads the page anew, unlocks, and searches as soon as there is a list. */
export async function reopen(person: Person, passphrase: string, query: string): Promise<Reopened> {
  const { page } = person;
  await page.getByRole('link', { name: 'Library', exact: true }).first().click();
  await person.lock();
  await page.reload();
  const field = page.getByLabel('Passphrase for this device', { exact: true });
  await field.fill(passphrase);
  await field.press('Enter');
  await page.getByRole('list', { name: 'Documents' }).getByRole('link').first().waitFor();
  await page.getByRole('combobox', { name: 'Search documents' }).fill(query);
  await expect(page.getByRole('option').first()).toBeVisible();
  const moments = await page.evaluate(async () => {
    while (!Number.isFinite(window.moments.found)) await new Promise(requestAnimationFrame);
    return window.moments;
  });
  const { asked, answered, listed, found } = moments;
  if (asked === undefined || answered === undefined || listed === undefined || found === undefined)
    throw new Error(`not everything was seen: ${JSON.stringify(moments)}`);
  return { list: asked + listed - answered, search: asked + found - answered };
}
