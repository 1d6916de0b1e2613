import type { Page } from '@playwright/test';

/** Where in a page to look, and what there is only drawn. */
export interface Place {
  /** The part of the text that one writer writes in. */
  selector: string;
  /** In it, what is never text: the name above a caret. */
  ornaments: string;
  /** In it, what is shown but not yet the reader's own copy. */
  drawn: string;
}

/** Of every letter, when it was struck, first seen, and the reader's own: Unix milliseconds. */
export interface Strokes {
  struck: number[];
  seen: number[];
  own: number[];
}

interface Watch {
  seen: number[];
  own: number[];
}

declare global {
  interface Window {
    struck: number[];
    watch: Watch;
  }
}

/** Notes every key from now on, at the moment the browser was given it. */
export async function noteKeys(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.struck = [];
    if (document.documentElement.dataset.notesKeys) return;
    document.documentElement.dataset.notesKeys = 'yes';
    addEventListener(
      'keydown',
      ({ timeStamp }) => window.struck.push(performance.timeOrigin + timeStamp),
      true
    );
  });
}

/**
 * Notes from now on when each letter of `text`, typed at the end of a place by somebody else, is
 * first painted here, and when it is part of the text. One clock serves all: the machine's.
 */
export async function watchFor(page: Page, place: Place, text: string): Promise<void> {
  await page.evaluate(
    ([{ selector, ornaments, drawn }, expected]) => {
      const root = document.querySelector(selector);
      if (!root) throw new Error(`nothing at ${selector}`);
      const read = (without: string) => {
        const copy = root.cloneNode(true) as Element;
        if (without) for (const one of copy.querySelectorAll(without)) one.remove();
        return (copy.textContent ?? '').replaceAll('\u00a0', ' ').replaceAll('\u200b', '');
      };
      const start = read(drawn).length;
      const watch: Watch = { seen: [], own: [] };
      window.watch = watch;
      const note = (times: number[], shown: string, now: number) => {
        let length = 0;
        while (length < expected.length && shown[length] === expected[length]) length++;
        while (times.length < length) times.push(now);
      };
      let isLooking = false;
      const observer = new MutationObserver(() => {
        if (isLooking) return;
        isLooking = true;
        requestAnimationFrame(() => {
          isLooking = false;
          const now = performance.timeOrigin + performance.now();
          note(watch.seen, read(ornaments).slice(start), now);
          note(watch.own, read(drawn).slice(start), now);
          if (watch.own.length === expected.length) observer.disconnect();
        });
      });
      observer.observe(root, { childList: true, subtree: true, characterData: true });
    },
    [place, text] as const
  );
}

/** Waits until the reader has all of the text, and gives the times. */
export async function collect(writer: Page, reader: Page, text: string): Promise<Strokes> {
  await reader
    .waitForFunction((length) => window.watch.own.length === length, text.length)
    .catch(async () => {
      const { seen, own } = await reader.evaluate(() => window.watch);
      throw new Error(`of ${text.length} letters ${seen.length} were seen, ${own.length} came`);
    });
  const struck = await writer.evaluate(() => window.struck);
  if (struck.length !== text.length) throw new Error(`${struck.length} keys, ${text.length} typed`);
  return { struck, ...(await reader.evaluate(() => window.watch)) };
}
