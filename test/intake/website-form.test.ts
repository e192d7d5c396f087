/** A website’s form: where the browser is led, what its visitor reads, and what is kept of programs that fill it in. */
import { describe, expect, it } from 'vitest';
import { addressOf } from '../../src/intake/address-of.ts';
import { makeRateLimit } from '../../src/intake/rate-limit.ts';
import { findView } from '../../src/storage/read-lead.ts';
import { withDatabase } from '../support/with-database.ts';
import { aServer, apiToken, closeServers, siteToken } from './a-server.ts';
import type { AServer } from './a-server.ts';
import { talk } from './wire.ts';

const test = withDatabase();
closeServers();

const site = 'https://shop.example';
const thanks = `${site}/thanks`;
const browser = {
  'content-type': 'application/x-www-form-urlencoded',
  accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  'accept-language': 'en-GB,en;q=0.9',
};
const lead = { name: 'Olena', phone: '067 123 45 67' };

/** As a browser sends it: no header of ours. */
function submit(
  { post }: AServer,
  fields: Readonly<Record<string, string>> | readonly (readonly [string, string])[],
  headers: Readonly<Record<string, string>> = {},
) {
  const pairs = Array.isArray(fields) ? fields.map(([name, value]) => [name, value]) : Object.entries(fields);
  return post('/api/leads', new URLSearchParams(pairs).toString(), {
    token: null,
    headers: { ...browser, ...headers },
  });
}

async function aSite(of: object = { sites: [site], thanks }) {
  const served = await aServer(test);
  const made = await served.post('/api/intake-tokens', { source: 'shop', ...of });
  const token: string = made.body.token;
  return { ...served, token };
}

const kept = () => test.db.selectFrom('leads').select(['ref', 'source']).execute();

