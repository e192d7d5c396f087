/**
 * The floor of the intake: the least that an honest one does, in the same process model. Bare Fastify, and one
 * transaction that keeps the lead and two announcements: pg's own client on PostgreSQL, Kysely on PGlite.
 * `node intake.ts postgres URL` or `node intake.ts pglite FOLDER`; prints the port it listens on.
 */
import { PGlite } from '@electric-sql/pglite';
import fastify from 'fastify';
import { Kysely, PGliteDialect, sql } from 'kysely';
import { Pool } from 'pg';

type Input = Readonly<Record<'name' | 'phone' | 'email' | 'company' | 'source' | 'message', string>>;
type Keep = (input: Input) => Promise<number>;

const schema = [
  `create table floor_leads (id bigint generated always as identity primary key, name text, phone text unique,
    email text, company text, source text, message text, stage text not null default 'new',
    received_at timestamptz not null default now())`,
  `create table floor_outbox (id bigint generated always as identity primary key, lead bigint not null,
    place text not null, sent boolean not null default false)`,
];
const insertLead = `insert into floor_leads (name, phone, email, company, source, message)
  values ($1, $2, $3, $4, $5, $6) returning id`;
const insertOutbox = "insert into floor_outbox (lead, place) values ($1, 'slack'), ($1, 'telegram')";

async function onPostgres(url: string): Promise<Keep> {
  const pool = new Pool({ connectionString: url, max: 10 });
  for (const statement of schema) await pool.query(statement);
  return async ({ name, phone, email, company, source, message }) => {
    const client = await pool.connect();
    try {
      await client.query('begin');
      const { rows } = await client.query<{ id: string }>(insertLead, [
        name,
        phone,
        email,
        company,
        source,
        message,
      ]);
      const id = Number(rows[0]?.id);
      await client.query(insertOutbox, [id]);
      await client.query('commit');
      return id;
    } finally {
      client.release();
    }
  };
}

type Tables = {
  floor_leads: Input & { id: number };
  floor_outbox: { lead: number; place: string };
};

async function onPglite(folder: string): Promise<Keep> {
  const db = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite: await PGlite.create(folder) }) });
  for (const statement of schema) await sql.raw(statement).execute(db);
  return (input) =>
    db.transaction().execute(async (trx) => {
      const { name, phone, email, company, source, message } = input;
      const { rows } = await sql<{ id: number }>`
        insert into floor_leads (name, phone, email, company, source, message)
        values (${name}, ${phone}, ${email}, ${company}, ${source}, ${message}) returning id`.execute(trx);
      const id = Number(rows[0]?.id);
      await trx
        .insertInto('floor_outbox')
        .values([
          { lead: id, place: 'slack' },
          { lead: id, place: 'telegram' },
        ])
        .execute();
      return id;
    });
}

const [engine, where] = process.argv.slice(2);
if (where === undefined) throw new Error('Say "postgres URL" or "pglite FOLDER".');
const keep = engine === 'pglite' ? await onPglite(where) : await onPostgres(where);
const server = fastify({ logger: false });
server.post<{ Body: Input }>('/api/leads', async (request, reply) => {
  const id = await keep(request.body);
  return reply.code(201).send({ ref: `r${id}`, number: `L-${id}`, stage: 'new' });
});
const address = new URL(await server.listen({ host: '127.0.0.1', port: 0 }));
process.stdout.write(`listening ${address.port}\n`);
process.on('SIGTERM', () => process.exit(0));
