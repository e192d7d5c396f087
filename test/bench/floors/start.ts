/**
 * The floor of starting: the same libraries with nothing of ours around them. Fastify, Kysely and a database that has
 * answered one question. `node start.ts postgres URL` or `node start.ts pglite FOLDER`, and `chats` behind it for Bolt and
 * telegraf beside; prints the port it listens on.
 */
import { PGlite } from '@electric-sql/pglite';
import fastify from 'fastify';
import { Kysely, PGliteDialect, PostgresDialect, sql } from 'kysely';
import { Pool } from 'pg';
import { z } from 'zod';

const [engine, where, chats] = process.argv.slice(2);
if (where === undefined) throw new Error('Say "postgres URL" or "pglite FOLDER".');
const dialect =
  engine === 'pglite'
    ? new PGliteDialect({ pglite: await PGlite.create(where) })
    : new PostgresDialect({ pool: new Pool({ connectionString: where, max: 10 }) });
const db = new Kysely<unknown>({ dialect });
const { rows } = await sql`select 1 as one`.execute(db);
z.array(z.object({ one: z.number() })).parse(rows);
if (chats === 'chats') {
  const [{ App, HTTPReceiver }, { Telegraf }] = await Promise.all([
    import('@slack/bolt'),
    import('telegraf'),
  ]);
  const receiver = new HTTPReceiver({ signingSecret: 'a-secret-of-a-floor' });
  const app = new App({ receiver, authorize: async () => ({ botToken: 'xoxb-floor' }) });
  app.action(/.*/u, async ({ ack }) => ack());
  new Telegraf('1:floor').on('callback_query', async (context) => void (await context.answerCbQuery('')));
}
const server = fastify({ logger: false });
server.get('/readyz', async () => ({ ready: true }));
const address = new URL(await server.listen({ host: '127.0.0.1', port: 0 }));
process.stdout.write(`listening ${address.port}\n`);
process.on('SIGTERM', () => process.exit(0));
