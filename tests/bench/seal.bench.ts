import { chromium } from '@playwright/test';
import { findChromium } from '../../scripts/prepare/browsers.mjs';
import { BenchPages } from './bench-pages.ts';
import { measure, report } from './figures.ts';
import { options } from './options.ts';
import type {} from './pages/seal.ts';
import { median } from './statistics.ts';
import { inRounds } from './turns.ts';

/** Envelopes a round. */
const n = options.n ?? 5_000;

measure(['seal_rate', 'open_rate'], async () => {
  const pages = await BenchPages.open('seal');
  const browser = await chromium.launch({
    executablePath: findChromium() ?? chromium.executablePath(),
    args: ['--no-sandbox']
  });
  try {
    const page = await browser.newPage();
    await page.goto(pages.page('seal'));
    await page.waitForFunction(() => 'sealAndOpen' in window);
    // The first envelopes warm the worker up.
    await page.evaluate(() => window.sealAndOpen(200));
    const rates = await inRounds(() => page.evaluate((count) => window.sealAndOpen(count), n));
    report('seal_rate', { value: median(rates.map(({ seal }) => seal)), unit: '/s', n });
    report('open_rate', { value: median(rates.map(({ open }) => open)), unit: '/s', n });
  } finally {
    await browser.close();
    await pages.close();
  }
});
