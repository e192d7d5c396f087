/**
 * Figures of days that are over, kept so that a digest need not read the history again.
 *
 * A slice is a span of time (a day in some zone) whose events have been read once. What happened to a lead for the
 * first time is summed up; what happened to it again is rare, and kept singly, since whether it counts depends on the
 * period that is asked for. How long each step took stands in a narrow table of its own, for medians.
 *
 * All of it can be made from the history at any time, and is forgotten where the history changes behind a slice's back.
 */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const tables = [
  `create table figure_slices (
    from_at bigint not null,
    to_at bigint not null,
    primary key (from_at, to_at)
  )`,
  `create table figure_sums (
    from_at bigint not null,
    to_at bigint not null,
    direction text not null,
    type text not null,
    member text,
    source text,
    count integer not null,
    foreign key (from_at, to_at) references figure_slices (from_at, to_at) on delete cascade
  )`,
  'create index figure_sums_slice on figure_sums (from_at, to_at)',
  `create table figure_repeats (
    lead text not null,
    revision integer not null,
    type text not null,
    at bigint not null,
    direction text not null,
    by text,
    earlier_at bigint not null,
    earlier_by text,
    primary key (lead, revision)
  )`,
  'create index figure_repeats_at on figure_repeats (at)',
  `create table figure_spans (
    lead text not null,
    span text not null,
    at bigint not null,
    direction text not null,
    ms bigint not null,
    primary key (lead, span)
  )`,
  'create index figure_spans_at on figure_spans (span, at) include (direction, ms)',
];

/** Forgets every slice in which something happened to this lead: it is read anew when it is asked for. */
const forgetFigures = `
create function forget_figures(p_lead text) returns void language plpgsql as $$
begin
  with gone as (
    delete from figure_slices s
    where exists (select 1 from history h where h.lead = p_lead and h.at >= s.from_at and h.at < s.to_at)
    returning s.from_at, s.to_at
  ), repeats as (
    delete from figure_repeats r using gone where r.at >= gone.from_at and r.at < gone.to_at
  )
  delete from figure_spans p using gone where p.at >= gone.from_at and p.at < gone.to_at;
end $$`;

/** Sums are by the source that a lead has today. */
const forgetSource = `
create function forget_source() returns trigger language plpgsql as $$
begin
  perform forget_figures(new.ref);
  return null;
end $$`;

const trigger = `create trigger leads_source after update of source on leads
  for each row when (old.source is distinct from new.source) execute function forget_source()`;

const statements = [...tables, forgetFigures, forgetSource, trigger];
