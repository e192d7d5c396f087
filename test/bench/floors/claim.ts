/**
 * The floor of a decided press, the smallest honest outbox: bare Fastify, and one transaction of two statements, the first
 * of which claims, the second keeps the history and what is to be told; answered once it is committed.
 * `/claim-at-once` does the same in one statement and one trip, which nothing that decides outside of SQL can do: it is
 * printed beside, as what the machine could do at the best. `node claim.ts URL LEADS`; prints the port it listens on.
 */
import fastify from 'fastify';
import { Pool } from 'pg';

const [url, leads] = process.argv.slice(2);
if (url === undefined || leads === undefined) throw new Error('Say where, and how many leads.');
const pool = new Pool({ connectionString: url, max: 10 });
for (const statement of [
  `create table floor_leads (ref text primary key, stage text not null, custodian text)`,
  `create table floor_history (id bigint generated always as identity primary key, ref text not null, type text not null,
    by text, at timestamptz not null default now())`,
  `create table floor_outbox (id bigint generated always as identity primary key, ref text not null, place text not null,
    wanted text not null, dirty boolean not null default true, unique (ref, place))`,
  `insert into floor_leads select 'r' || i, 'new' from generate_series(0, ${Number(leads)}) i`,
]) {
  await pool.query(statement);
}
const take = `update floor_leads set stage = 'claimed', custodian = $2 where ref = $1 and stage = 'new' returning ref`;
const tell = `insert into floor_outbox (ref, place, wanted)
  select lead.ref, place, 'claimed' from lead, unnest(array['slack', 'telegram', 'private']) place
  on conflict (ref, place) do update set wanted = excluded.wanted, dirty = true`;
const keep = `with lead as (insert into floor_history (ref, type, by) values ($1, 'claimed', $2) returning ref) ${tell}`;
const atOnce = `with lead as (${take}),
  told as (insert into floor_history (ref, type, by) select ref, 'claimed', $2 from lead) ${tell}`;

type Claim = { readonly Body: { readonly ref: string; readonly by: string } };
const server = fastify({ logger: false });
server.post<Claim>('/claim', async ({ body: { ref, by } }) => {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const { rowCount } = await client.query(take, [ref, by]);
    if (rowCount === 1) await client.query(keep, [ref, by]);
    await client.query('commit');
    return { won: rowCount === 1 };
  } finally {
    client.release();
  }
});
server.post<Claim>('/claim-at-once', async ({ body: { ref, by } }) => {
  const { rowCount } = await pool.query(atOnce, [ref, by]);
  return { won: rowCount === 3 };
});
const address = new URL(await server.listen({ host: '127.0.0.1', port: 0 }));
process.stdout.write(`listening ${address.port}\n`);
process.on('SIGTERM', () => process.exit(0));
