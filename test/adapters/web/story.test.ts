/**
 * The whole conveyor in a real browser against the real program: what a newcomer sees and does, and what must hold
 * while several people look on.
 */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { emptyFolder, environmentOf, runBaton } from '../../support/run-baton.ts';
import type { Running } from '../../support/run-baton.ts';
import { chromiumPath, noBrowser, openBrowser, openWindows } from './support/browser.ts';
import type { Windows } from './support/browser.ts';
import {
  address,
  deed,
  fillIn,
  goTo,
  seatsOf,
  sitDown,
  smallTargets,
  toast,
  told,
  widthToSpare,
} from './support/hands.ts';
import type { Seats } from './support/hands.ts';

const longMs = 300_000;
const phone = { width: 390, height: 844 };
const smallPhone = { width: 360, height: 740 };

describe.runIf(chromiumPath !== null)('the page in a browser', { timeout: longMs }, () => {
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

  const open = (seat: string | undefined, view: string, of = windows) =>
    of.open(address(baton.url, seat ?? '', view));
  /** A real lead over HTTP; answers its number. */
  async function sendLead(more: object = {}): Promise<string> {
    sent += 1;
    const phone = `+38067000${String(sent).padStart(4, '0')}`;
    const body = JSON.stringify({ name: 'Iryna Koval', phone, source: 'website', ...more });
    const answer = await baton.api('/api/leads', { method: 'POST', body });
    expect(answer.status).toBe(201);
    const { number }: { number: string } = await answer.json();
    return number;
  }

  it('takes a lead from HTTP to a served account by four seats, and of two that press at once one wins', async () => {
    const number = await sendLead();
    const [olena, taras] = seats.prospectors;
    const both = [await open(olena, 'prospectors'), await open(taras, 'prospectors')] as const;
    for (const page of both) await deed(page, 'claim').waitFor();
    await Promise.all(both.map((page) => deed(page, 'claim').click()));
    await Promise.all(both.map((page) => page.locator('#heard p').first().waitFor({ state: 'attached' })));
    const tones = await Promise.all(
      both.map(async (page) => ((await toast(page, 'done').count()) > 0 ? 'won' : 'lost')),
    );
    expect(tones.toSorted()).toEqual(['lost', 'won']);
    const [winner, loser] = tones[0] === 'won' ? both : [both[1], both[0]];
    const name = await winner.locator('.seat-switch summary .seat-name').textContent();
    // The loser hears who has it, and both see it on the card.
    expect(await told(loser, 'refused')).toContain(name);
    for (const page of both) {
      const card = page.locator('.card', { hasText: number }).last();
      await card.locator('.card-note', { hasText: name ?? '' }).waitFor();
      expect(await card.locator('button[data-action^="claim:"]').count()).toBe(0);
    }

    await goTo(winner, '@');
    await winner.locator('.contact-value', { hasText: '+380670000001' }).waitFor();
    await goTo(loser, '@');
    await loser.locator('.empty').waitFor();
    for (const view of ['prospectors', '@']) {
      await goTo(loser, view);
      expect(await loser.locator('body').textContent()).not.toMatch(/\+?38067000|Iryna Koval/);
    }
    await fillIn(winner, 'qualify');
    await told(winner, 'done');

    const closer = await open(seats.closers[0], 'closers');
    await deed(closer, 'accept').click();
    await told(closer, 'done');
    await goTo(closer, '@');
    await fillIn(closer, 'convert');
    // Whose turn it was before is told, and sees the contact no more.
    await winner.locator('.card-contact').waitFor({ state: 'detached' });

    const account = await open(seats.accountManager, 'account_team');
    await deed(account, 'take').click();
    await told(account, 'done');
    await goTo(account, '@');
    await account.locator('.contact-value', { hasText: '+380670000001' }).waitFor();

    const manager = await open(seats.manager, 'desk:leads');
    const row = manager.locator('.row', { hasText: number });
    await row.locator('.stage-converted').waitFor();
    await row.locator('button[data-action^="history:"]').click();
    const history = manager.locator('dialog.sheet');
    await history.waitFor();
    for (const word of ['received', 'claimed', 'qualified', 'accepted', 'became a client', 'account taken']) {
      expect(await history.textContent()).toContain(word);
    }
    expect(windows.troubles).toEqual([]);
  });

  it('guides a newcomer through five steps that tick themselves off', async () => {
    const page = await windows.open(baton.url);
    // The story before has been the whole conveyor already, and the guide knows.
    await page.locator('.tour-done').waitFor();
    expect(await page.locator('.tour-step.is-done').count()).toBe(5);
    await page.locator('[data-tour="finish"]').click();
    await page.locator('#tour').waitFor({ state: 'hidden' });
    await page.reload();
    await page.locator('body.is-ready').waitFor();
    expect(await page.locator('#tour').isVisible()).toBe(false);
    await page.locator('[data-sample]').click();
    await deed(page, 'claim').waitFor();
    expect(windows.troubles).toEqual([]);
  });

  it('speaks Ukrainian at one press, what stands there already included', async () => {
    await sendLead();
    const page = await open(seats.prospectors[0], 'prospectors');
    await deed(page, 'claim').waitFor();
    await page.locator('[data-language="uk"]').click();
    await page.locator('html[lang="uk"]').waitFor();
    await page
      .locator('.message[lang="uk"] button[data-action^="claim:"]', { hasText: 'Взяти' })
      .last()
      .waitFor();
    expect(await page.locator('#view-title').textContent()).toBe('проспектори');
    await page.locator('[data-ask="help"]').click();
    await page.locator('dialog.sheet', { hasText: 'Що я вмію' }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    await page.locator('[data-language="en"]').click();
    await page.locator('html[lang="en"]').waitFor();
    await page
      .locator('.message[lang="en"] button[data-action^="claim:"]', { hasText: 'Claim' })
      .last()
      .waitFor();
    expect(windows.troubles).toEqual([]);
  });

  it.each([phone, smallPhone])('fits a phone that is $width wide, and a finger', async (viewport) => {
    const held = await openWindows(browser, {
      viewport,
      hasTouch: true,
      isMobile: true,
      colorScheme: 'dark',
    });
    const number = await sendLead();
    const page = await open(seats.prospectors[0], 'prospectors', held);
    await deed(page, 'claim').waitFor();
    expect(await widthToSpare(page)).toBe(0);
    expect(await smallTargets(page)).toEqual([]);
    await deed(page, 'claim').click();
    await page.locator('.card', { hasText: number }).last().locator('.card-note').waitFor();
    await goTo(page, '@');
    await page.locator('.card-contact').last().waitFor();
    expect(await widthToSpare(page)).toBe(0);
    await deed(page, 'qualify').click();
    await page.locator('form.form').waitFor();
    expect(await smallTargets(page)).toEqual([]);
    expect(await widthToSpare(page)).toBe(0);
    await page.keyboard.press('Escape');
    await sitDown(page, seats.manager);
    for (const desk of ['desk:people', 'desk:places', 'desk:leads']) {
      await goTo(page, desk);
      await page.locator('.row').first().waitFor();
      expect([desk, await widthToSpare(page)]).toEqual([desk, 0]);
      expect([desk, await smallTargets(page)]).toEqual([desk, []]);
    }
    expect(held.troubles).toEqual([]);
    await held.context.close();
  });

  it('says what is wrong at the field, and keeps what was typed over closing and opening', async () => {
    await sendLead();
    const page = await open(seats.prospectors[1], 'prospectors');
    await deed(page, 'claim').click();
    await told(page, 'done');
    await goTo(page, '@');
    await deed(page, 'qualify').click();
    const form = page.locator('form.form');
    const text = form.locator('textarea, input[type=text]').first();
    await form.locator('[type=submit]').click();
    await form.locator('.field.has-flaw .field-flaw').first().waitFor();
    await text.fill('A warm kitchen');
    await page.keyboard.press('Escape');
    await form.waitFor({ state: 'detached' });
    await deed(page, 'qualify').click();
    await form.waitFor();
    expect(await text.inputValue()).toBe('A warm kitchen');
    expect(windows.troubles).toEqual([]);
  });

  it('shows as plain text whatever strangers write', async () => {
    const evil = '<img src=x onerror=alert(1)><b>Acme</b>';
    const number = await sendLead({ name: evil, company: evil, message: evil, source: evil.slice(0, 60) });
    const page = await open(seats.prospectors[0], 'prospectors');
    const card = page.locator('.card', { hasText: number }).last();
    await card.waitFor();
    await card.locator('button[data-action^="claim:"]').click();
    await told(page, 'done');
    await goTo(page, '@');
    await page.locator('.contact-value', { hasText: evil }).first().waitFor();
    expect(await page.locator('.card img, .card b').count()).toBe(0);
    expect(windows.troubles).toEqual([]);
  });

  it('lets a manager add a person, bind a channel, and see them at once in another window', async () => {
    const page = await open(seats.manager, 'desk:people');
    const other = await open(seats.prospectors[0], 'prospectors');
    await page.locator('[data-desk="add"]').click();
    const form = page.locator('form.form');
    await form.locator('[type=submit]').click();
    await form.locator('[data-field="name"].has-flaw').waitFor();
    await form.locator('[data-field="name"] input').fill('Eve Bond');
    await form.locator('[data-field="roles"] input[value="prospector"]').check();
    await form.locator('[type=submit]').click();
    const row = page.locator('.row', { hasText: 'Eve Bond' });
    await row.waitFor();
    await row.locator('[data-desk="code"]').click();
    expect(await page.locator('[data-code]').textContent()).toMatch(/^\/baton join \w{4}-\w{4}-\w{4}$/);
    await page.keyboard.press('Escape');

    await goTo(page, 'desk:places');
    await page.locator('[data-desk="bind"]').click();
    await form.locator('[data-field="channel"] input').fill('newcomers');
    await form.locator('[data-field="audience"] input[value="prospectors"]').check();
    await form.locator('[type=submit]').click();
    await page.locator('.row', { hasText: 'newcomers' }).waitFor();
    await page.locator('[data-view="newcomers"]').waitFor();
    await other.reload();
    await other.locator('body.is-ready').waitFor();
    await other.locator('[data-view="newcomers"]').click();
    await sendLead();
    await deed(other, 'claim').waitFor();

    const place = page.locator('.row', { hasText: 'newcomers' });
    await place.locator('[data-desk="unbind"]').click();
    await page.locator('dialog .button.danger.solid').click();
    await place.waitFor({ state: 'detached' });
    await goTo(page, 'desk:people');
    await row.locator('[data-desk="off"]').click();
    await page.locator('dialog .button.danger.solid').click();
    await row.locator('[data-desk="on"]').waitFor();
    expect(windows.troubles).toEqual([]);
  });

  it('comes back by itself after the program was started anew', async () => {
    const page = await open(seats.prospectors[0], 'prospectors');
    await page.locator('body[data-live]').waitFor();
    const port = new URL(baton.url).port;
    await baton.stop();
    await page.locator('body:not([data-live])').waitFor();
    baton = await runBaton(environmentOf(folder.path, { PORT: port }));
    await page.locator('body.is-ready[data-live]').waitFor();
    const number = await sendLead();
    await page.locator('.card', { hasText: number }).waitFor();
  });
});

/** `PICTURE=yes` takes the picture of the README: a fresh Baton with a few leads, as a prospector sees it. */
describe.runIf(chromiumPath !== null && process.env['PICTURE'] === 'yes')('the picture of the page', () => {
  it('is taken', { timeout: longMs }, async () => {
    await using folder = await emptyFolder();
    const baton = await runBaton(environmentOf(folder.path));
    const browser = await openBrowser();
    const { open: openWindow } = await openWindows(browser);
    const taras = await openWindow(baton.url);
    const { prospectors } = await seatsOf(taras);
    await sitDown(taras, prospectors[1] ?? '');
    await taras.locator('[data-sample]').click();
    await deed(taras, 'claim').click();
    await told(taras, 'done');
    await taras.locator('[data-sample]').click();
    await deed(taras, 'claim').waitFor();
    const page = await openWindow(address(baton.url, prospectors[0] ?? '', 'prospectors'));
    await deed(page, 'claim').waitFor();
    await page.screenshot({ path: 'adapters/web/picture.png' });
    await browser.close();
    await baton.stop();
  });
});

if (chromiumPath === null) {
  describe('the page in a browser', () => {
    it('is told in a browser', (context) => context.skip(noBrowser));
  });
}
