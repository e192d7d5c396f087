/** A spreadsheet over HTTP: what is kept, what is refused by name, and what becomes of it when something goes wrong. */
import { setImmediate as breathe } from 'node:timers/promises';
import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { listLeads } from '../../src/storage/list-leads.ts';
import { insertPlace } from '../../src/storage/places.ts';
import { aPlaybook } from '../support/a-playbook.ts';
import { command } from '../support/an-app.ts';
import { withDatabase } from '../support/with-database.ts';
import { aServer, closeServers, pathsOf, siteToken } from './a-server.ts';
import type { Asked, AServer } from './a-server.ts';

const test = withDatabase();
closeServers();

const csv = { 'content-type': 'text/csv' };
const send = (server: AServer, body: string | Buffer, query = '', asked: Asked = {}) =>
  server.post(`/api/leads/import${query}`, body, { ...asked, headers: { ...csv, ...asked.headers } });
const phones = (count: number, from = 0) =>
  ['phone', ...Array.from({ length: count }, (_, at) => `+38067${1000000 + from + at}`)].join('\n');
const countLeads = async () => {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from leads`.execute(test.db);
  return rows[0]?.count;
};

describe('POST /api/leads/import', () => {
  let server: AServer;
  beforeEach(async () => {
    server = await aServer(test);
  });

  it('keeps the good rows and refuses the others by their number and every reason', async () => {
    const file = [
      'Імʼя;Телефон;E-mail;Дата;Бюджет',
      'Олена Коваль;067 111 22 33;olena@example.com;04.03.2026 09:30;1000',
      ';;;;',
      'Зіпсований;6,71112E+08;;;',
      'Без нуля;671112244;;03/04/2026;',
      'Рядок на два;0671112255;;;"перший\nдругий"',
      'Коротко;0671112266',
      'Нікого;;;;',
    ].join('\r\n');
    const { status, body } = await send(server, `\uFEFF${file}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ received: 6, created: 2, known: 0, encoding: 'utf-8' });
    expect(body.refused.map(({ row }: { row: number }) => row)).toEqual([4, 5, 7, 8]);
    expect(body.refused[0].reasons).toEqual([expect.stringContaining('power of ten')]);
    expect(body.refused[1].reasons).toEqual([
      expect.stringContaining('“Телефон” has lost its leading zero'),
      expect.stringContaining('“Дата” can be read in two ways'),
    ]);
    expect(body.refused[2].reasons).toEqual([expect.stringContaining('It has 2 cells')]);
    const { items } = await listLeads(test.db, { limit: 10 });
    const olena = items.find(({ contact }) => contact.phone === '+380671112233');
    expect(olena).toMatchObject({
      lead: { stage: 'new', direction: 'main', receivedAt: Date.UTC(2026, 2, 4, 7, 30) },
      contact: { name: 'Олена Коваль', email: 'olena@example.com', fields: { Бюджет: '1000' } },
      last: { type: 'received', via: 'import' },
    });
  });

  it('says reasons in Ukrainian to whoever asks so', async () => {
    const { body } = await send(server, 'phone;name\n6,7E+08;', '', {
      headers: { 'accept-language': 'uk-UA,uk' },
    });
    expect(body.refused[0].reasons[0]).toContain('степінь десяти');
  });

  it('reads Windows-1251 and says so', async () => {
    // «Телефон;Імʼя» and «0671112233;Олена», as a Ukrainian spreadsheet saves them.
    const file = Buffer.from('d2e5ebe5f4eeed3bb2ec27ff0a303637313131323233333bcEEBE5EDE00a', 'hex');
    const { body } = await send(server, file);
    expect(body).toMatchObject({ created: 1, encoding: 'windows-1251' });
    const { items } = await listLeads(test.db, { limit: 1 });
    expect(items[0]?.contact.name).toBe('Олена');
  });

  it('maps columns, gives a direction and a source, and keeps the record’s own id', async () => {
    const file = 'mql_id,first_contact_date,origin\nabc,01-02-2018,social\ndef,20-10-2017,\n';
    const map = 'map=externalId:mql_id,source:origin&map=receivedAt:first_contact_date';
    const query = `?${map}&direction=export&source=fair`;
    expect((await send(server, file, query)).body).toMatchObject({ received: 2, created: 2, refused: [] });
    const { items } = await listLeads(test.db, { limit: 10 });
    expect(items.map(({ lead }) => [lead.direction, lead.source])).toEqual([
      ['export', 'social'],
      ['export', 'fair'],
    ]);
    expect((await send(server, file, query)).body).toMatchObject({ created: 0, known: 2 });
    expect(await countLeads()).toBe(2);
  });

  it('keeps nothing on a dry run, and counts what it would do', async () => {
    await send(server, phones(2));
    const { body } = await send(server, `${phones(5)}\n067 100 00 04\n12`, '?dryRun=1');
    expect(body).toMatchObject({ received: 7, created: 3, known: 3, dryRun: true });
    expect(body.refused).toEqual([{ row: 8, reasons: [expect.stringContaining('no number')] }]);
    expect(await countLeads()).toBe(2);
  });

  it('recognises the same file even after its leads were closed, and opens none of them again', async () => {
    await send(server, phones(2));
    const { items } = await listLeads(test.db, { limit: 10 });
    for (const { lead } of items) {
      await command(server.app, 'mo', lead.ref, { type: 'disqualify', reason: 'spam' });
    }
    expect((await send(server, phones(2))).body).toMatchObject({ created: 0, known: 2 });
  });

  it('tells nobody that somebody wrote again who only stands in a spreadsheet', async () => {
    await send(server, phones(1));
    await send(server, 'phone,message\n+380671000000,once more');
    const { rows } = await sql`select type from history`.execute(test.db);
    expect(rows).toEqual([{ type: 'received' }]);
  });

  it.each([
    ['an empty body', '', ''],
    ['no rows', 'phone\n', ''],
    ['no column of a contact', 'a,b\n1,2', ''],
    ['a heading twice', 'phone,Phone\n1,2', ''],
    ['two columns of one meaning', 'phone,телефон\n1,2', ''],
    ['an open quotation mark', 'phone\n"067', ''],
    ['a cell of a megabyte', `phone\n${'x'.repeat(1_000_000)}`, ''],
    ['a million commas', `phone\n${','.repeat(1_000_000)}`, ''],
    ['NULs', 'phone\n\0\0\0', ''],
    ['a workbook', 'PK\x03\x04phone', ''],
    ['101 columns', `${Array.from({ length: 101 }, (_, at) => `c${at}`).join(',')}\n1`, ''],
    ['51 columns of its own', `phone,${Array.from({ length: 51 }, (_, at) => `c${at}`).join(',')}\n1`, ''],
    ['UTF-16', Buffer.from('\uFEFFphone\n0671112233', 'utf16le'), ''],
    ['KOI8-U', Buffer.from([0xf4, 0xc5, 0xcc, 0xc5, 0xc6, 0xcf, 0xce, 0x0a, 0x31]), ''],
  ])('refuses a file with %s as a whole', async (_, file, query) => {
    const answer = await send(server, file, query);
    expect(answer.status).toBe(422);
    expect(pathsOf(answer)).toEqual(['file']);
    expect(await countLeads()).toBe(0);
  });

  it.each([
    ['an unknown field', 'map=fax:phone', ['map']],
    ['an unknown heading', 'map=phone:fax', ['map']],
    ['no shape', 'map=phone', ['map']],
    ['a field twice', 'map=phone:phone,phone:phone', ['map']],
    ['a direction that is not there', 'direction=moon', ['direction']],
    ['an unknown word', 'dry=1', ['dry']],
  ])('refuses %s in the address', async (_, query, paths) => {
    const answer = await send(server, phones(1), `?${query}`);
    expect(answer.status).toBe(422);
    expect(pathsOf(answer)).toEqual(paths);
  });

  it('takes the API token alone, and a file alone', async () => {
    expect((await send(server, phones(1), '', { token: null })).status).toBe(401);
    expect((await send(server, phones(1), '', { token: siteToken })).status).toBe(403);
    for (const type of ['application/json', 'multipart/form-data; boundary=x', 'text/html']) {
      const answer = await send(server, '{}', '', { headers: { 'content-type': type } });
      expect([answer.status, answer.body.code]).toEqual([415, 'unsupported_type']);
      expect(answer.body.detail).toContain('text/csv');
    }
  });

  it('refuses more than 32 MiB', async () => {
    expect((await send(server, Buffer.alloc(32 * 1024 * 1024 + 1, 'x'))).status).toBe(413);
  });

  it('is carried out once under a key; another query is another request', async () => {
    const first = await send(server, phones(2), '', { key: 'k' });
    const again = await send(server, phones(2), '', { key: 'k' });
    expect(again.body).toEqual(first.body);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect((await send(server, phones(2), '?dryRun=1', { key: 'k' })).status).toBe(422);
    expect((await send(server, phones(3), '', { key: 'k' })).status).toBe(422);
  });

  it('tells how far it is to whoever wants that, and ends with the answer', async () => {
    const port = await server.listen();
    const answer = await fetch(`http://127.0.0.1:${port}/api/leads/import`, {
      method: 'POST',
      headers: { ...csv, authorization: 'Bearer token-of-the-api', accept: 'application/x-ndjson' },
      body: phones(60),
    });
    const text = await answer.text();
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.at(-1).answer).toMatchObject({ received: 60, created: 60, known: 0 });
    const done = lines.slice(0, -1).map((line) => line.done);
    expect(done).toEqual(done.toSorted((a: number, b: number) => a - b));
    expect(done.at(-1)).toBe(60);
    expect(lines[0].of).toBe(60);
  });

  it('is described', async () => {
    const { body } = await server.get('/openapi.json', { token: null });
    const { requestBody, parameters, responses } = body.paths['/api/leads/import'].post;
    expect(Object.keys(requestBody.content)).toContain('text/csv');
    expect(parameters.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(['map', 'dryRun', 'direction', 'source', 'Idempotency-Key']),
    );
    expect(responses['200'].content['application/json'].schema).toBeDefined();
  });
});

