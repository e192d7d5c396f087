/** Leads read over the API: one, or many in pages. Never a contact, never anything that somebody typed. */
import { describe, expect, it } from 'vitest';
import { command as give, receiveOne } from '../support/an-app.ts';
import { withDatabase } from '../support/with-database.ts';
import { aServer, closeServers, pathsOf } from './a-server.ts';

const test = withDatabase();
closeServers();

describe('GET /api/leads/{lead}', () => {
  it('takes a ref, L-1042 and 1042, and answers the same', async () => {
    const { app, get } = await aServer(test);
    const { ref, number } = await receiveOne(app);
    const byRef = await get(`/api/leads/${ref}`);
    expect(byRef.status).toBe(200);
    expect(byRef.body).toEqual({
      ref,
      number: `L-${number}`,
      stage: 'new',
      direction: 'main',
      source: 'website',
      custodian: null,
      brief: [],
      dueAt: expect.any(String),
      receivedAt: new Date(app.clock.now()).toISOString(),
      history: [
        { at: new Date(app.clock.now()).toISOString(), event: 'received', member: null, via: 'intake' },
      ],
    });
    for (const name of [`L-${number}`, `l-${number}`, String(number)]) {
      expect((await get(`/api/leads/${name}`)).body).toEqual(byRef.body);
    }
  });

  it.each([
    'L-999999',
    '0',
    '-1',
    '99999999999999999999',
    'nobody',
    '%00',
    "'",
    'L-',
    '1e3',
    'a'.repeat(300),
    '..%2f..',
  ])('finds nothing under %s', async (name) => {
    const { app, get } = await aServer(test);
    await receiveOne(app);
    const answer = await get(`/api/leads/${name}`);
    expect(answer.status).toBe(404);
    expect(answer.headers['content-type']).toBe('application/problem+json');
  });

  it('tells of the brief only what was chosen or counted', async () => {
    const { app, get } = await aServer(test);
    const { ref } = await receiveOne(app);
    await give(app, 'ana', ref, 'claim');
    await give(app, 'ana', ref, 'qualify', {
      words: {
        brief: [
          { question: 'need', value: 'Call Petro on 0501112233' },
          { question: 'when', value: 'now' },
        ],
      },
    });
    const { body, text } = await get(`/api/leads/${ref}`);
    expect(body.brief).toEqual([{ question: 'when', value: 'now' }]);
    expect(text).not.toContain('Petro');
  });
});

describe('GET /api/leads', () => {
  it('lists newest first in pages that neither skip nor repeat', async () => {
    const { app, get } = await aServer(test);
    const refs: string[] = [];
    for (let at = 0; at < 5; at += 1) {
      refs.unshift((await receiveOne(app)).ref);
      app.clock.forward(1000);
    }
    const first = await get('/api/leads?limit=2');
    await receiveOne(app);
    const second = await get(`/api/leads?limit=2&cursor=${first.body.next}`);
    const third = await get(`/api/leads?limit=2&cursor=${second.body.next}`);
    const seen = [first, second, third].flatMap(({ body }) =>
      body.items.map(({ ref }: { ref: string }) => ref),
    );
    expect(seen).toEqual(refs);
    expect(third.body.next).toBeNull();
  });

  it('filters by stage, direction, custodian and time', async () => {
    const { app, get } = await aServer(test);
    const mine = await receiveOne(app);
    await give(app, 'ana', mine.ref, 'claim');
    app.clock.forward(86_400_000);
    const later = await receiveOne(app, { direction: 'export' });
    const listed = async (query: string) => {
      const { status, body } = await get(`/api/leads?${query}`);
      expect(status).toBe(200);
      return body.items.map(({ ref }: { ref: string }) => ref);
    };
    expect(await listed('stage=claimed')).toEqual([mine.ref]);
    expect(await listed('direction=export')).toEqual([later.ref]);
    expect(await listed('custodian=m_ana&stage=claimed')).toEqual([mine.ref]);
    expect(await listed('custodian=m_ben')).toEqual([]);
    expect(await listed('from=2026-03-05')).toEqual([later.ref]);
    expect(await listed('to=2026-03-05T00:00:00%2B02:00')).toEqual([mine.ref]);
    expect(await listed('from=2026-03-04T00:00:00Z&to=2026-03-05')).toEqual([mine.ref]);
  });

  it('shows neither contact nor history', async () => {
    const { app, get } = await aServer(test);
    await receiveOne(app, { message: 'Secret', company: 'Acme' });
    const { text, body } = await get('/api/leads');
    expect(body.items[0]).not.toHaveProperty('history');
    for (const secret of ['Olena', '+380', 'Secret', 'Acme']) expect(text).not.toContain(secret);
  });

  it('gives as many as are asked for, up to 200', async () => {
    const { app, get } = await aServer(test);
    for (let at = 0; at < 120; at += 1) await receiveOne(app);
    expect((await get('/api/leads')).body.items).toHaveLength(50);
    expect((await get('/api/leads?limit=200')).body.items).toHaveLength(120);
  });

  it.each([
    ['stage=old', ['stage']],
    ['limit=0', ['limit']],
    ['limit=201', ['limit']],
    ['limit=ten', ['limit']],
    ['limit=1.5', ['limit']],
    ['cursor=nonsense', ['cursor']],
    ['cursor=', ['cursor']],
    ['direction=moon', ['direction']],
    ['custodian=%27or%201=1', ['custodian']],
    ['from=yesterday&to=2026-02-30', ['from', 'to']],
    ['stage=new&stage=lost', ['stage']],
    ['colour=red&page=2', ['colour', 'page']],
    ['__proto__=1', ['__proto__']],
  ])('tells of ?%s that %j is wrong', async (query, paths) => {
    const { get } = await aServer(test);
    const answer = await get(`/api/leads?${query}`);
    expect(answer.status).toBe(422);
    expect(pathsOf(answer)).toEqual(paths);
  });
});
