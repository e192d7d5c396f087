/** The past of another system over HTTP: what is believed, what is refused by its row, and that nobody is told of it. */
import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { readDigest } from '../../src/app/digests/read-digest.ts';
import { verify } from '../../src/app/verify.ts';
import { insertPlace } from '../../src/storage/places.ts';
import { aServer, closeServers } from './a-server.ts';
import type { AServer } from './a-server.ts';
import { withDatabase } from '../support/with-database.ts';

const test = withDatabase();
closeServers();

let server: AServer;
beforeEach(async () => {
  server = await aServer(test);
});

const send = (body: string, query = '', type = 'text/csv') =>
  server.post(`/api/history${query}`, body, { headers: { 'content-type': type } });

const story = [
  'externalId,at,command,member,arguments,source',
  'A-1,2025-11-03 09:00,receive,,"{""name"":""Olha"",""phone"":""067 123 45 67""}",fair',
  'A-1,2025-11-03 10:00,claim,Ana,,fair',
  'A-1,2025-11-03 11:00,touch,Ana,"{""kind"":""call"",""outcome"":""reached"",""text"":""nice""}",fair',
  'A-1,2025-11-04 10:00,qualify,Ana,,fair',
  'A-1,2025-11-05 10:00,accept,Old Closer,,fair',
  'A-1,2025-12-01 10:00,convert,Old Closer,"{""value"":""1500.50"",""what"":""windows""}",fair',
  'A-2,2025-11-03 09:30,receive,,"{""email"":""b@example.com""}",web',
  'A-2,2025-11-03 12:00,disqualify,Mo,"{""reason"":""spam""}",web',
].join('\n');

const rowsOf = async (table: string) => {
  const { rows } = await sql<{
    count: number;
  }>`select count(*)::int as count from ${sql.table(table)}`.execute(test.db);
  return rows[0]?.count;
};

/** What `npm run verify` would find. */
async function differences() {
  const found = [];
  for await (const one of verify(test.db)) if (one.type !== 'checked') found.push(one);
  return found;
}