describe('an import', () => {
  const bindPlace = () =>
    insertPlace(test.db, {
      id: 'p_1',
      platform: 'web',
      channel: 'prospectors',
      thread: null,
      audience: 'prospectors',
      direction: null,
      language: 'en',
      createdAt: 0,
    });
  const cards = async () => {
    const { rows } = await sql<{ kind: string; count: number }>`
      select kind, count(*)::int as count from outbox group by kind order by kind`.execute(test.db);
    return rows;
  };
  const small = { playbook: aPlaybook({ announceAtMost: 3 }) };

  it('announces each lead by itself up to the playbook’s limit', async () => {
    const server = await aServer(test, small);
    await bindPlace();
    await send(server, phones(3));
    expect(await cards()).toEqual([{ kind: 'living card', count: 3 }]);
  });

  it('announces itself by one card beyond it, however often it is sent', async () => {
    const server = await aServer(test, small);
    await bindPlace();
    await send(server, phones(60));
    await send(server, phones(60));
    expect(await cards()).toEqual([{ kind: 'import card', count: 1 }]);
    const { rows } = await sql<{ body: object }>`select body from outbox`.execute(test.db);
    expect(rows[0]?.body).toMatchObject({ direction: 'main', count: 60 });
  });

  it('goes by how many are new: three among many that are known have cards of their own', async () => {
    const server = await aServer(test, small);
    await send(server, phones(60));
    await bindPlace();
    await send(server, phones(63));
    expect(await cards()).toEqual([{ kind: 'living card', count: 3 }]);
  });

  it('breaks off cleanly when the process stops, and goes on when it is sent again', async () => {
    const server = await aServer(test, small);
    await bindPlace();
    const port = await server.listen();
    const request = fetch(`http://127.0.0.1:${port}/api/leads/import`, {
      method: 'POST',
      headers: { ...csv, authorization: 'Bearer token-of-the-api' },
      body: phones(400),
    });
    while ((await countLeads()) === 0) await breathe();
    await server.server.close();
    const answer = await request;
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({
      code: 'stopping',
      detail: expect.stringContaining('stays kept'),
    });
    const kept = (await countLeads()) ?? 0;
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(400);

    const { body } = await send(await aServer(test, { ...small, seats: [], seed: 2 }), phones(400));
    expect(body).toMatchObject({ created: 400 - kept, known: kept });
    expect(await cards()).toEqual([{ kind: 'import card', count: 1 }]);
    const { rows } = await sql<{
      count: number;
    }>`select (body ->> 'count')::int as count from outbox`.execute(test.db);
    expect(rows).toEqual([{ count: 400 }]);
  });

  it('is finished although the client goes away in the middle', async () => {
    const server = await aServer(test, small);
    const port = await server.listen();
    const leaves = new AbortController();
    const request = fetch(`http://127.0.0.1:${port}/api/leads/import`, {
      method: 'POST',
      headers: { ...csv, authorization: 'Bearer token-of-the-api', accept: 'application/x-ndjson' },
      body: phones(500),
      signal: leaves.signal,
    }).then((answer) => answer.text());
    while ((await countLeads()) === 0) await breathe();
    leaves.abort();
    await expect(request).rejects.toThrow('aborted');
    while ((await countLeads()) !== 500) await breathe();
    expect(server.app.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });
});
