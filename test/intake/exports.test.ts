/** Tables that are taken out: what is in them, what never is, who may, and that it is written down. */
import { parse } from 'csv-parse/sync';
import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { command, receiveOne } from '../support/an-app.ts';
import { withDatabase } from '../support/with-database.ts';
import { aServer, closeServers } from './a-server.ts';
import type { AServer } from './a-server.ts';

const test = withDatabase();
closeServers();

let server: AServer;
beforeEach(async () => {
  server = await aServer(test);
});

const period = 'from=2026-03-04&to=2026-03-05';
const take = (kind: string, query = '') => server.get(`/api/exports/${kind}?member=m_mo&${period}${query}`);
const rowsOf = (text: string, delimiter = ','): string[][] => parse(text, { bom: true, delimiter });

describe('GET /api/exports/…', () => {
  it('gives the leads of a period, as many as there are, without any contact', async () => {
    const one = await receiveOne(server.app, { source: '=cmd|evil' });
    for (let count = 0; count < 120; count += 1) await receiveOne(server.app);
    await command(server.app, 'ana', one.ref, 'claim');
    const { status, headers, text } = await take('leads');
    expect(status).toBe(200);
    expect(headers['content-disposition']).toBe('attachment; filename="leads-2026-03-04-2026-03-05.csv"');
    const rows = rowsOf(text);
    expect(rows).toHaveLength(122);
    expect(new Set(rows.map(([number]) => number)).size).toBe(122);
    expect(rows[1]?.slice(0, 6)).toEqual(['L-1001', one.ref, 'main', "'=cmd|evil", 'claimed', 'Ana']);
    const { rows: contacts } = await sql<{
      phone: string;
      name: string;
    }>`select phone, name from contacts`.execute(test.db);
    for (const { phone, name } of contacts) {
      expect(text).not.toContain(phone);
      if (name) expect(text).not.toContain(name);
    }
  });

  it('gives what happened in order, and who is credited, in the delimiter that is asked for', async () => {
    const { ref } = await receiveOne(server.app);
    server.app.clock.forward(60_000);
    await command(server.app, 'ana', ref, 'claim');
    server.app.clock.forward(60_000);
    await command(server.app, 'ana', ref, 'qualify');
    const history = rowsOf((await take('history', '&delimiter=;')).text, ';');
    expect(history.slice(1).map(([, , event, member]) => [event, member])).toEqual([
      ['received', ''],
      ['claimed', 'Ana'],
      ['revealed', 'Ana'],
      ['qualified', 'Ana'],
    ]);
    expect(rowsOf((await take('credit')).text)).toEqual([
      ['member', 'prospected', 'closed', 'served'],
      ['Ana', '1', '0', '0'],
    ]);
    expect(rowsOf((await take('history', '&direction=export')).text)).toHaveLength(1);
  });

  it('is written down before anything leaves', async () => {
    await take('leads');
    expect((await server.get('/api/exports')).body.items).toEqual([
      expect.objectContaining({
        member: 'm_mo',
        kind: 'leads',
        direction: null,
        fromDay: '2026-03-04',
        toDay: '2026-03-05',
      }),
    ]);
  });

  it('is for managers, of what they manage, and for nobody without the token', async () => {
    const as = (member: string, more = '') =>
      server.get(`/api/exports/leads?member=${member}&${period}${more}`);
    expect((await as('m_ana')).status).toBe(403);
    expect((await as('m_nobody')).status).toBe(422);
    await sql`update member_roles set direction = 'export' where member = 'm_mo' and role = 'manager'`.execute(
      test.db,
    );
    expect((await as('m_mo')).status).toBe(403);
    expect((await as('m_mo', '&direction=export')).status).toBe(200);
    expect((await server.get(`/api/exports/leads?member=m_mo&${period}`, { token: null })).status).toBe(401);
    expect((await server.get('/api/exports', { token: null })).status).toBe(401);
    expect((await take('contacts')).status).toBe(422);
    expect((await server.get('/api/exports/leads?member=m_mo&from=2026-03-05&to=2026-03-04')).status).toBe(
      422,
    );
    expect((await server.get('/api/exports')).body.items).toHaveLength(1);
  });
});
