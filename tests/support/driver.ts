import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, expect, type Locator, type Page } from '@playwright/test';
import { killBrowserOn } from './browser-process.ts';
import { Gateway } from './gateway.ts';
import { launch } from './launch.ts';
import type { PersonalNetwork } from './network-lab.ts';

export interface Who {
  name: string;
  organisation: string;
  passphrase: string | null;
}

export type Kind = 'Case study' | 'Incident case summary' | 'Page';

/**
 * A person at a browser of their own: a Chromium process, a profile, a network cable. Speaks as a
 * person would, and finds things as a person does: by role and name.
 */
export class Person {
  readonly name: string;
  readonly profile: string;
  readonly network: PersonalNetwork;
  readonly #url: string;
  readonly #ownsProfile: boolean;
  #context: BrowserContext;
  page: Page;
  /** Everything that should never be: console errors, page errors, policy violations, requests away. */
  readonly complaints: string[] = [];

  private constructor(
    name: string,
    url: string,
    profile: string,
    network: PersonalNetwork,
    context: BrowserContext,
    page: Page,
    ownsProfile: boolean
  ) {
    this.name = name;
    this.#url = url;
    this.profile = profile;
    this.network = network;
    this.#context = context;
    this.page = page;
    this.#ownsProfile = ownsProfile;
  }

  /** `profile`: a folder to come back to; without it, a fresh one that goes with the person. */
  static async open(options: {
    name: string;
    url: string;
    profile?: string;
    size?: { width: number; height: number };
    dark?: boolean;
  }): Promise<Person> {
    const { name, url } = options;
    const profile = options.profile ?? mkdtempSync(join(tmpdir(), `cairn-${name}-`));
    const network = await (await Gateway.to(url)).connect();
    const context = await launch(profile, network, options);
    const page = context.pages()[0] ?? (await context.newPage());
    const ownsProfile = options.profile === undefined;
    const person = new Person(name, url, profile, network, context, page, ownsProfile);
    person.#watch(context);
    await page.goto(url);
    return person;
  }

  /** Answers the first question of a new device. */
  async protect(passphrase: string | null): Promise<void> {
    const { page } = this;
    await expect(page.getByRole('heading', { name: 'What we learned, kept by us' })).toBeVisible();
    if (passphrase === null) {
      await page.getByRole('button', { name: 'Leave this device unprotected' }).click();
      await page.getByRole('button', { name: 'Yes, leave it unprotected' }).click();
    } else {
      await page.getByLabel('Passphrase for this device', { exact: true }).fill(passphrase);
      await page.getByRole('button', { name: 'Protect this device and start' }).click();
    }
    await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
  }

  async startCommunity(input: {
    community: string;
    name: string;
    organisation: string;
    passphrase?: string | null;
  }): Promise<void> {
    const { page } = this;
    if (input.passphrase !== undefined) await this.protect(input.passphrase);
    await page.getByRole('link', { name: 'Start a space' }).first().click();
    await page.getByLabel('Name of the community').fill(input.community);
    // Who has a space already is asked no second time.
    const name = page.getByLabel('Your name');
    if (await name.isVisible()) {
      await name.fill(input.name);
      await page.getByLabel('Your organisation').fill(input.organisation);
    }
    await page.getByRole('button', { name: 'Start the community' }).click();
    await expect(page.getByRole('heading', { name: input.community, level: 1 })).toBeVisible();
  }

  /**
   * Invites an organisation to the (last) community; resolves to the link. `atOnce`: nobody has to
   * let them in, also where the form proposes it.
   */
  async invite(organisation = '', atOnce = false): Promise<string> {
    const { page } = this;
    const invite = page.getByRole('button', { name: 'Invite another organisation' }).first();
    if (!(await invite.isVisible())) {
      const spaces = page.getByRole('list', { name: 'Spaces' }).getByRole('link');
      await spaces.nth((await spaces.count()) - 2).click();
    }
    await invite.click();
    const dialog = page.getByRole('dialog');
    if (organisation) await dialog.getByLabel(/Their organisation/).fill(organisation);
    if (atOnce) await dialog.getByRole('radio', { name: 'They join at once' }).check();
    await dialog.getByRole('button', { name: 'Make the invitation' }).click();
    const link = await dialog.getByLabel('Invitation link').inputValue();
    await dialog.getByRole('button', { name: 'Done' }).click();
    return link;
  }

  /** Opens a link as from a message: from an empty page, not from within Cairn. */
  async openLink(link: string): Promise<void> {
    await this.page.goto('about:blank');
    await this.page.goto(link);
  }

