import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageFile, sharedModule, sharedModules } from '../../../adapters/web/serve-page.ts';
import { root } from '../../support/project-files.ts';
import { host, openWeb } from './support/web-chat.ts';
import type { OpenedWeb } from './support/web-chat.ts';

const folder = `${root}/adapters/web/page`;
const files = readdirSync(folder);

describe('the files of the page', () => {
  let web: OpenedWeb;
  beforeAll(async () => {
    web = await openWeb();
  });
  afterAll(() => web.close());

  it('are scripts without types, as far as a browser can tell', async () => {
    for (const name of files.filter((file) => file.endsWith('.ts'))) {
      const file = await pageFile(name);
      expect([name, file?.type]).toEqual([name, 'text/javascript; charset=utf-8']);
      expect(file?.body).not.toMatch(/\bimport type\b|\binterface\b|: string\b|\bas const\b/);
      expect(file?.body.split('\n')).toHaveLength(
        readFileSync(`${folder}/${name}`, 'utf8').split('\n').length,
      );
    }
  });

  it('import one another, and of the rest only what is served, too', async () => {
    const shared = sharedModules.map((path) => `../../../${path}`);
    const bodies = await Promise.all(
      files.filter((file) => file.endsWith('.ts')).map(async (name) => (await pageFile(name))?.body ?? ''),
    );
    const imported = bodies.flatMap((body) =>
      [...body.matchAll(/from\s+'([^']+)'/g)].map((found) => found[1]),
    );
    expect(imported.length).toBeGreaterThan(50);
    for (const path of imported) {
      expect([...files.map((file) => `./${file}`), ...shared]).toContain(path);
    }
    for (const path of sharedModules) {
      expect((await sharedModule(path))?.body).not.toMatch(/\bfrom\s+'/);
    }
  });

  it('reach nothing on the network', () => {
    for (const name of files) {
      const addresses = readFileSync(`${folder}/${name}`, 'utf8').match(
        /https?:\/\/[a-z0-9.-]+|['"(]\/\/[a-z]/gi,
      );
      expect([name, (addresses ?? []).filter((address) => !address.endsWith('www.w3.org'))]).toEqual([
        name,
        [],
      ]);
    }
  });

  it('write no markup and run no text', () => {
    for (const name of files.filter((file) => file.endsWith('.ts'))) {
      expect([name, readFileSync(`${folder}/${name}`, 'utf8')]).toEqual([
        name,
        expect.not.stringMatching(
          /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/,
        ),
      ]);
    }
  });

  it('are sent once, and then only when they have changed', async () => {
    const first = await web.bare({ url: '/web/page/main.ts', headers: { host } });
    expect(first.statusCode).toBe(200);
    const tag = String(first.headers.etag);
    const again = await web.bare({ url: '/web/page/main.ts', headers: { host, 'if-none-match': tag } });
    expect(again.statusCode).toBe(304);
    expect(again.body).toBe('');
  });

  it.each([
    '/web/page/..%2findex.ts',
    '/web/page/%2e%2e%2faccess.ts',
    '/web/page/nothing.ts',
    '/web/page/main',
    '/web/page/.env',
    '/src/app/app.ts',
  ])('are all there is: %s is not', async (url) => {
    expect((await web.bare({ url, headers: { host } })).statusCode).toBe(404);
  });

  it('come in the language that the browser prefers', async () => {
    const inUkrainian = await web.bare({ url: '/', headers: { host, 'accept-language': 'uk-UA,uk;q=0.9' } });
    expect(inUkrainian.body).toContain('<html lang="uk">');
    expect((await web.bare({ url: '/', headers: { host } })).body).toContain('<html lang="en">');
  });
});
