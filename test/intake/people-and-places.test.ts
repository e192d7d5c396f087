/** Team, places and figures over the API. */
import { describe, expect, it } from 'vitest';
import { setQuota } from '../../src/storage/quotas.ts';
import { makeFakeChat } from '../support/fake-chat.ts';
import { command as give, receiveOne } from '../support/an-app.ts';
import { testClock } from '../support/test-clock.ts';
import { withDatabase } from '../support/with-database.ts';
import { aServer, closeServers, pathsOf } from './a-server.ts';

const test = withDatabase();
closeServers();

async function withChat() {
  const clock = testClock();
  const chat = makeFakeChat({ platform: 'web', now: clock.now });
  const served = await aServer(test, { clock, adapters: [chat] });
  return { ...served, chat };
}

describe('/api/members', () => {
  it('adds somebody, lists everybody, changes and removes them', async () => {
    const { ask, get, post } = await aServer(test);
    const added = await post('/api/members', {
      name: 'Eva',
      roles: ['prospector', 'closer'],
      language: 'uk',
      timeZone: 'Europe/Kyiv',
      identities: { slack: 'U0EVA', telegram: '12345' },
    });
    expect(added.status).toBe(201);
    expect(added.body).toMatchObject({
      id: expect.stringMatching(/^m_/),
      name: 'Eva',
      roles: expect.arrayContaining(['prospector', 'closer']),
      active: true,
      identities: { slack: 'U0EVA', telegram: '12345' },
    });
    const listed = await get('/api/members');
    expect(listed.body.items.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(['Ana', 'Ben', 'Cleo', 'Dan', 'Eva', 'Mo']),
    );
    expect(listed.body.next).toBeNull();
    const path = `/api/members/${added.body.id}`;
    expect((await ask('PATCH', path, { body: { name: 'Eva K', roles: ['closer'] } })).body).toMatchObject({
      name: 'Eva K',
      roles: ['closer'],
    });
    const gone = await ask('PATCH', path, { body: { active: false } });
    expect(gone.status).toBe(200);
    expect(gone.body.active).toBe(false);
  });

  it('frees what somebody had who is removed', async () => {
    const { app, ask, get } = await aServer(test);
    const { ref } = await receiveOne(app);
    await give(app, 'ana', ref, 'claim');
    const { body } = await ask('PATCH', '/api/members/m_ana', { body: { active: false } });
    expect(body.released).toBe(1);
    expect((await get(`/api/leads/${ref}`)).body).toMatchObject({ stage: 'new', custodian: null });
  });

  it('names everything that is wrong about somebody', async () => {
    const { post } = await aServer(test);
    expect(
      pathsOf(
        await post('/api/members', {
          roles: ['boss'],
          language: 'fr',
          identities: { slack: 5, icq: '1' },
          admin: true,
        }),
      ),
    ).toEqual(['admin', 'identities.icq', 'identities.slack', 'language', 'name', 'roles.0']);
    expect(
      pathsOf(await post('/api/members', { name: ' ', roles: [], direction: 'moon', timeZone: 'Mars/Base' })),
    ).toEqual(['direction', 'name', 'timeZone']);
  });

  it('refuses an identity that is somebody else’s', async () => {
    const { post } = await aServer(test);
    const answer = await post('/api/members', { name: 'Eva', roles: [], identities: { slack: 'ana' } });
    expect(answer.status).toBe(422);
    expect(pathsOf(answer)).toEqual(['identities.slack']);
  });

  it('knows nobody by another id, whatever else is wrong', async () => {
    const { ask } = await aServer(test);
    expect((await ask('PATCH', '/api/members/m_nobody', { body: { x: 1 } })).status).toBe(404);
    expect((await ask('PATCH', '/api/members/m_nobody', { body: { name: 'X' } })).status).toBe(404);
    expect((await ask('PATCH', '/api/members/m_ana', { body: { x: 1 } })).status).toBe(422);
  });

  it('never leaves the team without a manager', async () => {
    const { ask } = await aServer(test);
    const answer = await ask('PATCH', '/api/members/m_mo', { body: { active: false } });
    expect(answer.status).toBe(409);
    expect(answer.body.code).toBe('last_manager');
  });
});

