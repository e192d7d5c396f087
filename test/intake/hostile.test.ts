/**
 * Clients that mean no good, or are broken: over real sockets. Each must get a clear answer where one can be given,
 * nothing of what they sent may be kept, and the next decent client must be served as if nothing had been.
 */
import fc from '../support/fast-check.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { withDatabase } from '../support/with-database.ts';
import { aServer, apiToken, closeServers } from './a-server.ts';
import { talk } from './wire.ts';

const test = withDatabase();
closeServers();

const auth = `Host: x\r\nAuthorization: Bearer ${apiToken}\r\n`;
const json = 'Content-Type: application/json\r\n';
const lead = '{"phone":"+380671234567"}';
const countLeads = async () => (await test.db.selectFrom('leads').select('ref').execute()).length;
const postHead = (length: number | string) =>
  `POST /api/leads HTTP/1.1\r\n${auth}${json}Content-Length: ${length}\r\n`;

let served: Awaited<ReturnType<typeof aServer>>;
async function listening(): Promise<number> {
  served = await aServer(test);
  return served.listen();
}

afterEach(async () => {
  const health = await served.get('/healthz');
  expect(health.status).toBe(200);
});

describe('over the wire', () => {
  it('a decent client is served, and its connection kept', async () => {
    const port = await listening();
    const request = `${postHead(lead.length)}\r\n${lead}`;
    const answers = await talk(port, [request, request], { answers: 2 });
    expect(answers.map(({ status }) => status)).toEqual([201, 200]);
  });

  it.each([
    ['garbage', 'GET\r\n\r\n'],
    ['another protocol', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['a header without end', `GET /healthz HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`],
    ['many headers', `GET /healthz HTTP/1.1\r\nHost: x\r\n${'A: b\r\n'.repeat(5000)}\r\n`],
    ['a length that is no number', `${postHead('abc')}\r\n${lead}`],
    ['a negative length', `${postHead(-5)}\r\n${lead}`],
    ['two lengths', `${postHead(5)}Content-Length: 6\r\n\r\n${lead}`],
    ['a length and chunks', `${postHead(5)}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    [
      'a chunk that is none',
      `POST /api/leads HTTP/1.1\r\n${auth}${json}Transfer-Encoding: chunked\r\n\r\nzz\r\n`,
    ],
    ['a name that is no header', `GET /healthz HTTP/1.1\r\nHost: x\r\nA B: c\r\n\r\n`],
    ['no host', 'GET /healthz HTTP/1.1\r\n\r\n'],
    ['a line break in a header', 'GET /healthz HTTP/1.1\r\nHost: x\r\nA: b\n c\rd\r\n\r\n'],
  ])('%s is answered plainly, as a problem', async (_, bytes) => {
    const port = await listening();
    const [answer] = await talk(port, [Buffer.from(bytes, 'latin1')], { halfClose: true });
    expect(answer?.status).toBeGreaterThanOrEqual(400);
    expect(answer?.status).toBeLessThan(500);
    expect(answer?.headers['content-type']).toBe('application/problem+json');
    expect(JSON.parse(answer?.body ?? '')).toMatchObject({ status: answer?.status });
    expect(await countLeads()).toBe(0);
  });

  it('a body cut short is refused, and nothing of it kept', async () => {
    const port = await listening();
    // It says more than it sends; what came would even be whole JSON.
    const [answer] = await talk(port, [`${postHead(lead.length + 10)}\r\n${lead}`], { halfClose: true });
    expect(answer?.status).toBe(400);
    expect(await countLeads()).toBe(0);
  });

  it('a client that goes away in the middle leaves nothing behind', async () => {
    const port = await listening();
    await Promise.all(
      Array.from({ length: 50 }, (_, at) =>
        talk(port, [`${postHead(500)}\r\n${lead.slice(0, at % lead.length)}`], {
          answers: 0,
          halfClose: true,
        }),
      ),
    );
    expect(await countLeads()).toBe(0);
  });

  it('a body that is longer than it says is read as far as it says, and answered for that', async () => {
    const port = await listening();
    const [answer] = await talk(port, [`${postHead(lead.length)}\r\n${lead}GARBAGE GARBAGE`]);
    expect(answer?.status).toBe(201);
    expect(await countLeads()).toBe(1);
  });

  it('a stranger’s second request is not smuggled in behind the first', async () => {
    const port = await listening();
    const inner = `${postHead(lead.length)}\r\n${lead}`;
    const outer = `POST /api/leads HTTP/1.1\r\nHost: x\r\n${json}Content-Length: ${inner.length}\r\n\r\n${inner}`;
    const answers = await talk(port, [outer], { halfClose: true });
    expect(answers.map(({ status }) => status)).toEqual([401]);
    expect(await countLeads()).toBe(0);
  });

  it('a body of 200 MB is refused at once, without being held', async () => {
    const port = await listening();
    const before = process.memoryUsage().rss;
    const size = 200 * 1024 * 1024;
    const body = new ReadableStream({
      pull(controller) {
        this.sent = (this.sent ?? 0) + piece.length;
        controller.enqueue(piece);
        if (this.sent >= size) controller.close();
      },
    } as UnderlyingSource & { sent?: number });
    const answer = await fetch(`http://127.0.0.1:${port}/api/leads`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiToken}`, 'content-type': 'application/json' },
      body,
      duplex: 'half',
    } as RequestInit);
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ code: 'too_large' });
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
  });

  it('one that announces 200 MB hears 413 before it sends them', async () => {
    const port = await listening();
    const [answer] = await talk(port, [`${postHead(200 * 1024 * 1024)}\r\n{`]);
    expect(answer?.status).toBe(413);
  });

  it('a client that asks before it sends is told to go on only when it may', async () => {
    const port = await listening();
    const expecting = (length: number, authorization: string) =>
      `POST /api/leads HTTP/1.1\r\nHost: x\r\n${authorization}${json}Content-Length: ${length}\r\nExpect: 100-continue\r\n\r\n`;
    const bearer = `Authorization: Bearer ${apiToken}\r\n`;
    const stranger = await talk(port, [expecting(5_000_000, '')]);
    expect(stranger.map(({ status }) => status)).toEqual([401]);
    const large = await talk(port, [expecting(5_000_000, bearer)]);
    expect(large.map(({ status }) => status)).toEqual([413]);
    const welcome = await talk(port, [expecting(lead.length, bearer), lead], { answers: 2 });
    expect(welcome.map(({ status }) => status)).toEqual([100, 201]);
  });

  it('a letter split between packets stays whole', async () => {
    const port = await listening();
    const bytes = Buffer.from('{"name":"Олена","phone":"+380671234567"}');
    const parts = [...bytes].map((byte) => Buffer.from([byte]));
    const [answer] = await talk(port, [`${postHead(bytes.length)}\r\n`, ...parts]);
    expect(answer?.status).toBe(201);
    expect(JSON.stringify(await test.db.selectFrom('contacts').selectAll().execute())).toContain('Олена');
  });

  it('any bytes at all leave the server standing', async () => {
    const port = await listening();
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array({ maxLength: 300 }),
          fc
            .tuple(
              fc.constantFrom('GET', 'POST', 'TRACE', 'BREW', ''),
              fc.string({ maxLength: 30 }),
              fc.array(fc.tuple(fc.string({ maxLength: 10 }), fc.string({ maxLength: 20 })), {
                maxLength: 4,
              }),
              fc.string({ maxLength: 50 }),
            )
            .map(([method, path, headers, body]) =>
              Buffer.from(
                `${method} /${path} HTTP/1.1\r\n${auth}${headers.map(([k, v]) => `${k}: ${v}\r\n`).join('')}\r\n${body}`,
              ),
            ),
        ),
        async (bytes) => {
          const answers = await talk(port, [Buffer.from(bytes)], { halfClose: true });
          for (const { status, headers } of answers) {
            expect(status).toBeLessThan(500);
            if (status >= 400) expect(headers['content-type']).toBe('application/problem+json');
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('many requests at once are all answered', async () => {
    await listening();
    const count = 2_000;
    const answers = await Promise.all(
      Array.from({ length: count }, (_, at) =>
        served.post('/api/leads', { phone: `+38067${String(1_000_000 + at)}` }),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(count);
    expect(await countLeads()).toBe(count);
  });
});

const piece = new Uint8Array(256 * 1024).fill(0x20);
