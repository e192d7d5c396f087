/** Who took tables of what out of Baton, and when. */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `create table exports (
        id bigint generated always as identity primary key,
        at bigint not null,
        member text not null,
        kind text not null,
        direction text,
        from_day text not null,
        to_day text not null
      )`,
    )
    .execute(db);
}
