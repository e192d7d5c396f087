/** As many more of a lead as it takes for an index to be worth it, with all that belongs to them, written past the rules. */
import { sql } from 'kysely';
import type { Database, Db } from '../../src/storage/open-database.ts';

/** The tables that grow with the leads. */
export const large = [
  'leads',
  'contacts',
  'lead_keys',
  'history',
  'texts',
  'reveals',
  'outbox',
  'ledger',
  'accounts',
] as const;

/** A third of them is free, every fiftieth is Ana's; half of their cards wait to be shown. */
export async function multiplyLead(db: Db, model: string, count: number): Promise<void> {
  await sql`
    insert into leads (ref, number, revision, stage, direction, source, custodian, received_at, due_at, external_key,
      state, last)
    select 'l_' || i, 5000 + i, 1, case when i % 3 = 0 then 'new' else 'lost' end, direction, source,
      case when i % 50 = 1 then 'm_ana' end, received_at + i::bigint * 60000, received_at + i::bigint * 60000, 'x' || i,
      state || jsonb_build_object('ref', 'l_' || i, 'number', 5000 + i), last
    from leads, generate_series(1, ${count}::int) i where ref = ${model}`.execute(db);
  await sql`
    insert into contacts (lead, name, phone, email, company, contact, brief)
    select 'l_' || i, 'Name' || i, '+38050' || (1000000 + i), 'e' || i || '@example.com', 'Company' || i, contact, brief
    from contacts, generate_series(1, ${count}::int) i where lead = ${model}`.execute(db);
  await sql`
    insert into lead_keys select 'phone', '+38050' || (1000000 + i), 'l_' || i
    from generate_series(3, ${count}::int, 3) i`.execute(db);
  await sql`
    insert into history (lead, revision, at, type, by, via, direction, body)
    select 'l_' || i, 1, at + i::bigint * 60000, type, by, via, direction, body
    from history, generate_series(1, ${count}::int) i where lead = ${model}`.execute(db);
  for (const [table, columns] of [
    ['texts', `(lead, revision, at, text) select 'l_' || i, 1, i, 'text'`],
    ['reveals', `(lead, revision, member, at, own, via) select 'l_' || i, 1, 'm_ana', i, false, 'web'`],
    ['ledger', `(platform, id, at) select 'slack', 'old' || i, i`],
    ['accounts', `(lead, converted_at, value, currency) select 'l_' || i, i, i, 'UAH'`],
    [
      'outbox',
      `(kind, lane, lead, urgency, queued_at, dirty) select 'living card', 1, 'l_' || i, 2, i, i % 2 = 0`,
    ],
  ] as const) {
    await sql.raw(`insert into ${table} ${columns} from generate_series(1, ${count}) i`).execute(db);
  }
  await sql`analyze`.execute(db);
}

/** How often each of the large tables was read from end to end so far. */
export async function scansOf(db: Db): Promise<Readonly<Record<string, number>>> {
  return db.connection().execute(async (own) => {
    await sql`select pg_stat_force_next_flush()`.execute(own);
    await sql`select 1`.execute(own);
    const { rows } = await sql<{ name: string; scans: number }>`
      select relname as name, seq_scan as scans from pg_stat_user_tables where relname = any(${[...large]})`.execute(
      own,
    );
    return Object.fromEntries(rows.map((row) => [row.name, row.scans]));
  });
}

/** Every connection of the pool hands in what it has counted. */
export async function handInCounts({ db, engine }: Pick<Database, 'db' | 'engine'>): Promise<void> {
  await Promise.all(
    Array.from({ length: engine === 'postgres' ? 10 : 1 }, () =>
      db.connection().execute(async (own) => {
        await sql`select pg_stat_force_next_flush()`.execute(own);
        await sql`select pg_sleep(${engine === 'postgres' ? 0.02 : 0})`.execute(own);
      }),
    ),
  );
}
