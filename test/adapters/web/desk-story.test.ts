/**
 * A manager at work on the page, in a real browser against the real program: a sick day, spam, a mis-press, a caller,
 * roles per direction, and somebody who leaves.
 */
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { emptyFolder, environmentOf, runBaton } from '../../support/run-baton.ts';
import type { Running } from '../../support/run-baton.ts';
import { chromiumPath, noBrowser, openBrowser, openWindows } from './support/browser.ts';
import type { Windows } from './support/browser.ts';
import { address, goTo, seatsOf, smallTargets, told, widthToSpare } from './support/hands.ts';
import type { Seats } from './support/hands.ts';

const longMs = 300_000;

describe.runIf(chromiumPath !== null)('the manager’s desk in a browser', { timeout: longMs }, () => {
  let folder: Awaited<ReturnType<typeof emptyFolder>>;
  let baton: Running;
  let browser: Browser;
  let windows: Windows;
  let seats: Seats;
  let sent = 0;

  beforeAll(async () => {
    folder = await emptyFolder();
    baton = await runBaton(environmentOf(folder.path));
    browser = await openBrowser();
  }, longMs);
  afterAll(async () => {
    await browser.close();
    await baton.stop();
    await folder[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    windows = await openWindows(browser);
    const page = await windows.open(baton.url);
    seats = await seatsOf(page);
    await page.close();
  });
  afterEach(async () => {
    await windows.context.close();
  });

  const open = (view: string) => windows.open(address(baton.url, seats.manager, view));
  async function api(path: string, body: object): Promise<{ ref: string; number: string }> {
    const answer = await baton.api(path, { method: 'POST', body: JSON.stringify(body) });
    expect([path, answer.ok]).toEqual([path, true]);
    return answer.json();
  }
  async function sendLead(): Promise<{ ref: string; number: string }> {
    sent += 1;
    const phone = `+38067000${String(sent).padStart(4, '0')}`;
    return api('/api/leads', { name: 'Iryna Koval', phone, source: 'website' });
  }
  /** A lead that the first prospector has claimed. */
  async function claimed(): Promise<string> {
    const { ref, number } = await sendLead();
    await api(`/api/leads/${ref}/claim`, { member: await memberOf(0) });
    return number;
  }
  async function memberOf(prospector: number): Promise<string> {
    const answer = await baton.api('/api/members');
    const { items }: { items: { id: string; identities: { web?: string } }[] } = await answer.json();
    const id = items.find(({ identities }) => identities.web === seats.prospectors[prospector])?.id;
    if (id === undefined) throw new Error('The prospector is not in the team.');
    return id;
  }
  const rowOf = (page: Page, text: string): Locator => page.locator('.row', { hasText: text });
  const dialogs = (page: Page): Locator => page.locator('dialog');
  async function select(page: Page, numbers: readonly string[]): Promise<void> {
    for (const number of numbers) await rowOf(page, number).locator('.row-check input').check();
    await page.locator('.select-count', { hasText: String(numbers.length) }).waitFor();
  }

  it('hands over a sick day with counts told before, and takes it back at one press', async () => {
    const numbers = [await claimed(), await claimed(), await claimed()];
    const page = await open('desk:people');
    const ill = page.locator(`[data-person="${await memberOf(0)}"]`);
    await ill.locator('[data-desk="move"]').click();
    const form = page.locator('[data-form="move"]');
    const going = form.locator('.is-going', { hasText: '3' });
    await going.waitFor();
    // To an account manager nothing of it can go, and that is said before.
    const options = await form.locator('option').allTextContents();
    const indexOf = (role: RegExp) => options.findIndex((text) => role.test(text));
    await form.locator('select').selectOption({ index: indexOf(/account manager/) });
    await form.locator('.is-staying', { hasText: 'does not hold the role' }).waitFor();
    expect(await form.locator('[data-move="go"]').isDisabled()).toBe(true);
    await form.locator('select').selectOption({ index: indexOf(/· prospector/) });
    await going.waitFor();
    await form.locator('[data-move="go"]').click();
    expect(await told(page, 'done')).toMatch(/^3 leads assigned to /);
    await page.locator('[data-toast="act"]').click();
    await page
      .locator('#heard .done', { hasText: '3 leads are as they were before' })
      .waitFor({ state: 'attached' });
    await ill.locator('[data-desk="move"]').waitFor();
    await goTo(page, 'desk:leads');
    const name = (await page.locator(`[data-seat="${seats.prospectors[0]}"] .seat-name`).textContent()) ?? '';
    for (const number of numbers) await rowOf(page, number).filter({ hasText: name }).waitFor();
    expect(windows.troubles).toEqual([]);
  });

  it('disqualifies spam for one reason, undoes it, and tells what could not be done', async () => {
    const numbers = [(await sendLead()).number, await claimed()];
    const page = await open('desk:leads');
    await select(page, numbers);
    await page.locator('[data-bulk="disqualify"]').click();
    const form = page.locator('form.form');
    await form.locator('[type=submit]').click();
    await form.locator('.has-flaw').waitFor();
    await form.locator('input[value="spam"]').check();
    await form.locator('[type=submit]').click();
    expect(await told(page, 'done')).toBe('2 leads disqualified.');
    for (const number of numbers) await rowOf(page, number).locator('.stage-disqualified').waitFor();
    expect(await page.locator('.select-bar').isVisible()).toBe(false);
    await page.locator('[data-toast="act"]').click();
    await rowOf(page, numbers[0] ?? '')
      .locator('.stage-new')
      .waitFor();
    await rowOf(page, numbers[1] ?? '')
      .locator('.stage-claimed')
      .waitFor();

    // What cannot be given is named, and the rest is done; nothing shows a contact.
    await select(page, numbers);
    await page.locator('[data-bulk="assign"]').click();
    await form.locator('select').waitFor();
    const options = await form.locator('option').allTextContents();
    await form.locator('select').selectOption({ index: options.findIndex((text) => /· closer/.test(text)) });
    await form.locator('[type=submit]').click();
    const refused = page.locator('[data-bulk="refused"]');
    await refused.waitFor();
    for (const number of numbers) expect(await refused.textContent()).toContain(number);
    await page.keyboard.press('Escape');
    await dialogs(page).waitFor({ state: 'detached' });
    expect(await page.locator('body').textContent()).not.toMatch(/\+?38067000|Iryna Koval/);
    expect(windows.troubles).toEqual([]);
  });

  it('is worked by the keyboard alone: select, put back, confirm', async () => {
    const number = await claimed();
    const page = await open('desk:leads');
    const box = rowOf(page, number).locator('.row-check input');
    await box.focus();
    await page.keyboard.press('Space');
    await page.locator('[data-bulk="free"]').focus();
    await page.keyboard.press('Enter');
    await page.locator('dialog .danger.solid').focus();
    await page.keyboard.press('Enter');
    expect(await told(page, 'done')).toBe('1 lead is free for others.');
    await rowOf(page, number).locator('.stage-new').waitFor();
    expect(windows.troubles).toEqual([]);
  });

  it('undoes a mis-press by one button, and corrects a lead without showing what was there', async () => {
    const number = await claimed();
    const page = await open('desk:leads');
    const row = rowOf(page, number);
    await row.locator('[data-action^="correct:"]').click();
    const form = page.locator('form.form');
    await form.locator('[data-field="name"] input').fill('Iryna Kovalenko');
    expect(await form.textContent()).not.toMatch(/38067000/);
    await form.locator('[type=submit]').click();
    await form.waitFor({ state: 'detached' });
    await row.locator('[data-action^="history:"]').click();
    const history = page.locator('dialog.sheet');
    await history.locator('text=corrected').first().waitFor();
    expect(await history.textContent()).not.toContain('Kovalenko');
    await page.keyboard.press('Escape');
    await dialogs(page).waitFor({ state: 'detached' });

    await row.locator('[data-action^="disqualify:"]').click();
    await form.locator('input[value="no_need"]').check();
    await form.locator('[type=submit]').click();
    await row.locator('.stage-disqualified').waitFor();
    await row.locator('[data-action^="reopen:"]').click();
    await row.locator('.stage-claimed').waitFor();
    expect(windows.troubles).toEqual([]);
  });

  it('tells whose a caller is by a full number, and nothing by a part', async () => {
    const number = await claimed();
    const page = await open('desk:leads');
    await page.locator('[data-desk="caller"]').click();
    const form = page.locator('[data-form="caller"]');
    const input = form.locator('input');
    await input.fill(`8 (067) 000-${String(sent).padStart(4, '0').replace(/^(..)/, '$1-')}`);
    await page.keyboard.press('Enter');
    await form.locator('[data-found="yes"]', { hasText: number }).waitFor();
    expect(await form.textContent()).not.toMatch(/Iryna|38067/);
    await input.fill('000 0001');
    await form.locator('.caller-answer').waitFor({ state: 'hidden' });
    await page.keyboard.press('Enter');
    await form.locator('.field-flaw:visible').waitFor();
    await input.fill('+380 50 111 22 33');
    await page.keyboard.press('Enter');
    await form.locator('[data-found="no"]').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('[data-desk="caller"]').click();
    expect(await input.inputValue()).toBe('');
    expect(windows.troubles).toEqual([]);
  });

  it('gives a role in one direction, and sees somebody off with what they had in others’ hands', async () => {
    const page = await open('desk:people');
    await page.locator('[data-desk="add"]').click();
    const form = page.locator('form.form');
    await form.locator('[data-field="name"] input').fill('Eve Bond');
    await form.locator('[data-field="roles facades"] input[value="prospector"]').check();
    await form.locator('[data-field="roles main"] input[value="prospector"]').check();
    await form.locator('[type=submit]').click();
    const eve = rowOf(page, 'Eve Bond');
    await eve.locator('.tag', { hasText: 'Facades' }).waitFor();
    await eve.locator('[data-desk="edit"]').click();
    await form.locator('[data-field="roles facades"] input[value="prospector"]').uncheck();
    await form.locator('[type=submit]').click();
    await eve.locator('.tag', { hasText: 'Facades' }).waitFor({ state: 'detached' });

    const { ref, number } = await sendLead();
    const id = (await eve.getAttribute('data-person')) ?? '';
    await api(`/api/leads/${ref}/claim`, { member: id });
    await eve.locator('[data-desk="move"]').waitFor();
    await eve.locator('[data-desk="off"]').click();
    await page.locator('[data-form="move"] .is-going').waitFor();
    // Over a slow line nobody is seen off before it is known what goes to whoever was chosen.
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
    await page.route('**/web/move/preview', async (route) => {
      await arrived;
      await route.continue();
    });
    await page.locator('#move-to').selectOption(await memberOf(0));
    const off = page.locator('dialog .danger.solid');
    expect(await off.isDisabled()).toBe(true);
    arrive();
    await off.click();
    await eve.locator('[data-desk="on"]').waitFor();
    await goTo(page, 'desk:leads');
    await rowOf(page, number).locator('.stage-claimed').waitFor();
    expect(windows.troubles).toEqual([]);
  });

  it.each(['en', 'uk'] as const)('fits a phone and a finger, in %s', async (language) => {
    await claimed();
    const held = await openWindows(browser, {
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
      locale: language === 'uk' ? 'uk-UA' : 'en-GB',
    });
    const page = await held.open(address(baton.url, seats.manager, 'desk:leads'));
    const fits = async () => [await widthToSpare(page), await smallTargets(page)];
    await page.locator('.row-check input').first().check();
    await page.locator('.select-bar').waitFor();
    expect(await fits()).toEqual([0, []]);
    for (const opener of ['[data-bulk="assign"]', '[data-bulk="disqualify"]', '[data-desk="caller"]']) {
      await page.locator(opener).click();
      await page.locator('dialog form').waitFor();
      expect([opener, ...(await fits())]).toEqual([opener, 0, []]);
      await page.keyboard.press('Escape');
      await dialogs(page).waitFor({ state: 'detached' });
    }
    await goTo(page, 'desk:people');
    await page.locator('[data-desk="move"]').first().click();
    await page.locator('.is-going').first().waitFor();
    expect(await fits()).toEqual([0, []]);
    expect(await page.locator('html').getAttribute('lang')).toBe(language);
    expect(held.troubles).toEqual([]);
    await held.context.close();
  });
});

if (chromiumPath === null) {
  describe('the manager’s desk in a browser', () => {
    it('is told in a browser', (context) => context.skip(noBrowser));
  });
}
