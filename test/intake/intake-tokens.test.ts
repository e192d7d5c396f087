/** Tokens of websites’ forms over the API: what they may do, that no secret is kept, and that revoking works at once. */
import { describe, expect, it } from 'vitest';
import { listInstance } from '../../src/storage/instance.ts';
import { withDatabase } from '../support/with-database.ts';
import { aServer, closeServers, pathsOf, siteToken } from './a-server.ts';

const test = withDatabase();
closeServers();

const path = '/api/intake-tokens';
const site = 'https://shop.example';

describe('a token made over the API', () => {
  it('is shown once, and only its hash is kept', async () => {
    const { app, get, post } = await aServer(test);
    const made = await post(path, { source: 'shop', sites: [site], thanks: `${site}/thanks` });
    expect(made.status).toBe(201);
    expect(made.headers['cache-control']).toBe('no-store');
    const { token, ...shown } = made.body;
    expect(shown).toEqual({
      id: expect.stringMatching(/^t_/),
      source: 'shop',
      sites: [site],
      thanks: `${site}/thanks`,
      createdAt: '2026-03-04T10:00:00.000Z',
    });
    const list = await get(path);
    expect(list.body).toEqual({ items: [shown], next: null });
    const secret = String(token).split('.')[1] ?? '';
    expect(secret.length).toBe(43);
    expect(JSON.stringify(await listInstance(test.db, ''))).not.toContain(secret);
    expect(app.log.text()).not.toContain(secret);
  });

  it('sends leads from its source, and may do nothing else', async () => {
    const { ask, get, post } = await aServer(test);
    const { token } = (await post(path, { source: 'shop' })).body;
    const sent = await post('/api/leads', { phone: '+380671234567', source: 'elsewhere' }, { token });
    expect(sent.status).toBe(201);
    expect((await get(`/api/leads/${sent.body.ref}`)).body.source).toBe('shop');
    for (const [method, address] of [
      ['GET', '/api/leads'],
      ['GET', path],
      ['POST', path],
      ['DELETE', `${path}/t_1`],
      ['GET', `/api/leads/${sent.body.ref}`],
      ['POST', `/api/leads/${sent.body.ref}/reveal`],
    ] as const) {
      const answer = await ask(method, address, { token });
      expect([method, address, answer.status]).toEqual([method, address, 403]);
    }
  });

  it('is refused everywhere from the moment it is revoked', async () => {
    const here = await aServer(test);
    const there = await aServer(test, { seats: [] });
    const { id, token } = (await here.post(path, { source: 'shop' })).body;
    expect((await there.post('/api/leads', { phone: '+380671234567' }, { token })).status).toBe(201);
    expect((await there.ask('DELETE', `${path}/${id}`)).status).toBe(204);
    for (const one of [here, there]) {
      expect((await one.post('/api/leads', { phone: '+380671234568' }, { token })).status).toBe(401);
    }
    expect((await here.ask('DELETE', `${path}/${id}`)).status).toBe(404);
    expect((await here.get(path)).body.items).toEqual([]);
  });

  it('is made by the API’s token alone', async () => {
    const { post } = await aServer(test);
    expect((await post(path, { source: 'x' }, { token: null })).status).toBe(401);
    expect((await post(path, { source: 'x' }, { token: siteToken })).status).toBe(403);
  });

  it.each([
    [{}, ['source']],
    [{ source: '' }, ['source']],
    [{ source: 'a\nb' }, ['source']],
    [{ source: 'x'.repeat(101) }, ['source']],
    [{ source: 'shop', more: 1 }, ['more']],
    [{ source: 'shop', sites: ['*'] }, ['sites.0']],
    [{ source: 'shop', sites: ['null'] }, ['sites.0']],
    [{ source: 'shop', sites: ['https://*.example'] }, ['sites.0']],
    [{ source: 'shop', sites: ['https://shop.example/page'] }, ['sites.0']],
    [{ source: 'shop', sites: ['https://shop.example?x'] }, ['sites.0']],
    [{ source: 'shop', sites: ['https://a:b@shop.example'] }, ['sites.0']],
    [{ source: 'shop', sites: ['javascript://shop.example'] }, ['sites.0']],
    [{ source: 'shop', sites: ['shop.example'] }, ['sites.0']],
    [{ source: 'shop', sites: Array.from({ length: 21 }, (_, at) => `https://s${at}.example`) }, ['sites']],
    [{ source: 'shop', thanks: 'javascript:alert(1)' }, ['thanks']],
    [{ source: 'shop', thanks: '//evil.example' }, ['thanks']],
    [{ source: 'shop', thanks: '/thanks' }, ['thanks']],
  ])('is refused for %j', async (body, wrong) => {
    const { get, post } = await aServer(test);
    const answer = await post(path, body);
    expect(answer.status).toBe(422);
    expect(pathsOf(answer)).toEqual(wrong);
    expect((await get(path)).body.items).toEqual([]);
  });

  it('names a site as browsers write it, once', async () => {
    const { post } = await aServer(test);
    const made = await post(path, {
      source: 'shop',
      sites: ['HTTPS://Shop.Example:443/', 'https://shop.example', 'http://localhost:8080'],
    });
    expect(made.body.sites).toEqual(['https://shop.example', 'http://localhost:8080']);
  });
});

