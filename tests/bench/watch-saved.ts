import type { Page } from '@playwright/test';

/** What a page showed in one frame: a text, and whether it called it saved. */
export interface Shown {
  text: string;
  saved: boolean;
}

/**
 * Tells of every frame in which the text of the open document or what is said of it has changed.
 * What a page says before it dies has left it by then, so no word of it is lost with the page.
 */
export async function watchSaved(page: Page, tell: (shown: Shown) => void): Promise<void> {
  await page.exposeFunction('tellShown', tell);
  await page.evaluate(() => {
    const text = document.querySelector('.part-body');
    const standing = document.querySelector('[role=group][aria-label^="Who can read this"]');
    if (!text || !standing) throw new Error('no document is open');
    const { tellShown } = window as unknown as { tellShown: (shown: Shown) => void };
    const look = () =>
      tellShown({
        text: (text.textContent ?? '').replaceAll('\u00a0', ' '),
        saved: standing.textContent?.includes('on this device') ?? false
      });
    let isLooking = false;
    const observer = new MutationObserver(() => {
      if (isLooking) return;
      isLooking = true;
      requestAnimationFrame(() => {
        isLooking = false;
        look();
      });
    });
    const everything = { childList: true, subtree: true, characterData: true };
    observer.observe(text, everything);
    observer.observe(standing, everything);
    look();
  });
}
