/** The README's form, copied as it stands into a page of another site, and filled in in a real browser. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findView } from '../../src/storage/read-lead.ts';
import { chromiumPath, noBrowser, openBrowser } from '../adapters/web/support/browser.ts';
import { root } from '../support/project-files.ts';
import { withDatabase } from '../support/with-database.ts';
import { aServer, closeServers } from './a-server.ts';

const form = /```html\n(<form [\s\S]*?<\/form>)\n```/.exec(
  readFileSync(join(root, 'README.md'), 'utf8'),
)?.[1];

describe('the README', () => {
  it('has a form to copy, with the fields that Baton knows', () => {
    expect(form).toContain('action="https://baton.example.com/api/leads" method="post"');
    const names = [...(form ?? '').matchAll(/ name="(\w+)"/g)].map(([, name]) => name);
    expect(names).toEqual(['token', 'name', 'phone', 'email', 'message', 'website_url']);
  });
});

describe.runIf(chromiumPath !== null)('the README’s form in a browser', { timeout: 300_000 }, () => {
  const test = withDatabase();
  closeServers();
  let browser: Browser;
  let website: Server;
  let site: string;
  /** What the site shows now. */
  let html = '';

  beforeAll(async () => {
    browser = await openBrowser();
    website = createServer((request, response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(request.url === '/thanks' ? '<h1>The site says thanks</h1>' : html);
    }).listen(0, '127.0.0.1');
    await once(website, 'listening');
    const address = website.address();
    site = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
  }, 300_000);
  afterAll(async () => {
    await browser.close();
    website.closeAllConnections();
    website.close();
  });

  /** The site's page with the form, and Baton behind it. */
  async function aPage(of: { readonly thanks?: string }, locale = 'en-GB') {
    const served = await aServer(test);
    const { token } = (await served.post('/api/intake-tokens', { source: 'website', sites: [site], ...of }))
      .body;
    const port = await served.listen();
    html = `<!doctype html><html lang="en"><title>Acme</title>${(form ?? '')
      .replace('https://baton.example.com', `http://127.0.0.1:${port}`)
      .replace('TOKEN', String(token))}</html>`;
    const context = await browser.newContext({ locale });
    context.setDefaultTimeout(60_000);
    const page = await context.newPage();
    const troubles: string[] = [];
    page.on('console', (message) => troubles.push(message.text()));
    await page.goto(`${site}/contact`);
    return { ...served, page, troubles, token: String(token) };
  }

  async function fillIn(page: Page, fields: Readonly<Record<string, string>>): Promise<void> {
    for (const [label, value] of Object.entries(fields)) await page.getByLabel(label).fill(value);
    await page.getByRole('button', { name: 'Send' }).click();
  }

  const leads = () => test.db.selectFrom('leads').select(['ref', 'source']).execute();

  it('sends a lead and leads back to the site', async () => {
    const { page } = await aPage({ thanks: `${site}/thanks` });
    await fillIn(page, { Name: 'Ірина Коваль', Phone: '067 123 45 67', 'What is it about?': 'Вікна\nдва' });
    await page.getByRole('heading', { name: 'The site says thanks' }).waitFor();
    expect(page.url()).toBe(`${site}/thanks`);
    const [lead] = await leads();
    expect(lead?.source).toBe('website');
    const view = await findView(test.db, { ref: lead?.ref ?? '' });
    expect(view?.contact).toMatchObject({
      name: 'Ірина Коваль',
      phone: '+380671234567',
      message: 'Вікна\nдва',
      fields: {},
    });
    await page.context().close();
  });

  it('says what to mend, and the way back leads to what was typed', async () => {
    const { page, troubles } = await aPage({});
    await fillIn(page, { Name: 'Iryna' });
    await page.getByText('Leave a phone number or an e-mail').waitFor();
    const shots = process.env['DOCS_PICTURES'];
    if (shots) await page.screenshot({ path: `${shots}/form-trouble.png` });
    await page.getByRole('link', { name: 'Back to the form' }).click();
    await page.getByRole('button', { name: 'Send' }).waitFor();
    expect(await page.getByLabel('Name').inputValue()).toBe('Iryna');
    expect(await leads()).toEqual([]);
    await fillIn(page, { Phone: '067 123 45 67' });
    await page.getByRole('heading', { name: 'Thank you!' }).waitFor();
    if (shots) await page.screenshot({ path: `${shots}/form-thanks.png` });
    expect((await leads()).length).toBe(1);
    expect(troubles.filter((text) => /security policy/i.test(text))).toEqual([]);
    await page.context().close();
  });

  it('speaks Ukrainian to a Ukrainian browser', async () => {
    const { page } = await aPage({}, 'uk-UA');
    await fillIn(page, { 'E-mail': 'iryna@example.com' });
    await page.getByRole('heading', { name: 'Дякуємо!' }).waitFor();
    expect((await leads()).length).toBe(1);
    await page.context().close();
  });

  it('has a field that nobody sees or comes to by the keyboard, and that programs fall for', async () => {
    const { page } = await aPage({});
    const trap = page.locator('input[name="website_url"]');
    expect(await trap.evaluate((field) => field.getBoundingClientRect().right)).toBeLessThan(0);
    await page.getByLabel('Name').focus();
    for (let steps = 0; steps < 8; steps += 1) {
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.getAttribute('name') ?? '')).not.toBe(
        'website_url',
      );
    }
    await trap.evaluate((field) => field.setAttribute('value', 'https://spam.example'));
    await fillIn(page, { Phone: '067 123 45 67' });
    await page.getByRole('heading', { name: 'Thank you!' }).waitFor();
    expect(await leads()).toEqual([]);
    await page.context().close();
  });

  it('may be sent by the site’s own script, and not by another site’s', async () => {
    const { page, token, server } = await aPage({});
    const address = server.server.address();
    const url = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}/api/leads`;
    const send = (on: Page) =>
      on.evaluate(
        async ({ url, token }) => {
          try {
            const answer = await fetch(url, {
              method: 'POST',
              headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
              body: '{"phone":"+380671234567"}',
            });
            return answer.status;
          } catch {
            return 'refused by the browser';
          }
        },
        { url, token },
      );
    expect(await send(page)).toBe(201);
    const other = await page.context().newPage();
    await other.goto(`${site.replace('127.0.0.1', 'localhost')}/contact`);
    expect(await send(other)).toBe('refused by the browser');
    expect((await leads()).length).toBe(1);
    await page.context().close();
  });
});

if (chromiumPath === null) {
  describe('the README’s form in a browser', () => {
    it('is filled in', (context) => context.skip(noBrowser));
  });
}
