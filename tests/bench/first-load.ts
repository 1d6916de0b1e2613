import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, type Page } from '@playwright/test';
import { Person } from '../support/driver.ts';
import { Site } from '../support/site.ts';
import { tell } from './figures.ts';

const build = fileURLToPath(new URL('../../build', import.meta.url));

interface Script {
  path: string;
  bytes: number;
}

/** Bytes of JavaScript, each file as gzip makes it. */
export interface FirstLoad {
  page: number;
  /** What the vault's worker loads besides. */
  worker: number;
  files: number;
}

/** Somebody opens Cairn for the first time and comes as far as their empty library. */
export async function measureFirstLoad(): Promise<FirstLoad> {
  const site = await Site.open();
  const amina = await Person.open({ name: 'amina', url: site.url });
  try {
    await amina.protect(null);
    await expect(amina.page.getByText('No documents here yet')).toBeVisible();
    const ofPage = await resourcesOf(amina.page);
    const scripts = scriptsAskedFor(site.heard);
    const page = scripts.filter((path) => ofPage.includes(path)).map(weigh);
    const worker = scripts.filter((path) => !ofPage.includes(path)).map(weigh);
    tellBiggest('the page', page);
    tellBiggest('the worker', worker);
    return { page: sum(page), worker: sum(worker), files: page.length };
  } finally {
    await amina.leave();
    await site.close();
  }
}

/** Paths of everything a page has loaded, once it has loaded nothing more for a while. */
function resourcesOf(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    await new Promise<void>((resolve) => {
      let quiet = setTimeout(resolve, 2_000);
      new PerformanceObserver(() => {
        clearTimeout(quiet);
        quiet = setTimeout(resolve, 2_000);
      }).observe({ type: 'resource' });
    });
    return performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname);
  });
}

/**
 * Paths that a browser fetched in order to run them; what the service worker keeps for later is
 * fetched as data.
 */
function scriptsAskedFor(heard: readonly Buffer[][]): string[] {
  const text = heard.map((bytes) => Buffer.concat(bytes).toString('latin1')).join('\r\n\r\n');
  const requests = [...text.matchAll(/GET (\/\S*) HTTP\/1\.1\r\n([\s\S]*?)\r\n\r\n/g)];
  const paths = requests
    .filter(([, , headers = '']) =>
      /^sec-fetch-dest: (script|worker|sharedworker)\r?$/im.test(headers)
    )
    .map(([, path = '']) => path.replace(/[?#].*/, ''));
  return [...new Set(paths)];
}

const weigh = (path: string): Script => ({
  path,
  bytes: gzipSync(readFileSync(`${build}${path}`)).length
});

const sum = (scripts: readonly Script[]) => scripts.reduce((all, { bytes }) => all + bytes, 0);

function tellBiggest(whose: string, scripts: readonly Script[]): void {
  tell(`${whose}: ${scripts.length} files, ${Math.round(sum(scripts) / 1000)} kB; the biggest:`);
  const biggest = scripts.toSorted((a, b) => b.bytes - a.bytes).slice(0, 12);
  for (const { path, bytes } of biggest) tell(`  ${(bytes / 1000).toFixed(1)} kB  ${path}`);
}
