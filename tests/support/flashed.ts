import type { Page } from '@playwright/test';

/** What is highlighted, and in view at that very moment, once something has been opened. */
export async function flashedBy(page: Page, open: () => Promise<void>): Promise<string> {
  // Looked for in the page itself and from before on: a highlight lasts two seconds.
  const seen = page.waitForFunction(() => {
    const place = document.querySelector('.found-here');
    const { top, bottom } = place?.getBoundingClientRect() ?? { top: -1, bottom: -1 };
    return top >= 0 && bottom <= innerHeight && place?.textContent;
  });
  await open();
  return String(await (await seen).jsonValue());
}
