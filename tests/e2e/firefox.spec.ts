import { existsSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import puppeteer, { type Page } from 'puppeteer-core';
import { Person } from '../support/driver.ts';
import { Site } from '../support/site.ts';

const firefox = '/usr/bin/firefox-esr';

if (existsSync(firefox)) {
  test('in Firefox: open, join a colleague on Chromium, write, and read each other', async () => {
    const site = await Site.open();
    const amina = await Person.open({ name: 'amina', url: site.url });
    const browser = await puppeteer.launch({ browser: 'firefox', executablePath: firefox });
    try {
      await amina.startCommunity({
        community: 'Eye surgery circle',
        name: 'Amina Okafor',
        organisation: 'Harbour Eye',
        passphrase: null
      });
      await amina.newDocument('Incident case summary', 'Wrong lens implanted');
      await amina.write('What happened', 'One box was opened.');
      const link = await amina.invite('Northgate');

      const carys = await browser.newPage();
      const complaints: string[] = [];
      carys.on('pageerror', (error) => complaints.push(String(error)));
      await carys.goto(link);
      await press(carys, 'Leave this device unprotected');
      await press(carys, 'Yes, leave it unprotected');
      await fill(carys, 'Your name', 'Carys Pugh');
      await fill(carys, 'Your organisation', 'Northgate');
      await press(carys, 'Join the community');
      await carys
        .locator('::-p-aria([name="Wrong lens implanted"][role="link"])')
        .setTimeout(60_000)
        .click();
      await expect
        .poll(() => bodyOf(carys, 'What happened'), { timeout: 60_000 })
        .toBe('One box was opened.');
      await carys.locator('[aria-label="How it was managed"] .part-body').click();
      await carys.keyboard.type('The list was stopped.');
      await amina.openDocument('Wrong lens implanted');
      await expect
        .poll(() => amina.read('How it was managed'), { timeout: 60_000 })
        .toBe('The list was stopped.');
      expect([...complaints, ...amina.complaints]).toEqual([]);
    } finally {
      await browser.close();
      await amina.leave();
      await site.close();
    }
  });
} else {
  console.warn(`No ${firefox} on this machine: the smoke test in Firefox is left out.`);
}

const press = (page: Page, name: string): Promise<void> =>
  page.locator(`::-p-aria([name="${name}"][role="button"])`).setTimeout(60_000).click();

const fill = (page: Page, label: string, text: string): Promise<void> =>
  page.locator(`::-p-aria([name="${label}"][role="textbox"])`).setTimeout(60_000).fill(text);

const bodyOf = (page: Page, section: string): Promise<string> =>
  page.evaluate((name) => {
    const body = document.querySelector(`[aria-label="${name}"] .part-body`)?.cloneNode(true);
    if (!(body instanceof HTMLElement)) return '';
    for (const drawn of body.querySelectorAll('.peer')) drawn.remove();
    return body.textContent ?? '';
  }, section);
