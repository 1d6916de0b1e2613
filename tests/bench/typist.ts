import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { Dice } from '../support/dice.ts';
import { makeProse } from '../support/library.ts';

/** Text that needs no Shift, so that a letter is one key. */
export function lettersToType(count: number, seed: number): string {
  const prose = makeProse({ words: count, seed }).toLowerCase();
  return prose.replace(/[^a-z]+/g, ' ').slice(0, count);
}

/**
 * Types as a person does: so many keys a second on average, never quite evenly. `onKey` is told of
 * each key just before it is struck.
 */
export async function typeAt(
  page: Page,
  text: string,
  rate: number,
  seed: number,
  onKey: (letter: string) => void = () => undefined
): Promise<void> {
  const dice = new Dice(seed);
  let due = performance.now();
  for (const letter of text) {
    due += (1000 / rate) * (0.6 + 0.8 * dice.throw());
    const early = due - performance.now();
    if (early > 0) await pause(early);
    onKey(letter);
    await page.keyboard.type(letter);
  }
}
