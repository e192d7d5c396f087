/** The API's description as a page: whole, readable without script and network, and in both lights. */
import { describe, expect, it } from 'vitest';
import { docsPage } from '../../src/intake/docs-page.ts';
import { chromiumPath, noBrowser, openBrowser } from '../adapters/web/support/browser.ts';
import { withDatabase } from '../support/with-database.ts';
import { aServer, closeServers } from './a-server.ts';

const test = withDatabase();
closeServers();

describe('GET /docs', () => {
  it('is open, and tells every route of /openapi.json', async () => {
    const { get } = await aServer(test);
    const { paths } = (await get('/openapi.json', { token: null })).body;
    const docs = await get('/docs', { token: null });
    expect(docs.status).toBe(200);
    expect(docs.headers['content-type']).toBe('text/html; charset=utf-8');
    const plain = docs.text.replaceAll('<wbr>', '');
    const routes = Object.entries<object>(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(routes.length).toBeGreaterThan(12);
    const told = [
      ...plain.matchAll(/<h3><span class="method \w+">(\w+)<\/span> <code>([^<]+)<\/code><\/h3>/g),
    ].map(([, method, path]) => `${method} ${path}`);
    expect(told.toSorted()).toEqual(routes.toSorted());
    const ids = [...plain.matchAll(/<article id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const name of ['externalId', 'Idempotency-Key', 'phone', 'website_url', 'thanks']) {
      expect(plain).toContain(name);
    }
  });

  it('has neither script nor anything from elsewhere, and forbids both', async () => {
    const { get } = await aServer(test);
    const { headers, text } = await get('/docs', { token: null });
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    expect(policy).not.toContain('script-src');
    expect(text).not.toMatch(/<script|<link|<img|<iframe|\son\w+=|url\(|@import|(src|href)="(https?:)?\/\//i);
  });
});

describe('the page of a description', () => {
  const described = (schema: object, more: object = {}) => ({
    info: { title: 'x', description: 'x' },
    paths: {
      '/a': {
        post: { requestBody: { content: { 'application/json': { schema } } }, responses: {}, ...more },
      },
    },
    components: {
      schemas: { Tree: { type: 'object', properties: { child: { $ref: '#/components/schemas/Tree' } } } },
    },
  });

  it('escapes whatever stands in it', () => {
    const evil = '<script>alert(1)</script>"\'';
    const { body } = docsPage(
      described(
        { type: 'object', properties: { [evil]: { type: 'string', description: evil, enum: [evil] } } },
        { summary: evil, description: evil },
      ),
    );
    expect(body).not.toContain('<script>');
    expect(body).toContain('&lt;script&gt;');
  });

  it('comes to an end where a schema names itself', () => {
    const { body } = docsPage(described({ $ref: '#/components/schemas/Tree' }));
    expect(body).toContain('child.child');
    expect(body.length).toBeLessThan(20_000);
  });
});

describe.runIf(chromiumPath !== null)('the page in a browser', { timeout: 300_000 }, () => {
  it('shows its style under its own policy, in both lights, and fits a phone', async () => {
    const { listen } = await aServer(test);
    const port = await listen();
    const browser = await openBrowser();
    try {
      for (const colorScheme of ['light', 'dark'] as const) {
        for (const width of [1280, 360]) {
          const context = await browser.newContext({ colorScheme, viewport: { width, height: 800 } });
          const page = await context.newPage();
          const troubles: string[] = [];
          page.on('console', (message) => troubles.push(message.text()));
          await page.goto(`http://127.0.0.1:${port}/docs`, { timeout: 120_000 });
          const look = await page.evaluate(() => ({
            background: getComputedStyle(document.body).backgroundColor,
            spare: document.documentElement.clientWidth - document.documentElement.scrollWidth,
          }));
          expect(look).toEqual({
            background: colorScheme === 'light' ? 'rgb(246, 246, 249)' : 'rgb(18, 18, 23)',
            spare: 0,
          });
          expect(troubles.filter((text) => /security policy/i.test(text))).toEqual([]);
          const shots = process.env['DOCS_PICTURES'];
          if (shots) await page.screenshot({ path: `${shots}/docs-${colorScheme}-${width}.png` });
          await context.close();
        }
      }
    } finally {
      await browser.close();
    }
  });
});

if (chromiumPath === null) {
  describe('the page in a browser', () => {
    it('is looked at', (context) => context.skip(noBrowser));
  });
}
