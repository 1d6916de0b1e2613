import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { Person } from '../support/driver.ts';
import { Site } from '../support/site.ts';

const firefox = '/usr/bin/firefox-esr';
const title = 'Wrong lens implanted';
const patiently = { timeout: 60_000 };

if (existsSync(firefox)) {
  test('in Firefox: join a colleague on Chromium, read each other, and go on without a network', async () => {
    const site = await Site.open();
    const amina = await Person.open({ name: 'amina', url: site.url });
    const profile = mkdtempSync(join(tmpdir(), 'cairn-carys-'));
    let browser = await launch(profile);
    try {
      await amina.startCommunity({
        community: 'Eye surgery circle',
        name: 'Amina Okafor',
        organisation: 'Harbour Eye',
        passphrase: null
      });
      await amina.newDocument('Incident case summary', title);
      await amina.write('What happened', 'One box was opened.');
      const link = await amina.invite('Northgate');

      const complaints: string[] = [];
      const open = async (address: string): Promise<Page> => {
        const page = await browser.newPage();
        page.on('pageerror', (error) => complaints.push(String(error)));
        await page.goto(address);
        return page;
      };
      let carys = await open(link);
      await press(carys, 'Leave this device unprotected');
      await press(carys, 'Yes, leave it unprotected');
      await fill(carys, 'Your name', 'Carys Pugh');
      await fill(carys, 'Your organisation', 'Northgate');
      await press(carys, 'Join the community');
      await press(carys, title, 'link');
      await expect
        .poll(() => bodyOf(carys, 'What happened'), patiently)
        .toBe('One box was opened.');
      await write(carys, 'How it was managed', 'The list was stopped.');
      await amina.openDocument(title);
      await expect
        .poll(() => amina.read('How it was managed'), patiently)
        .toBe('The list was stopped.');
      expect(amina.complaints).toEqual([]);

      await carys.evaluate(async () => void (await navigator.serviceWorker.ready));
      await amina.leave();
      await site.close();
      await browser.close();
      browser = await launch(profile);
      carys = await open(site.url);
      await press(carys, title, 'link');
      await expect
        .poll(() => bodyOf(carys, 'What happened'), patiently)
        .toBe('One box was opened.');
      await write(carys, 'Setting', 'A day unit without a network.');
      await carys.waitForSelector('::-p-text(on this device)');
      await carys.reload();
      await expect
        .poll(() => bodyOf(carys, 'Setting'), patiently)
        .toBe('A day unit without a network.');
      expect(complaints).toEqual([]);
    } finally {
      await browser.close();
      await amina.leave();
      await site.close();
      rmSync(profile, { recursive: true, force: true });
    }
  });
} else {
  console.warn(`No ${firefox} on this machine: the smoke test in Firefox is left out.`);
}

const launch = (userDataDir: string): Promise<Browser> =>
  puppeteer.launch({ browser: 'firefox', executablePath: firefox, userDataDir });

const press = (page: Page, name: string, role = 'button'): Promise<void> =>
  page.locator(`::-p-aria([name="${name}"][role="${role}"])`).setTimeout(60_000).click();

const fill = (page: Page, label: string, text: string): Promise<void> =>
  page.locator(`::-p-aria([name="${label}"][role="textbox"])`).setTimeout(60_000).fill(text);

async function write(page: Page, section: string, text: string): Promise<void> {
  await page.locator(`[aria-label="${section}"] .part-body`).click();
  await page.keyboard.type(text);
}

const bodyOf = (page: Page, section: string): Promise<string> =>
  page.evaluate((name) => {
    const body = document.querySelector(`[aria-label="${name}"] .part-body`)?.cloneNode(true);
    if (!(body instanceof HTMLElement)) return '';
    for (const drawn of body.querySelectorAll('.peer')) drawn.remove();
    return body.textContent ?? '';
  }, section);
