/** Leads of three years with what people did with them, five events each, written past the rules: for figures to read. */
import { sql } from 'kysely';
import type { Moment } from '../../src/core/lead.ts';
import type { Db } from '../../src/storage/open-database.ts';

const dayMs = 24 * 60 * 60_000;
export const yearsMs = 3 * 365 * dayMs;

/** They end at `until`. A fortieth was claimed twice, half was won; thirty people did it. */
export async function writeYears(db: Db, count: number, until: Moment): Promise<void> {
  const step = yearsMs / count;
  const at = sql`(${until - yearsMs}::bigint + (i * ${step}::float8)::bigint)`;
  await sql`
    insert into leads (ref, number, revision, stage, direction, source, custodian, received_at, due_at, state, last)
    select 'y_' || i, 1000000 + i, 5, case when i % 2 = 0 then 'converted' else 'lost' end, 'main', 's' || i % 20,
      case when i % 2 = 0 then 'm_' || i % 30 end, ${at}, null,
      jsonb_build_object('ref', 'y_' || i, 'number', 1000000 + i, 'snoozedUntil', null, 'since', ${at}), '{}'
    from generate_series(1, ${count}::int) i`.execute(db);
  const events = [
    ['received', 0, sql`true`],
    ['claimed', 10, sql`true`],
    ['touched', 25, sql`true`],
    ['qualified', 300, sql`true`],
    ['accepted', 600, sql`i % 2 = 0`],
    ['converted', 3000, sql`i % 2 = 0`],
    ['claimed', 4000, sql`i % 40 = 1`],
  ] as const;
  for (const [index, [type, minutes, when]] of events.entries()) {
    await sql`
      insert into history (lead, revision, at, type, by, via, direction, body)
      select 'y_' || i, ${index + 1}, ${at} + ${minutes * 60_000} + (i % 97) * 60000, ${type},
        case when ${type} <> 'received' then 'm_' || i % 30 end, 'web', 'main', '{}'
      from generate_series(1, ${count}::int) i where ${when}`.execute(db);
  }
  await sql`
    insert into accounts (lead, converted_at, value, currency)
    select 'y_' || i, ${at}, 1000, 'UAH' from generate_series(2, ${count}::int, 2) i`.execute(db);
  await sql`analyze`.execute(db);
}
