/** What is said when there is nothing there, nobody known, or nothing to be done: always a problem, never a leak. */
import { describe, expect, it } from 'vitest';
import { receiveOne } from '../support/an-app.ts';
import { withDatabase } from '../support/with-database.ts';
import { aServer, closeServers, siteToken } from './a-server.ts';

const test = withDatabase();
closeServers();

/** Everything the API knows, and a few things that it does not. */
const closed = [
  ['POST', '/api/leads'],
  ['GET', '/api/leads'],
  ['GET', '/api/leads/L-1'],
  ['POST', '/api/leads/L-1/claim'],
  ['POST', '/api/leads/L-1/reveal'],
  ['POST', '/api/leads/next'],
  ['GET', '/api/members'],
  ['POST', '/api/members'],
  ['PATCH', '/api/members/m_ana'],
  ['GET', '/api/places'],
  ['POST', '/api/places'],
  ['DELETE', '/api/places/p_1'],
  ['GET', '/api/digest'],
  ['GET', '/api'],
  ['GET', '/api/'],
  ['GET', '/api/nothing'],
  ['PUT', '/api/leads'],
  ['GET', '/%61pi/leads'],
] as const;

describe('a stranger', () => {
  it.each(closed)('is refused at %s %s before anything is read', async (method, path) => {
    const { ask } = await aServer(test);
    for (const token of [null, 'wrong', siteToken.slice(0, -1)]) {
      const answer = await ask(method, path, { token, ...(method === 'GET' ? {} : { body: '{broken' }) });
      expect(answer.status).toBe(401);
      expect(answer.headers['www-authenticate']).toContain('Bearer');
      expect(answer.headers['content-type']).toBe('application/problem+json');
      expect(answer.body).toMatchObject({ status: 401, code: 'unauthorized', title: 'Unauthorized' });
    }
  });

  it.each(['/healthz', '/readyz', '/openapi.json'])('may ask %s', async (path) => {
    const { get } = await aServer(test);
    expect((await get(path, { token: null })).status).toBe(200);
  });

  it('is not let in by a token in the address', async () => {
    const { get } = await aServer(test);
    expect(
      (await get('/api/leads?token=token-of-the-api&access_token=token-of-the-api', { token: null })).status,
    ).toBe(401);
  });
});

describe('a token that may only send leads', () => {
  it.each(closed.slice(1, 13))('is refused at %s %s', async (method, path) => {
    const { ask } = await aServer(test);
    const answer = await ask(method, path, { token: siteToken });
    expect(answer.status).toBe(403);
    expect(answer.body.code).toBe('token_not_allowed');
  });
});

describe('an error', () => {
  it('is 404 where there is nothing', async () => {
    const { ask, get } = await aServer(test);
    for (const path of [
      '/',
      '/nothing',
      '/api/nothing',
      '/api/leads/L-1/claim/now',
      '/api/LEADS',
      '//',
      '/api//leads',
    ]) {
      const answer = await get(path);
      expect([path, answer.status]).toEqual([path, 404]);
      expect(answer.headers['content-type']).toBe('application/problem+json');
    }
    expect((await ask('POST', '/nothing', { body: '{broken' })).status).toBe(404);
  });

  it.each([
    ['PUT', '/api/leads', 'GET, HEAD, POST'],
    ['DELETE', '/api/leads/L-1', 'GET, HEAD'],
    ['GET', '/api/leads/L-1/claim', 'POST'],
    ['POST', '/api/digest', 'GET, HEAD'],
    ['GET', '/api/members/m_ana', 'PATCH'],
    ['POST', '/healthz', 'GET, HEAD'],
    ['OPTIONS', '/api/places', 'GET, HEAD, POST'],
  ])('is 405 at %s %s, with what is allowed', async (method, path, allowed) => {
    const { ask } = await aServer(test);
    const answer = await ask(method, path);
    expect(answer.status).toBe(405);
    expect(answer.headers['allow']).toBe(allowed);
  });

  it('is 400 for an address that encodes no letter, and says nothing of it', async () => {
    const { get } = await aServer(test);
    const answer = await get('/api/leads/%E0%A4%A-secret');
    expect(answer.status).toBe(400);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.text).not.toContain('secret');
  });

  it('has no body for HEAD, and the same status', async () => {
    const { ask } = await aServer(test);
    const answer = await ask('HEAD', '/api/leads/L-1');
    expect(answer.status).toBe(404);
    expect(answer.text).toBe('');
  });

  it('is 503 with Retry-After when the database is away, and nothing is kept', async () => {
    const away = { isAway: false };
    const { app, get, post, command } = await aServer(test, {
      spoil: (app) => ({
        ...app,
        get database() {
          if (away.isAway)
            throw Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:5432'), { code: 'ECONNREFUSED' });
          return app.database;
        },
      }),
    });
    const { ref } = await receiveOne(app);
    away.isAway = true;
    for (const answer of [
      await post('/api/leads', { phone: '+380671234567' }),
      await get(`/api/leads/${ref}`),
      await get('/api/leads'),
      await command('ana', ref, 'claim'),
    ]) {
      expect(answer.status).toBe(503);
      expect(answer.headers['retry-after']).toBe('5');
      expect(answer.body.code).toBe('database_away');
      expect(answer.text).not.toContain('10.0.0.1');
    }
    away.isAway = false;
    expect((await get(`/api/leads/${ref}`)).body.stage).toBe('new');
  });

  it('is 500 that says nothing but where to look when we are at fault', async () => {
    const { app, post } = await aServer(test, {
      spoil: (app) => ({
        ...app,
        playbook() {
          throw new TypeError('cannot read +380671234567 of Olena');
        },
      }),
    });
    const answer = await post('/api/leads', { phone: '+380671234567', name: 'Olena' });
    expect(answer.status).toBe(500);
    expect(Object.keys(answer.body).toSorted()).toEqual([
      'code',
      'detail',
      'request',
      'status',
      'title',
      'type',
    ]);
    const fault = app.log.lines.find(({ level }) => level === 'error');
    expect(fault?.fields).toMatchObject({
      route: '/api/leads',
      error: 'TypeError',
      request: answer.body.request,
      where: expect.stringContaining('.ts:'),
    });
    expect(app.log.text()).not.toContain('380671234567');
  });
});
