/**
 * Kept figures that make a digest of a month cheap. How long steps took is one sorted list for each day, direction and
 * step, from which a period finds its median: a row for each lead took ten times the room, and was sorted anew by every
 * digest. Of clients who were won it is summed up, too, whether their story went on from an earlier lead.
 *
 * What was kept is let go, and made from the history when it is asked for.
 */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const times = `create table figure_times (
  from_at bigint not null,
  to_at bigint not null,
  direction text not null,
  span text not null,
  ms json not null,
  primary key (from_at, to_at, direction, span),
  foreign key (from_at, to_at) references figure_slices (from_at, to_at) on delete cascade
)`;

/**
 * Days of several zones overlap, so of repetitions only the lead's own go: those of others may belong to a day in
 * another zone that stays.
 */
const forgetFigures = `
create or replace function forget_figures(p_lead text) returns void language plpgsql as $$
begin
  delete from figure_slices s
  where exists (select 1 from history h where h.lead = p_lead and h.at >= s.from_at and h.at < s.to_at);
  delete from figure_repeats where lead = p_lead;
end $$`;

const existing = 'alter table figure_sums add column existing boolean not null';

const statements = [
  'delete from figure_slices',
  'delete from figure_repeats',
  'drop table figure_spans',
  existing,
  times,
  forgetFigures,
];
