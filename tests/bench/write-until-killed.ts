import type { Person } from '../support/driver.ts';
import type { Kill } from './plan-kills.ts';
import { typeAt } from './typist.ts';
import { watchSaved } from './watch-saved.ts';

interface Key {
  letter: string;
  /** When it was struck: Unix milliseconds. */
  at: number;
}

/** What was known of a document at the moment when the power went. */
export interface Killed {
  before: string;
  typed: Key[];
  /** The longest text that the page had called saved. */
  saved: string;
  /** When the browser was gone: Unix milliseconds. */
  at: number;
}

/** Goes on with a section that is open and says `before`, until the browser is killed. */
export async function writeUntilKilled(
  person: Person,
  section: string,
  before: string,
  kill: Kill
): Promise<Killed> {
  const { page } = person;
  const typed: Key[] = [];
  let saved = before;
  await watchSaved(page, (shown) => {
    if (shown.saved && shown.text.length > saved.length) saved = shown.text;
  });
  await person.write(section, '');
  const at = await new Promise<number>((resolve, reject) => {
    const strike = (letter: string) => {
      typed.push({ letter, at: Date.now() });
      if (typed.length !== kill.keys) return;
      if (kill.moment === 'after leaving the window') leaveWindow(person);
      setTimeout(() => {
        const killing = person.kill();
        // The signal has been given by now.
        const given = Date.now();
        killing.then(() => resolve(given), reject);
      }, kill.delayMs);
    };
    const goesOn = kill.moment === 'in the middle of typing';
    const text = goesOn ? kill.text : kill.text.slice(0, kill.keys);
    // Ends by striking a key on a browser that is gone.
    typeAt(page, text, kill.rate, kill.keys, strike).catch(() => undefined);
  });
  // A key that found the browser gone was never typed.
  return { before, typed: typed.filter((key) => key.at <= at), saved, at };
}

/** As the browser says it when another window comes to the front. */
function leaveWindow({ page }: Person): void {
  page.evaluate(() => dispatchEvent(new Event('blur'))).catch(() => undefined);
}