describe('another site’s script', () => {
  const preflight = {
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization, content-type',
  };

  it('may send leads where a token names its site, and reads refusals as well', async () => {
    const { ask, post } = await aServer(test);
    const { token } = (await post(path, { source: 'shop', sites: [site] })).body;
    const before = await ask('OPTIONS', '/api/leads', {
      token: null,
      headers: { origin: site, ...preflight },
    });
    expect(before.status).toBe(204);
    expect(before.headers).toMatchObject({
      'access-control-allow-origin': site,
      'access-control-allow-methods': 'POST',
      vary: 'Origin',
    });
    expect(before.headers['access-control-allow-headers']).toContain('authorization');
    expect(before.headers['access-control-allow-credentials']).toBeUndefined();
    for (const [body, status] of [
      [{ phone: '+380671234567' }, 201],
      [{ name: 'no contact' }, 422],
    ] as const) {
      const answer = await post('/api/leads', body, { token, headers: { origin: site } });
      expect(answer.status).toBe(status);
      expect(answer.headers).toMatchObject({ 'access-control-allow-origin': site, vary: 'Origin' });
    }
  });

  it.each([
    'https://evil.example',
    'https://shop.example.evil.example',
    'https://evilshop.example',
    'http://shop.example',
    'https://shop.example:8443',
    'https://SHOP.example',
    'https://shop.example/',
    'null',
    '*',
    'https://shop.example, https://evil.example',
    'https://shop.example%00.evil.example',
  ])('may not read anything from %s', async (origin) => {
    const { ask, post } = await aServer(test);
    const { token } = (await post(path, { source: 'shop', sites: [site] })).body;
    const before = await ask('OPTIONS', '/api/leads', { token: null, headers: { origin, ...preflight } });
    expect(before.status).toBe(403);
    const answer = await post('/api/leads', { phone: '+380671234567' }, { token, headers: { origin } });
    for (const { headers } of [before, answer]) {
      expect(headers['access-control-allow-origin']).toBeUndefined();
      expect(headers['vary']).toBe('Origin');
    }
  });

  it('reads nothing by a token of another site, by the API’s token, or at another address', async () => {
    const { ask, get, post } = await aServer(test);
    await post(path, { source: 'shop', sites: [site] });
    const other = (await post(path, { source: 'other', sites: ['https://other.example'] })).body.token;
    const headers = { origin: site };
    for (const answer of [
      await post('/api/leads', { phone: '+380671234567' }, { token: other, headers }),
      await post('/api/leads', { phone: '+380671234567' }, { token: siteToken, headers }),
      await post('/api/leads', { phone: '+380671234567' }, { headers }),
      await get('/api/leads', { headers }),
      await ask('OPTIONS', '/api/leads/L-1', { token: null, headers: { ...headers, ...preflight } }),
      await ask('OPTIONS', '/api/members', { token: null, headers: { ...headers, ...preflight } }),
    ]) {
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    }
  });
});
