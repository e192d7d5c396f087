/** The plan: how many leads are to pass a step in a week or a month, of a direction or all, by the team or one person. */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table quotas (
    direction text,
    step text not null,
    member text references members (id),
    per text not null,
    target integer not null,
    set_by text not null,
    set_at bigint not null
  )`,
  "create unique index quotas_once on quotas (coalesce(direction, ''), step, coalesce(member, ''), per)",
];