describe('POST /api/history', () => {
  it('keeps who did what and when, makes members of whom it names, and tells nobody', async () => {
    for (const audience of ['prospectors', 'closers', 'managers'] as const) {
      await insertPlace(test.db, {
        id: `p_${audience}`,
        platform: 'web',
        channel: audience,
        thread: null,
        audience,
        direction: null,
        language: null,
        createdAt: 0,
      });
    }
    const { status, body } = await send(story);
    expect(status).toBe(200);
    expect(body).toEqual({ received: 8, leads: 2, steps: 8, known: 0, members: 1, refused: [] });
    expect(await rowsOf('outbox')).toBe(0);
    const { body: lead } = await server.get('/api/leads/L-1001');
    expect(lead).toMatchObject({ stage: 'converted', source: 'fair', dueAt: null });
    expect(lead.history.map(({ event, at, via }: Record<string, string>) => [event, at, via])).toEqual([
      ['received', '2025-11-03T07:00:00.000Z', 'import'],
      ['claimed', '2025-11-03T08:00:00.000Z', 'import'],
      ['revealed', '2025-11-03T08:00:00.000Z', 'import'],
      ['touched', '2025-11-03T09:00:00.000Z', 'import'],
      ['qualified', '2025-11-04T08:00:00.000Z', 'import'],
      ['accepted', '2025-11-05T08:00:00.000Z', 'import'],
      ['revealed', '2025-11-05T08:00:00.000Z', 'import'],
      ['converted', '2025-12-01T08:00:00.000Z', 'import'],
    ]);
    const { body: members } = await server.get('/api/members');
    const closer = members.items.find(({ name }: { name: string }) => name === 'Old Closer');
    expect(closer).toMatchObject({ roles: [], identities: {} });
    expect(await differences()).toEqual([]);
  });

  it('is what the digest of that time tells, also where that had been asked for before', async () => {
    const november = { from: '2025-11-01', to: '2025-12-02', direction: null };
    expect((await readDigest(server.app, november)).counts.received).toBe(0);
    await send(story);
    const digest = await readDigest(server.app, november);
    expect(digest.counts).toMatchObject({ received: 2, claimed: 1, qualified: 1, accepted: 1, converted: 1 });
    expect(digest.value).toEqual([{ currency: 'UAH', total: 150_050 }]);
    expect(digest.seconds.toClaim.median).toBe(3600);
  });

  it('recognises the same file, and goes on where a longer one goes on', async () => {
    await send(story);
    const again = await send(story);
    expect(again.body).toMatchObject({ leads: 0, steps: 0, known: 8, members: 0, refused: [] });
    const longer = `${story}\nA-1,2025-12-02 10:00,take,Dan,,fair`;
    expect((await send(longer)).body).toMatchObject({ leads: 0, steps: 1, known: 8, refused: [] });
  });

  it('keeps nothing of a dry run, and says the same', async () => {
    const { body } = await send(story, '?dryRun=1');
    expect(body).toEqual({
      received: 8,
      leads: 2,
      steps: 8,
      known: 0,
      members: 1,
      dryRun: true,
      refused: [],
    });
    expect([await rowsOf('leads'), await rowsOf('history')]).toEqual([0, 0]);
    expect(
      (await server.get('/api/members')).body.items.map(({ name }: { name: string }) => name),
    ).not.toContain('Old Closer');
  });

  it('refuses by its row what cannot have been, and keeps the rest', async () => {
    const { body } = await send(
      [
        'externalId;at;command;member;reason;phone',
        'B-1;2025-11-03 09:00;receive;;;0671112233',
        'B-1;2025-11-02 09:00;claim;Ana;;',
        'B-1;2025-11-04 09:00;accept;Cleo;;',
        'B-1;2025-11-05 09:00;disqualify;Ana;no such reason;',
        'B-1;2025-11-05 09:00;claim;;;',
        'B-1;2999-11-05 09:00;claim;Ana;;',
        'B-1;30.02.2025;claim;Ana;;',
        'B-1;2025-11-06 09:00;erase;Ana;;',
        'B-2;2025-11-06 09:00;claim;Ana;;',
        'B-3;2025-11-06 09:00;receive;;;0671112233',
        'B-1;2025-11-07 09:00;claim;Ana;;',
        'B-1;2025-11-08 09:00;claim;Ana;;',
        'B-1;2025-11-09 09:00;claim;Ben;;',
      ].join('\n'),
    );
    expect(body).toMatchObject({ received: 13, leads: 1, steps: 2, known: 0 });
    const said = Object.fromEntries(
      body.refused.map(({ row, reasons }: { row: number; reasons: string[] }) => [row, reasons.join(' ')]),
    );
    expect(said).toEqual({
      3: expect.stringContaining('No lead has this externalId'),
      4: expect.stringMatching(/new|claimed/i),
      5: expect.stringContaining('one of'),
      6: 'Who did it is missing.',
      7: expect.stringContaining('in the future'),
      8: expect.stringContaining('a moment is wanted'),
      9: expect.stringContaining('“erase” is no step of a history'),
      10: expect.stringContaining('No lead has this externalId'),
      11: expect.stringContaining('Another lead has this contact: L-1001'),
      13: 'The step would change nothing: the lead stands there already.',
      14: expect.stringContaining('Ana'),
    });
    expect(await differences()).toEqual([]);
  });

  it('takes JSON lines, one step a line', async () => {
    const lines = [
      { externalId: 'C-1', at: '2025-11-03T09:00:00Z', command: 'receive', arguments: { source: 'crm' } },
      {
        externalId: 'C-1',
        at: '2025-11-03T10:00:00+02:00',
        command: 'claim',
        member: 'm_ana',
        arguments: { source: 'crm' },
      },
      {
        externalId: 'C-1',
        at: '2025-11-03T10:00:00Z',
        command: 'claim',
        member: 'm_ana',
        arguments: { source: 'crm', x: 1 },
      },
      { externalId: 'C-1', at: '2025-11-03T10:00:00Z', command: 'claim', member: { $ne: 1 }, arguments: [] },
    ];
    const body = [...lines.map((line) => JSON.stringify(line)), '{"externalId":', '[]'].join('\n');
    const answer = await send(body, '', 'application/x-ndjson; charset=utf-8');
    expect(answer.body).toMatchObject({ received: 6, leads: 1, steps: 1 });
    expect(answer.body.refused.map(({ row }: { row: number }) => row)).toEqual([2, 3, 4, 5, 6]);
  });

  it('refuses what is no history at all', async () => {
    expect((await send('a,b\n1,2')).status).toBe(422);
    expect((await send('')).status).toBe(422);
    expect((await send('\n\n', '', 'application/x-ndjson')).status).toBe(422);
    expect((await send('{}', '', 'application/json')).status).toBe(415);
    expect((await send(story, '?direction=nowhere')).status).toBe(422);
    expect(
      (await server.post('/api/history', story, { token: null, headers: { 'content-type': 'text/csv' } }))
        .status,
    ).toBe(401);
  });
});
