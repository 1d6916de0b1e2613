import AxeBuilder from '@axe-core/playwright';
import { expect, type Locator, type Page } from '@playwright/test';

/** More stops than any page has. */
const longestWalk = 120;

/** Looks a page over as it is, and keeps what is wrong with it. */
export class Inspection {
  readonly faults: string[] = [];
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** What axe can find, anywhere or in a part. */
  async axe(place: string, only = 'html'): Promise<void> {
    // The rules look at colours, which must not be half way through a fade.
    await this.#page.evaluate(() =>
      Promise.allSettled(document.getAnimations().map((one) => one.finished))
    );
    const { violations } = await new AxeBuilder({ page: this.#page })
      .include(only)
      // All of Cairn is one frame: no blank page of its own need be opened for each look.
      .setLegacyMode()
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
      .analyze();
    for (const { id, nodes } of violations) {
      this.faults.push(
        `${place}: ${id} at ${nodes.map(({ target }) => target.join(' ')).join(', ')}`
      );
    }
  }

  /** The same in daylight and in the dark. */
  async axeInBothThemes(place: string): Promise<void> {
    for (const colorScheme of ['light', 'dark'] as const) {
      await this.#page.emulateMedia({ colorScheme });
      await this.axe(`${place}, ${colorScheme}`);
    }
  }

  /** Nothing sticks out at the side, where only a swipe would find it. */
  async width(place: string): Promise<void> {
    const over = await this.#page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth
    );
    if (over > 0) this.faults.push(`${place}: ${over} px too wide`);
  }

  /** Tab goes through everything once, in the order in which it is read, and can be seen. */
  async focusOrder(place: string): Promise<void> {
    const page = this.#page;
    await page.evaluate(() => {
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      // From in front of everything, of what has a place in the order by number too.
      const start = document.createElement('span');
      start.tabIndex = 1;
      document.body.prepend(start);
      start.focus();
      window.walkStart = start;
    });
    let stops = 0;
    for (; stops < longestWalk; stops++) {
      await page.keyboard.press('Tab');
      const stop = await page.evaluate(() => {
        const now = document.activeElement;
        const before = window.lastStop;
        if (!(now instanceof HTMLElement) || now === document.body) return null;
        window.lastStop = now;
        const { outlineStyle, boxShadow } = getComputedStyle(now);
        const { width, height } = now.getBoundingClientRect();
        return {
          name: (now.ariaLabel ?? now.textContent).trim().slice(0, 40) || now.tagName,
          isLater:
            !before?.isConnected ||
            (before.compareDocumentPosition(now) & Node.DOCUMENT_POSITION_FOLLOWING) > 0,
          isSeen: (outlineStyle !== 'none' || boxShadow !== 'none') && width > 0 && height > 0
        };
      });
      if (stop === null) break;
      if (!stop.isLater) this.faults.push(`${place}: “${stop.name}” comes too late`);
      if (!stop.isSeen) this.faults.push(`${place}: nobody sees that “${stop.name}” has the focus`);
    }
    await page.evaluate(() => {
      window.walkStart?.remove();
      window.walkStart = window.lastStop = undefined;
    });
    if (stops < 3) this.faults.push(`${place}: Tab stops ${stops} times`);
    if (stops === longestWalk) this.faults.push(`${place}: Tab never comes to the end`);
  }

  /** Opens a dialogue by the keyboard: it takes the focus, keeps it, and gives it back on Escape. */
  async dialogue(place: string, opener: Locator): Promise<void> {
    const page = this.#page;
    await opener.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await expect(dialog).toBeVisible();
    const hasFocus = () => dialog.evaluate((one) => one.contains(document.activeElement));
    await expect.poll(hasFocus).toBe(true);
    await this.axeInBothThemes(place);
    await this.width(place);
    for (let stops = 0; stops < 12; stops++) {
      await page.keyboard.press('Tab');
      const isOutside = await dialog.evaluate(
        (one) => document.activeElement !== document.body && !one.contains(document.activeElement)
      );
      if (isOutside) this.faults.push(`${place}: Tab leaves the dialogue`);
    }
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
    await expect(opener).toBeFocused();
  }
}

declare global {
  interface Window {
    lastStop: Element | undefined;
    walkStart: Element | undefined;
  }
}
