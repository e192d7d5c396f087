import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { apiToken, host, openWeb } from './support/web-chat.ts';
import type { OpenedWeb } from './support/web-chat.ts';

const data = { method: 'GET', url: '/web/frame' } as const;
const deed = {
  method: 'POST',
  url: '/web/ask',
  payload: { delivery: '00000000-0000-4000-8000-000000000001', text: 'next', channel: null },
} as const;

describe('access on loopback', () => {
  let web: OpenedWeb;
  let cookie: string;
  let own: Record<string, string>;
  beforeEach(async () => {
    web = await openWeb();
    cookie = await web.cookie();
    own = {
      host,
      cookie,
      origin: `http://${host}`,
      'sec-fetch-site': 'same-origin',
      'x-baton-seat': 'ana',
    };
  });
  afterEach(() => web.close());

  const status = async (request: object, headers: Record<string, string>) =>
    (await web.bare({ ...request, headers })).statusCode;
  const without = (name: string) => Object.fromEntries(Object.entries(own).filter(([key]) => key !== name));

  it('lets the page itself read and act', async () => {
    await web.adapter.start(silentInbox());
    expect(await status(data, own)).toBe(200);
    expect(await status(deed, own)).toBe(200);
  });

  it('gives a cookie that no script can read and no other site can send', async () => {
    const answer = await web.bare({ url: '/', headers: { host } });
    expect(answer.headers['set-cookie']).toMatch(
      /^baton_3000=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/,
    );
  });

  it('refuses whoever has no cookie, or one of another start', async () => {
    const theirs = `${cookie.slice(0, -1)}${cookie.endsWith('A') ? 'B' : 'A'}`;
    expect(await status(data, without('cookie'))).toBe(401);
    expect(await status(data, { ...own, cookie: theirs })).toBe(401);
    expect(await status(data, { ...own, cookie: 'baton_3000=' })).toBe(401);
    expect(await status(deed, without('cookie'))).toBe(401);
  });

  it('answers to no name but its own, so that another site cannot lead its name here', async () => {
    for (const name of ['evil.example', 'evil.example:3000', '127.0.0.1.evil.example:3000', 'localhost.']) {
      expect([name, await status(data, { ...own, host: name, origin: `http://${name}` })]).toEqual([
        name,
        421,
      ]);
      expect([name, await status({ url: '/' }, { host: name })]).toEqual([name, 421]);
    }
  });

  it.each(['localhost:3000', '127.0.0.1:3000', '[::1]:3000', 'LOCALHOST:3000'])(
    'answers to %s',
    async (name) => {
      const given = await web.bare({ url: '/', headers: { host: name } });
      const fresh = String(given.headers['set-cookie']).split(';')[0] ?? '';
      const origin = `http://${name.toLowerCase()}`;
      expect(await status(data, { ...own, host: name, origin, cookie: fresh })).toBe(200);
    },
  );

  it('refuses other sites, even with the cookie: to read and to act', async () => {
    for (const site of ['cross-site', 'same-site', 'none']) {
      const headers = { ...own, 'sec-fetch-site': site };
      expect([site, await status(data, headers)]).toEqual([site, 403]);
      expect([site, await status(deed, headers)]).toEqual([site, 403]);
    }
    for (const origin of ['http://evil.example', 'http://localhost:4000', 'null', 'file://']) {
      expect([origin, await status(deed, { ...own, origin })]).toEqual([origin, 403]);
    }
  });

  it('refuses to act for a browser that says nothing of where it comes from', async () => {
    const silent = { host, cookie, 'x-baton-seat': 'ana' };
    expect(await status(deed, silent)).toBe(403);
    expect(await status(data, silent)).toBe(200);
  });

  it('refuses the stream to others, too', async () => {
    const stream = { url: '/web/live?seat=ana' };
    expect(await status(stream, { ...own, 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await status(stream, without('cookie'))).toBe(401);
  });

  it('wants a seat that is there', async () => {
    for (const seat of ['nobody', '', '../ana', 'ana'.repeat(100)]) {
      expect([seat, await status(deed, { ...own, 'x-baton-seat': seat })]).toEqual([seat, 403]);
    }
    expect(await status(deed, without('x-baton-seat'))).toBe(403);
  });

  it('lets the page run nothing but its own files, and nobody frame it', async () => {
    const { headers } = await web.bare({ url: '/', headers: { host } });
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("style-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['cache-control']).toBe('no-store');
  });
});

describe('access beyond loopback', () => {
  let web: OpenedWeb;
  beforeEach(async () => {
    web = await openWeb({ isLoopback: false });
  });
  afterEach(() => web.close());

  const headers = { host: 'baton.acme.example', origin: 'https://baton.acme.example' };
  const login = (token: string) =>
    web.bare({ method: 'POST', url: '/web/login', headers, payload: { token } });

  it('shows the login, and gives no cookie for nothing', async () => {
    const answer = await web.bare({ url: '/', headers });
    expect(answer.statusCode).toBe(303);
    expect(answer.headers.location).toBe('/web/login');
    expect(answer.headers['set-cookie']).toBeUndefined();
    const form = await web.bare({ url: '/web/login', headers });
    expect(form.statusCode).toBe(200);
    expect(form.headers['set-cookie']).toBeUndefined();
    expect(form.body).toContain('id="login"');
  });

  it('opens the page to who knows the API token', async () => {
    const answer = await login(` ${apiToken}\n`);
    expect(answer.statusCode).toBe(200);
    const cookie = String(answer.headers['set-cookie']).split(';')[0] ?? '';
    const frame = await web.bare({
      ...data,
      headers: { ...headers, cookie, 'sec-fetch-site': 'same-origin' },
    });
    expect(frame.statusCode).toBe(200);
    const page = await web.bare({ url: '/', headers: { ...headers, cookie } });
    expect(page.statusCode).toBe(200);
  });

  it('marks the cookie for encrypted lines only, behind a proxy that speaks HTTPS', async () => {
    const answer = await web.bare({
      method: 'POST',
      url: '/web/login',
      headers: { ...headers, 'x-forwarded-proto': 'https' },
      payload: { token: apiToken },
    });
    expect(answer.headers['set-cookie']).toContain('; Secure');
    expect((await login(apiToken)).headers['set-cookie']).not.toContain('Secure');
  });

  it('tells a wrong token kindly, and after ten of them nobody comes in for a minute', async () => {
    for (let tried = 1; tried <= 10; tried += 1) {
      const answer = await login(`wrong ${tried}`);
      expect([tried, answer.statusCode]).toEqual([tried, 401]);
      expect(answer.json()).toMatchObject({ code: 'wrong', says: expect.stringContaining('token') });
    }
    expect((await login(apiToken)).statusCode).toBe(429);
    web.clock.forward(60_000);
    expect((await login(apiToken)).statusCode).toBe(200);
  });

  it('reads no data without the cookie, whatever the name it is called by', async () => {
    const answer = await web.bare({ ...data, headers: { ...headers, 'x-baton-seat': 'ana' } });
    expect(answer.statusCode).toBe(401);
    expect(answer.body).not.toContain('ana');
  });
});

function silentInbox() {
  const reply = async () => ({ type: 'say', tone: 'quiet', text: 'All is well.' }) as const;
  return { press: reply, ask: reply, submit: reply, happened: async () => {} };
}
