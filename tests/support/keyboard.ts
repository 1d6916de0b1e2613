import { expect, type Locator, type Page } from '@playwright/test';

/** More stops than any page has: a walk that is longer goes in circles. */
const longestWalk = 80;

/** Hands that never touch the mouse, and a count of every key that was no text. */
export class Keyboard {
  strokes = 0;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  type(text: string): Promise<void> {
    return this.#page.keyboard.type(text);
  }

  async press(key: string): Promise<void> {
    this.strokes += 1;
    await this.#page.keyboard.press(key);
  }

  /** Tab after Tab until the focus is on what was looked for. */
  async walkTo(target: Locator): Promise<void> {
    await expect(target).toBeVisible();
    for (let stops = 0; !(await hasFocus(target)); stops++) {
      if (stops === longestWalk) throw new Error(`Tab never comes to ${String(target)}`);
      await this.press('Tab');
    }
  }

  /** Walks there, sees the focus ring, and presses Enter. */
  async choose(target: Locator): Promise<void> {
    await this.walkTo(target);
    await expect(target).not.toHaveCSS('outline-style', 'none');
    await this.press('Enter');
  }
}

const hasFocus = (target: Locator): Promise<boolean> =>
  target.evaluate((element) => element === document.activeElement);
