/**
 * The floor of an announced lead, the smallest honest outbox on pg: bare Fastify, one transaction that keeps the lead and
 * two announcements, an answer, then two posts over connections that are kept, and a note that they were sent. No rules,
 * no rates, no second try. What and where is one line of JSON; prints the port it listens on.
 */
import { Agent, request } from 'node:http';
import fastify from 'fastify';
import { Pool } from 'pg';
import { z } from 'zod';

const to = z
  .object({
    url: z.string(),
    slack: z.object({ api: z.string(), token: z.string(), channel: z.string() }),
    telegram: z.object({ root: z.string(), token: z.string(), group: z.number() }),
  })
  .parse(JSON.parse(process.argv[2] ?? ''));

const pool = new Pool({ connectionString: to.url, max: 10 });
for (const statement of [
  `create table floor_leads (number bigint generated always as identity primary key, name text, email text unique,
    stage text not null default 'new', received_at timestamptz not null default now())`,
  `create table floor_outbox (id bigint generated always as identity primary key, lead bigint not null,
    place text not null, sent boolean not null default false)`,
]) {
  await pool.query(statement);
}
const insertLead = 'insert into floor_leads (name, email) values ($1, $2) returning number';
const insertOutbox =
  "insert into floor_outbox (lead, place) values ($1, 'slack'), ($1, 'telegram') returning id";
const markSent = 'update floor_outbox set sent = true where id = any($1)';

type Input = { readonly name: string; readonly email: string };
type Kept = { readonly number: string; readonly rows: readonly string[] };

async function keep({ name, email }: Input): Promise<Kept> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const { rows } = await client.query<{ number: string }>(insertLead, [name, email]);
    const number = rows[0]?.number ?? '';
    const told = await client.query<{ id: string }>(insertOutbox, [number]);
    await client.query('commit');
    return { number, rows: told.rows.map(({ id }) => id) };
  } finally {
    client.release();
  }
}

const agent = new Agent({ keepAlive: true });

async function post(url: string, headers: Readonly<Record<string, string>>, body: unknown): Promise<void> {
  const text = JSON.stringify(body);
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const sent = request(url, {
    agent,
    method: 'POST',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(text),
      ...headers,
    },
  });
  sent.on('error', reject).on('response', (response) => {
    let answer = '';
    response.setEncoding('utf8').on('data', (part: string) => (answer += part));
    response.on('error', reject).on('end', () => resolve(answer));
  });
  sent.end(text);
  const answer = await promise;
  if (!answer.includes('"ok":true')) throw new Error(`A card was refused: ${answer}`);
}

/** As Slack and Telegram want a card with a button. */
async function announce({ number, rows }: Kept): Promise<void> {
  const text = `L-${number} is new. Source: website. Who takes it?`;
  const code = `claim:r${number}`;
  await Promise.all([
    post(
      `${to.slack.api}chat.postMessage`,
      { authorization: `Bearer ${to.slack.token}` },
      {
        channel: to.slack.channel,
        text,
        blocks: [
          { type: 'section', text: { type: 'plain_text', text } },
          {
            type: 'actions',
            elements: [
              {
                type: 'button',
                action_id: 'claim',
                text: { type: 'plain_text', text: 'Claim' },
                value: code,
              },
            ],
          },
        ],
      },
    ),
    post(
      `${to.telegram.root}/bot${to.telegram.token}/sendMessage`,
      {},
      {
        chat_id: to.telegram.group,
        text,
        reply_markup: { inline_keyboard: [[{ text: 'Claim', callback_data: code }]] },
      },
    ),
  ]);
  await pool.query(markSent, [rows]);
}

const server = fastify({ logger: false });
server.post<{ Body: Input }>('/api/leads', async ({ body }, reply) => {
  const kept = await keep(body);
  reply.raw.once('finish', () => void announce(kept));
  return reply.code(201).send({ ref: `r${kept.number}`, number: `L-${kept.number}`, stage: 'new' });
});
const address = new URL(await server.listen({ host: '127.0.0.1', port: 0 }));
process.stdout.write(`listening ${address.port}\n`);
process.on('SIGTERM', () => process.exit(0));
