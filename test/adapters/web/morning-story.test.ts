/**
 * A manager's morning on the page, in a real browser against the real program: leads that somebody holds and has planned
 * nothing for are named first, and the manager clears them from where they are named.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { emptyFolder, environmentOf, runBaton } from '../../support/run-baton.ts';
import type { Running } from '../../support/run-baton.ts';
import { chromiumPath, noBrowser, openBrowser, openWindows } from './support/browser.ts';
import { address, seatsOf, told } from './support/hands.ts';

const longMs = 300_000;
const dayMs = 24 * 60 * 60_000;

describe.runIf(chromiumPath !== null)('a manager’s morning in a browser', { timeout: longMs }, () => {
  let folder: Awaited<ReturnType<typeof emptyFolder>>;
  let baton: Running;
  let browser: Browser;
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

  it('is cleared from the figures: each lead is asked after, to be called back or given to somebody else', async () => {
    const windows = await openWindows(browser);
    const page = await windows.open(baton.url);
    const seats = await seatsOf(page);
    await lieAround(3, await nameOf(seats.prospectors[0] ?? ''));
    await page.goto(address(baton.url, seats.manager, 'desk:figures'));
    await page.reload();
    await page.getByText('3 leads need you').waitFor();
    await page.locator('.figures button[data-action^="nudge:"]').first().click();
    expect(await told(page, 'done')).toContain('I ask after');
    // The first is to be called tomorrow, by whoever has it.
    await page.locator('.figures button[data-action^="callback:"]').first().click();
    const call = page.locator('form.form');
    await call.getByText('Tomorrow', { exact: true }).click();
    await call.locator('[type=submit]').click();
    await page.locator('#heard').getByText('is asked to call about L-').waitFor({ state: 'attached' });
    await page.getByText('2 leads need you').waitFor();
    for (const left of [1, 0]) {
      await page.locator('.figures button[data-action^="assign:"]').first().click();
      const form = page.locator('form.form');
      await form.locator('select').waitFor();
      const options = await form.locator('option').allTextContents();
      const other = await nameOf(seats.prospectors[1] ?? '');
      await form.locator('select').selectOption({ index: options.findIndex((text) => text.includes(other)) });
      await form.locator('[type=submit]').click();
      await page
        .getByText(left === 0 ? 'Nothing is stuck.' : `${left} lead${left === 1 ? ' needs' : 's need'} you`)
        .waitFor();
    }
    await page.locator('[data-period="month"]').click();
    const picture = page.locator('.figures-picture');
    await picture.waitFor();
    expect(await picture.getAttribute('alt')).toMatch(/^The funnel: Received 3,/);
    expect(windows.troubles).toEqual([]);
    await windows.context.close();
  });

  /** Claimed ten days ago by somebody who is here, and nothing since. */
  async function lieAround(count: number, who: string): Promise<void> {
    const at = (index: number) => new Date(Date.now() - 10 * dayMs + index * 60_000).toISOString();
    const rows = Array.from({ length: count }, (_, index) => [
      `old-${index},${at(index)},receive,,crm`,
      `old-${index},${at(index + count)},claim,${who},crm`,
    ]);
    const answer = await baton.api('/api/history', {
      method: 'POST',
      headers: { 'content-type': 'text/csv' },
      body: ['externalId,at,command,member,source', ...rows.flat()].join('\n'),
    });
    expect(await answer.json()).toMatchObject({ steps: 2 * count, refused: [] });
  }

  async function nameOf(seat: string): Promise<string> {
    const answer = await baton.api('/api/members');
    const { items }: { items: { name: string; identities: { web?: string } }[] } = await answer.json();
    return items.find(({ identities }) => identities.web === seat)?.name ?? '';
  }
});

describe.runIf(chromiumPath === null)('a manager’s morning in a browser', () => {
  it('is cleared', (context) => context.skip(noBrowser));
});
