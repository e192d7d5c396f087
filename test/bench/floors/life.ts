/**
 * The floor of a lead's life: in, two cards, claim, two edits and the contact, hand-off, close, by the smallest honest
 * outbox: a deed is one statement, what it has to tell is taken in one and settled in one. No rules, no words, no cards.
 * `node life.ts URL LIVES`; prints what it took as one line of JSON.
 */
import { Pool } from 'pg';
import { countStatements } from '../count-statements.ts';

const statements = countStatements();
const [url, livesText] = process.argv.slice(2);
if (url === undefined || livesText === undefined) throw new Error('Say where, and how many lives.');
const lives = Number(livesText);
const pool = new Pool({ connectionString: url, max: 10 });

for (const statement of [
  `create table floor_leads (ref text primary key, stage text not null, custodian text, phone text)`,
  `create table floor_history (id bigint generated always as identity primary key, ref text not null, type text not null,
    by text, at timestamptz not null default now())`,
  `create table floor_outbox (id bigint generated always as identity primary key, ref text not null, place text not null,
    wanted text not null, message text, dirty boolean not null default true, leased_until timestamptz, unique (ref, place))`,
  `create index floor_dirty on floor_outbox (id) where dirty`,
]) {
  await pool.query(statement);
}

const receive = `with lead as (
    insert into floor_leads (ref, stage, phone) values ($1, 'new', $2) returning ref),
  told as (insert into floor_history (ref, type) select ref, 'received' from lead)
  insert into floor_outbox (ref, place, wanted) select ref, place, 'new' from lead, unnest(array['slack', 'telegram']) place`;

/** Conditional on the stage before; the history, the cards and the private card of whoever has it in the same statement. */
const move = `with lead as (
    update floor_leads set stage = $3, custodian = $4 where ref = $1 and stage = $2 returning ref),
  told as (insert into floor_history (ref, type, by) select ref, $3, $4 from lead)
  insert into floor_outbox (ref, place, wanted)
  select ref, place, $3 from lead, unnest(array['slack', 'telegram', 'private']) place
  on conflict (ref, place) do update set wanted = excluded.wanted, dirty = true`;

const take = `update floor_outbox set leased_until = now() + interval '30 s' where id in (
    select id from floor_outbox where dirty and (leased_until is null or leased_until < now())
    order by id limit 8 for update skip locked)
  returning id, ref, place, wanted, message`;
const settle = `update floor_outbox set dirty = false, leased_until = null, message = shown.message
  from unnest($1::bigint[], $2::text[]) as shown (id, message) where floor_outbox.id = shown.id`;

type Row = { id: string; ref: string; place: string; wanted: string; message: string | null };
let posted = 0;

async function deliver(): Promise<void> {
  const { rows } = await pool.query<Row>(take);
  const shown = rows.map((row) => {
    const text = JSON.stringify({ title: row.ref, blocks: [{ type: 'text', text: row.wanted }] });
    posted += text.length > 0 ? 1 : 0;
    return row.message ?? `${row.place}-${posted}`;
  });
  await pool.query(settle, [rows.map(({ id }) => id), shown]);
}

async function live(index: number): Promise<void> {
  const ref = `r${index}`;
  await pool.query(receive, [ref, `+38067${index}`]);
  await deliver();
  await pool.query(move, [ref, 'new', 'claimed', 'ana']);
  await deliver();
  await pool.query(move, [ref, 'claimed', 'qualified', null]);
  await deliver();
  await pool.query(move, [ref, 'qualified', 'disqualified', null]);
  await deliver();
}

for (let index = 0; index < 50; index += 1) await live(index);
const before = { cpu: process.cpuUsage(), statements: statements.total() };
for (let index = 0; index < lives; index += 1) await live(1000 + index);
const { user, system } = process.cpuUsage(before.cpu);
process.stdout.write(
  `${JSON.stringify({ cpuMs: (user + system) / 1000 / lives, statements: (statements.total() - before.statements) / lives, claim: 1 })}\n`,
);
await pool.end();
