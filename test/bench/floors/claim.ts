/**
 * The floor of a decided press: bare Fastify, and one statement that claims, keeps the history and what is to be told;
 * answered once it is committed. `node claim.ts URL LEADS`; prints the port it listens on.
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
const claim = `with lead as (
    update floor_leads set stage = 'claimed', custodian = $2 where ref = $1 and stage = 'new' returning ref),
  told as (insert into floor_history (ref, type, by) select ref, 'claimed', $2 from lead)
  insert into floor_outbox (ref, place, wanted)
  select ref, place, 'claimed' from lead, unnest(array['slack', 'telegram', 'private']) place
  on conflict (ref, place) do update set wanted = excluded.wanted, dirty = true`;
const server = fastify({ logger: false });
server.post<{ Body: { readonly ref: string; readonly by: string } }>('/claim', async ({ body }) => {
  const { rowCount } = await pool.query(claim, [body.ref, body.by]);
  return { won: rowCount === 3 };
});
const address = new URL(await server.listen({ host: '127.0.0.1', port: 0 }));
process.stdout.write(`listening ${address.port}\n`);
process.on('SIGTERM', () => process.exit(0));