  /** Opens an invitation as somebody who has never seen Cairn. */
  async join(link: string, who: Who): Promise<void> {
    const { page } = this;
    await this.openLink(link);
    if (who.passphrase !== undefined) await this.protectInvited(who.passphrase);
    await page.getByLabel('Your name').fill(who.name);
    await page.getByLabel('Your organisation').fill(who.organisation);
    await page.getByRole('button', { name: /^Join the / }).click();
    await page.waitForURL(/\/s\//, { timeout: 60_000 });
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  }

  async newDocument(kind: Kind, title: string): Promise<void> {
    const { page } = this;
    await page
      .getByRole('button', { name: /^(New document|Write the first|New)$/ })
      .first()
      .click();
    await page.getByRole('dialog').getByRole('button', { name: kind }).click();
    const line = page.getByRole('textbox', { name: 'Title' });
    await line.click();
    await page.keyboard.type(title);
    await this.saved();
  }

  /** Types at the end of a section, key by key. */
  async write(section: string, text: string): Promise<void> {
    await this.part(section).locator('.part-body').click();
    await this.#toEndOf(section);
    await this.page.keyboard.type(text);
  }

  read(section: string): Promise<string> {
    return textOf(this.part(section).locator('.part-body'));
  }

  /** Where somebody else is in the text, with their name above it. */
  caretOf(person: string): Locator {
    return this.page.locator('.peer-name').getByText(person, { exact: true });
  }

  part(section: string): Locator {
    return this.page.getByRole('group', { name: section, exact: true });
  }

  /** Waits until everything typed is on this device. */
  async saved(): Promise<void> {
    await expect(this.standing()).toContainText('on this device');
  }

  standing(): Locator {
    return this.page.getByRole('group', { name: 'Who can read this, and where it is' });
  }

  /** Imports into the space whose page is open, or into the private one. */
  async importFiles(paths: string[]): Promise<void> {
    const { page } = this;
    await this.#toDocuments();
    const chooser = page.waitForEvent('filechooser');
    await page
      .getByRole('button', { name: /Import (some )?files/ })
      .first()
      .click();
    await (await chooser).setFiles(paths);
  }

  /** Titles of what is found, best first. */
  async search(query: string): Promise<string[]> {
    const { page } = this;
    const box = page.getByRole('combobox', { name: 'Search documents' });
    await box.fill('');
    await box.pressSequentially(query);
    const results = page.getByRole('listbox', { name: 'Results' }).getByRole('option');
    await expect(results.first()).toBeVisible();
    return results.locator('.title').allInnerTexts();
  }

  async openDocument(title: string): Promise<void> {
    await this.#toDocuments();
    await this.page.getByRole('link', { name: title, exact: true }).first().click();
    await expect(this.page.getByRole('textbox', { name: 'Title' })).toHaveText(title);
  }

  async waitForDocument(title: string): Promise<void> {
    await this.#toDocuments();
    await expect(this.page.getByRole('link', { name: title, exact: true }).first()).toBeVisible({
      timeout: 30_000
    });
  }

  async goTo(space: string): Promise<void> {
    await this.page
      .getByRole('navigation', { name: 'Main' })
      .getByRole('link', { name: new RegExp(space) })
      .first()
      .click();
    await expect(this.page.getByRole('heading', { name: space, level: 1 })).toBeVisible();
  }

  /** From a space's page: removes somebody, for a reason as the dialogue words it. */
  async remove(name: string, reason: string): Promise<void> {
    const { page } = this;
    await page.getByRole('link', { name: 'People', exact: true }).first().click();
    await expect(page.getByRole('heading', { name: 'People', level: 1 })).toBeVisible();
    await page.getByRole('button', { name: `Remove ${name}` }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(reason).check();
    await dialog.getByRole('button', { name: 'Remove them' }).click();
    await expect(dialog).toHaveCount(0);
    await page.goBack();
  }

  /** Waits until the app itself is kept on this computer. */
  async readyForOffline(): Promise<void> {
    await this.page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
  }

  /** Pulls the cable: HTTP, WebSocket and WebRTC are cut at once. */
  goOffline(): void {
    this.network.pullCable();
  }

  goOnline(): void {
    this.network.plugIn();
  }

  async lock(): Promise<void> {
    await this.page.getByRole('button', { name: 'Lock', exact: true }).first().click();
    await expect(this.page.getByRole('button', { name: 'Unlock' })).toBeVisible();
  }

  async unlock(passphrase: string): Promise<void> {
    await this.tryToUnlock(passphrase);
    await expect(this.page.getByRole('navigation', { name: 'Main' })).toBeVisible();
  }

  /** Types a passphrase and presses "Unlock", once the device is ready for another try. */
  async tryToUnlock(passphrase: string): Promise<void> {
    const { page } = this;
    const unlock = page.getByRole('button', { name: 'Unlock' });
    await page.getByLabel('Passphrase for this device', { exact: true }).fill(passphrase);
    await expect(unlock).not.toHaveAttribute('aria-disabled', 'true');
    await unlock.click();
  }

  /** Closes Cairn's tab; the browser itself goes on with an empty one. */
  async closeTab(): Promise<void> {
    const empty = await this.#context.newPage();
    await this.page.close();
    this.page = empty;
  }

  async openCairn(): Promise<void> {
    await this.page.goto(this.#url);
  }

  /** Whether what is kept here is still open behind the tabs: the browser's task manager tells. */
  async isVaultAwake(): Promise<boolean> {
    const tasks = await this.#context.newCDPSession(this.page);
    const { targetInfos } = await tasks.send('Target.getTargets');
    await tasks.detach();
    return targetInfos.some(({ type }) => type === 'shared_worker');
  }

  /** SIGKILL to the browser and all its processes. */
  async kill(): Promise<void> {
    await killBrowserOn(this.profile);
    await this.#context.close().catch(() => undefined);
  }

  /** The same person comes back to the same computer. */
  async return(): Promise<void> {
    this.#context = await launch(this.profile, this.network, {});
    this.page = this.#context.pages()[0] ?? (await this.#context.newPage());
    this.#watch(this.#context);
    await this.page.goto(this.#url);
  }

  async close(): Promise<void> {
    await this.#context.close();
  }

  /** Closes, and leaves nothing behind. */
  async leave(): Promise<void> {
    await this.#context.close().catch(() => undefined);
    this.network.remove();
    if (this.#ownsProfile) rmSync(this.profile, { recursive: true, force: true });
  }

  /** Another tab of the same browser. */
  async newTab(): Promise<Page> {
    const tab = await this.#context.newPage();
    await tab.goto(this.#url);
    return tab;
  }

  private async protectInvited(passphrase: string | null): Promise<void> {
    const name = this.page.getByLabel('Your name');
    const first = this.page.getByRole('heading', { name: 'What we learned, kept by us' });
    await expect(name.or(first)).toBeVisible({ timeout: 30_000 });
    if (await first.isVisible()) await this.protect(passphrase);
    await expect(name).toBeVisible({ timeout: 30_000 });
  }

  /** From a document or a settings page to the library; a list of documents is stayed at. */
  async #toDocuments(): Promise<void> {
    const { page } = this;
    const path = new URL(page.url()).pathname;
    if (path === '/' || path.startsWith('/s/')) return;
    await page.getByRole('link', { name: 'Library', exact: true }).first().click();
    await expect(page.getByRole('heading', { name: 'Library', level: 1 })).toBeVisible();
  }

  async #toEndOf(section: string): Promise<void> {
    await this.part(section)
      .locator('.part-body')
      .evaluate((body) => {
        const range = document.createRange();
        const last = body.lastElementChild ?? body;
        range.selectNodeContents(last);
        range.collapse(false);
        const selection = getSelection();
        selection?.removeAllRanges();
        selection?.addRange(range);
      });
  }

  #watch(context: BrowserContext): void {
    const complain = (what: string) => this.complaints.push(`${this.name}: ${what}`);
    const watchPage = (page: Page) => {
      page.on('console', (message) => {
        if (message.type() === 'error') complain(message.text());
      });
      page.on('pageerror', (error) => complain(error.message));
      page.on('request', (request) => {
        const { origin, protocol } = new URL(request.url());
        const own = origin === this.#url || protocol === 'blob:' || protocol === 'data:';
        if (!own) complain(`asked ${origin}`);
      });
    };
    for (const page of context.pages()) watchPage(page);
    context.on('page', watchPage);
  }
}

/** What is written in a part: what colleagues' carets and previews draw into it is no text. */
export const textOf = (part: Locator): Promise<string> =>
  part.evaluate((body) => {
    const copy = body.cloneNode(true) as HTMLElement;
    for (const drawn of copy.querySelectorAll('.peer')) drawn.remove();
    return copy.textContent ?? '';
  });