describe('/api/places', () => {
  it('binds a channel once, lists and unbinds it', async () => {
    const { ask, chat, get, post } = await withChat();
    await chat.start({ press: never, ask: never, submit: never, happened: never });
    const place = { platform: 'web', channel: 'prospectors', audience: 'prospectors' };
    const bound = await post('/api/places', place);
    expect(bound.status).toBe(201);
    expect(bound.body).toMatchObject({ ...place, thread: null, direction: null, id: expect.any(String) });
    expect((await post('/api/places', place)).status).toBe(200);
    expect((await get('/api/places')).body.items).toHaveLength(1);
    const path = `/api/places/${bound.body.id}`;
    const gone = await ask('DELETE', path);
    expect(gone.status).toBe(204);
    expect(gone.text).toBe('');
    expect((await ask('DELETE', path)).status).toBe(404);
  });

  it('names everything that is wrong about a place, and what the platform says', async () => {
    const { chat, post } = await withChat();
    await chat.start({ press: never, ask: never, submit: never, happened: never });
    expect(pathsOf(await post('/api/places', { platform: 'icq', audience: 'everybody', x: 1 }))).toEqual([
      'audience',
      'channel',
      'platform',
      'x',
    ]);
    chat.obstruct('secret', 'not_in_channel');
    const obstructed = await post('/api/places', { platform: 'web', channel: 'secret', audience: 'closers' });
    expect(obstructed.status).toBe(422);
    expect(pathsOf(obstructed)).toEqual(['channel']);
  });
});

describe('GET /api/digest', () => {
  it('tells the figures of a period', async () => {
    const { app, get } = await aServer(test);
    const { ref } = await receiveOne(app);
    app.clock.forward(60_000);
    await give(app, 'ana', ref, 'claim');
    const { status, body } = await get('/api/digest?from=2026-03-01&to=2026-03-31&direction=main');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      from: '2026-03-01',
      to: '2026-03-31',
      counts: { received: 1, claimed: 1, qualified: 0 },
      sources: [{ source: 'website', received: 1, converted: 0 }],
      seconds: { toClaim: { median: 60, p90: 60 }, toTake: { median: null, p90: null } },
      value: [],
    });
  });

  it('tells the plan, and how far it has come', async () => {
    const { app, get } = await aServer(test);
    const quota = { direction: 'main', step: 'claimed', member: 'm_ana', per: 'week', target: 5 } as const;
    await setQuota(test.db, quota, { by: 'm_mo', at: app.clock.now() });
    const { ref } = await receiveOne(app);
    await give(app, 'ana', ref, 'claim');
    const { body } = await get('/api/digest?from=2026-03-01&to=2026-03-05&direction=main');
    expect(body['plan']).toEqual([{ ...quota, done: 1, onCourseFor: expect.any(Number), written: null }]);
    const other = await get('/api/digest?from=2026-03-01&to=2026-03-05&direction=export');
    expect(other.body['plan']).toEqual([]);
  });

  it.each([
    ['', ['from', 'to']],
    ['from=2026-03-01&to=2026-03-01', ['to']],
    ['from=2026-03-02&to=2026-03-01&direction=moon', ['direction', 'to']],
    ['from=2026-02-30&to=soon', ['from', 'to']],
    ['from=1000-01-01&to=9999-01-01', ['to']],
    ['from=2026-03-01&to=2026-03-02&colour=red', ['colour']],
  ])('tells of ?%s that %j is wrong', async (query, paths) => {
    const { get } = await aServer(test);
    const answer = await get(`/api/digest?${query}`);
    expect(answer.status).toBe(422);
    expect(pathsOf(answer)).toEqual(paths);
  });
});

function never(): never {
  throw new Error('Nobody presses here.');
}