describe('a form that was sent', () => {
  it('leads to the page of thanks that its token names, and keeps the lead', async () => {
    const served = await aSite();
    const answer = await submit(served, { ...lead, token: served.token, city: 'Київ', website_url: '' });
    expect(answer.status).toBe(303);
    expect(answer.headers['location']).toBe(thanks);
    const [only] = await kept();
    expect(only?.source).toBe('shop');
    const view = await findView(test.db, { ref: only?.ref ?? '' });
    expect(view?.contact).toMatchObject({
      name: 'Olena',
      phone: '+380671234567',
      // Neither the token nor the field that stays empty is about the lead.
      fields: { city: 'Київ' },
    });
  });

  it('takes a token of the settings, and then says thanks itself, in the language of the browser', async () => {
    const served = await aServer(test);
    const english = await submit(served, { ...lead, token: siteToken });
    expect(english.status).toBe(200);
    expect(english.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(english.headers['content-security-policy']).toContain("default-src 'none'");
    expect(english.text).toContain('Thank you!');
    const again = await submit(served, { ...lead, token: siteToken });
    // Whether somebody is known already is no business of a website.
    expect(again.text).toBe(english.text);
    const ukrainian = await submit(
      served,
      { ...lead, token: siteToken },
      { 'accept-language': 'uk-UA,uk;q=0.9,en;q=0.3' },
    );
    expect(ukrainian.text).toContain('Дякуємо!');
    expect(ukrainian.text).toContain('<html lang="uk">');
  });

  it('leads where its own field says, within the sites of its token', async () => {
    const served = await aSite();
    const answer = await submit(served, { ...lead, token: served.token, thanks: `${site}/uk/dyakuyemo?a=1` });
    expect(answer.headers['location']).toBe(`${site}/uk/dyakuyemo?a=1`);
  });

  it.each([
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example',
    'https:evil.example',
    'https://shop.example.evil.example/',
    'https://shop.example@evil.example/',
    'https://user:pass@shop.example/',
    'http://shop.example/',
    'https://shop.example:444/',
    'javascript:alert(1)//https://shop.example',
    'data:text/html,x',
    ' https://shop.example/\r\nSet-Cookie: a=b',
    '/thanks',
  ])('is not led to %j', async (wished) => {
    const served = await aSite();
    const answer = await submit(served, { ...lead, token: served.token, thanks: wished });
    expect(answer.status).toBe(303);
    expect(answer.headers['location']).toBe(thanks);
    expect(answer.headers['set-cookie']).toBeUndefined();
    const other = await submit(served, { ...lead, token: siteToken, thanks: wished });
    expect(other.headers['location']).toBeUndefined();
  });

  it('adds no header by line breaks in the address of thanks, and heeds none that is too long or doubtful', async () => {
    const served = await aSite();
    const answer = await submit(served, {
      ...lead,
      token: served.token,
      thanks: `${site}/a\r\nSet-Cookie: a=b`,
    });
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(String(answer.headers['location'])).not.toMatch(/[\r\n]/);
    const long = await submit(served, {
      ...lead,
      token: served.token,
      thanks: `${site}/${'x'.repeat(2000)}`,
    });
    expect(long.headers['location']).toBe(thanks);
    const twice = await submit(served, [
      ['phone', '0671234567'],
      ['token', served.token],
      ['thanks', `${site}/a`],
      ['thanks', 'https://evil.example'],
    ]);
    expect(twice.headers['location']).toBe(thanks);
  });

  it('answers a script with JSON', async () => {
    const served = await aSite();
    const answer = await submit(
      served,
      { ...lead, token: served.token },
      { accept: '*/*', 'sec-fetch-mode': 'cors', origin: site },
    );
    expect(answer.status).toBe(201);
    expect(answer.body.number).toMatch(/^L-/);
    expect(answer.headers['access-control-allow-origin']).toBe(site);
  });
});

describe('a form that cannot be kept', () => {
  it('tells its visitor what to mend, in words, with a way back', async () => {
    const served = await aSite();
    const answer = await submit(
      served,
      { name: 'Olena', token: served.token },
      { referer: `${site}/contact?a="><script>` },
    );
    expect(answer.status).toBe(422);
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(answer.text).toContain('Leave a phone number or an e-mail');
    expect(answer.text).toMatch(
      /<a id="back" href="https:\/\/shop\.example\/contact\?a=%22%3E%3Cscript%3E">/,
    );
    expect(await kept()).toEqual([]);
    const ukrainian = await submit(
      served,
      { phone: 'call me', token: served.token },
      { 'accept-language': 'uk' },
    );
    expect(ukrainian.text).toContain('не можна зателефонувати');
  });

  it('repeats nothing that could be markup', async () => {
    const served = await aSite();
    const answer = await submit(
      served,
      { ...lead, token: served.token, '<img src=x onerror=alert(1)>': 'x'.repeat(20_000) },
      { referer: 'javascript:alert(1)' },
    );
    expect(answer.status).toBe(422);
    expect(answer.text).not.toContain('<img');
    expect(answer.text).toContain('&lt;img');
    expect(answer.text).not.toContain('javascript:');
  });

  it.each([
    ['no token', {}],
    ['a wrong one', { token: 'wrong' }],
    ['the API’s, which is nothing for a page', { token: apiToken }],
    ['a made one that is not there', { token: `t_000000000000000.${'x'.repeat(43)}` }],
  ])('is refused with %s, and the visitor is told whom to tell', async (_, field) => {
    const served = await aServer(test);
    const answer = await submit(served, { ...lead, ...field });
    expect(answer.status).toBe(401);
    expect(answer.text).toContain('tell the site’s owner');
    expect(await kept()).toEqual([]);
  });

  it('is not read for long before it is known who sends it', async () => {
    const served = await aServer(test);
    const big = `token=${siteToken}&message=${'x'.repeat(300_000)}`;
    expect((await served.post('/api/leads', big, { token: null, headers: browser })).status).toBe(401);
    // Without a length nobody knows how long it will be.
    const port = await served.listen();
    const [answer] = await talk(port, [
      'POST /api/leads HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n' +
        'Content-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n\r\n5\r\na=b&c\r\n0\r\n\r\n',
    ]);
    expect(answer?.status).toBe(401);
  });

  it('is a problem for a program that sends JSON, whatever it accepts', async () => {
    const { post } = await aServer(test);
    const answer = await post('/api/leads', { name: 'x' }, { headers: { accept: 'text/html' } });
    expect(answer.headers['content-type']).toBe('application/problem+json');
  });
});

describe('the field that stays empty', () => {
  it('looks like success when it is filled, and nothing is kept', async () => {
    const served = await aSite();
    const trapped = { ...lead, token: served.token, website_url: 'https://spam.example' };
    const page = await submit(served, trapped);
    expect([page.status, page.headers['location']]).toEqual([303, thanks]);
    const script = await submit(served, trapped, { accept: 'application/json', 'sec-fetch-mode': 'cors' });
    expect(script.status).toBe(201);
    expect(script.body).toEqual({
      ref: expect.stringMatching(/^r/),
      stage: 'new',
      number: expect.stringMatching(/^L-\d{4,}$/),
    });
    expect(await kept()).toEqual([]);
    const metrics = await served.get('/metrics');
    expect(metrics.text).toContain('baton_site_forms_total{source="shop",outcome="trapped"} 2');
  });

  it('is a field like any other for the API’s own token', async () => {
    const { post } = await aServer(test);
    const answer = await post(
      '/api/leads',
      'phone=0671234567&website_url=https://acme.example&token=secret',
      {
        headers: browser,
      },
    );
    expect(answer.status).toBe(201);
    const view = await findView(test.db, { ref: answer.body.ref });
    expect(view?.contact.fields).toEqual({ website_url: 'https://acme.example' });
  });
});

describe('a crowd at a form', () => {
  const from = (address: string) => ({ 'x-forwarded-for': address });

  it('is held to so many a minute from one address, and told when to come again', async () => {
    const served = await aSite();
    const send = (address: string, accept = 'application/json') =>
      submit(served, { ...lead, token: served.token }, { ...from(address), accept });
    for (let sent = 0; sent < 30; sent += 1) expect((await send('203.0.113.7')).status).toBeLessThan(300);
    const late = await send('203.0.113.7');
    expect(late.status).toBe(429);
    expect(late.body).toMatchObject({ code: 'too_often', status: 429 });
    expect(late.headers['retry-after']).toBe('2');
    expect((await send('203.0.113.7', browser.accept)).text).toContain('wait 2 seconds');
    expect((await send('203.0.113.8')).status).toBeLessThan(300);
    served.app.clock.forward(2000);
    expect((await send('203.0.113.7')).status).toBeLessThan(300);
  });

  it('is held to so many a minute by one token, from wherever', async () => {
    const { app, post } = await aServer(test, { siteLimits: { perToken: 5, perAddress: 3 } });
    const send = (at: number) =>
      post('/api/leads', {}, { token: siteToken, headers: from(`203.0.113.${at}`) });
    for (let at = 0; at < 5; at += 1) expect((await send(at)).status).toBe(422);
    expect((await send(6)).status).toBe(429);
    app.clock.forward(60_000);
    expect((await send(6)).status).toBe(422);
  });

  it('does not hold up the API’s own token', async () => {
    const { post } = await aServer(test, { siteLimits: { perToken: 1, perAddress: 1 } });
    for (let sent = 0; sent < 5; sent += 1) expect((await post('/api/leads', {})).status).toBe(422);
  });
});

describe('a limit of rate', () => {
  it('fills again evenly, and not beyond the top', () => {
    const limit = makeRateLimit({ perMinute: 2 });
    expect([limit.take('a', 0), limit.take('a', 0), limit.take('a', 0)]).toEqual([0, 0, 30_000]);
    expect(limit.take('a', 15_000)).toBe(15_000);
    expect(limit.take('a', 30_000)).toBe(0);
    expect([limit.take('a', 9e9), limit.take('a', 9e9), limit.take('a', 9e9)]).toEqual([0, 0, 30_000]);
  });

  it('is not confused by a clock that was put back', () => {
    const limit = makeRateLimit({ perMinute: 1 });
    limit.take('a', 1_000_000);
    expect(limit.take('a', 0)).toBe(60_000);
  });

  it('remembers the busy among very many', () => {
    const limit = makeRateLimit({ perMinute: 1 });
    for (let at = 0; at < 30_000; at += 1) {
      limit.take(`one ${at}`, 0);
      limit.take('busy', 0);
    }
    expect(limit.take('busy', 0)).toBe(60_000);
    // Quiet for long, it was forgotten.
    expect(limit.take('one 1', 0)).toBe(0);
  });
});

describe('an address', () => {
  const at = (remoteAddress: string, told?: string) =>
    addressOf({ remoteAddress, headers: told === undefined ? {} : { 'x-forwarded-for': told } });

  it('is the peer’s, whatever it says of itself', () => {
    expect(at('203.0.113.7', '10.0.0.1')).toBe('203.0.113.7');
    expect(at('::ffff:203.0.113.7', '10.0.0.1')).toBe('203.0.113.7');
  });

  it('is the last one that a proxy on this machine names', () => {
    expect(at('127.0.0.1', '10.9.9.9, 203.0.113.7')).toBe('203.0.113.7');
    expect(at('::1', '203.0.113.7')).toBe('203.0.113.7');
    expect(at('::ffff:127.0.0.1', '203.0.113.7')).toBe('203.0.113.7');
    for (const strange of ['', 'unknown', '<script>', '203.0.113.7:80']) {
      expect(at('127.0.0.1', strange)).toBe('127.0.0.1');
    }
  });

  it('counts the addresses of one network of IPv6 as one', () => {
    expect(at('2001:db8:0:1::1')).toBe('2001:db8:0:1::/64');
    expect(at('2001:DB8:0:1:a:b:c:d')).toBe('2001:db8:0:1::/64');
    expect(at('2001:db8::5')).toBe('2001:db8:0:0::/64');
    expect(at('fe80::1%eth0')).toBe('fe80:0:0:0::/64');
  });
});
