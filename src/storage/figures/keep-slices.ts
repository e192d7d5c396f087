/** Slices of the past whose figures are kept. Each can be thrown away and is then made from the history again. */
import { sql } from 'kysely';
import type { Ref } from '../../core/lead.ts';
import type { Db } from '../tables.ts';
import type { Slice } from '../../core/figures.ts';
import { readSlice } from './read-slice.ts';

/** Reads and keeps those of the slices that are not kept yet. All of them must be over. */
export async function keepSlices(db: Db, slices: readonly Slice[]): Promise<void> {
  const { rows } = await sql<Slice>`
    select s.from_at as "from", s.to_at as "to"
    from unnest(${slices.map(({ from }) => from)}::bigint[], ${slices.map(({ to }) => to)}::bigint[]) a (from_at, to_at)
    join figure_slices s using (from_at, to_at)`.execute(db);
  const kept = new Set(rows.map(({ from, to }) => `${from} ${to}`));
  for (const slice of slices) {
    if (!kept.has(`${slice.from} ${slice.to}`)) await keepSlice(db, slice);
  }
}

/** Of several processes that keep the same slice at once, the first one's sums stay; they are the same. */
async function keepSlice(db: Db, slice: Slice): Promise<void> {
  const { sums, repeats, times } = await readSlice(db, slice);
  await sql`
    with slice as (
      insert into figure_slices (from_at, to_at) values (${slice.from}, ${slice.to})
      on conflict do nothing returning from_at, to_at
    ), repeats as (
      insert into figure_repeats (lead, revision, type, at, direction, by, earlier_at, earlier_by)
      select r.lead, r.revision, r.type, r.at, r.direction, r.by, r."earlierAt", r."earlierBy"
      from json_to_recordset(${JSON.stringify(repeats)}::json) r (lead text, revision integer, type text, at bigint,
        direction text, by text, "earlierAt" bigint, "earlierBy" text)
      on conflict do nothing
    ), times as (
      insert into figure_times (from_at, to_at, direction, span, ms)
      select slice.from_at, slice.to_at, t.direction, t.span, t.ms
      from slice, json_to_recordset(${JSON.stringify(times)}::json) t (direction text, span text, ms json)
    )
    insert into figure_sums (from_at, to_at, direction, type, member, source, existing, count)
    select slice.from_at, slice.to_at, s.direction, s.type, s.member, s.source, s.existing, s.count
    from slice, json_to_recordset(${JSON.stringify(sums)}::json) s (direction text, type text, member text, source text,
      existing boolean, count integer)`.execute(db);
}

/** The history of these leads has changed where slices may have been kept already. */
export async function forgetFigures(db: Db, leads: readonly Ref[]): Promise<void> {
  await sql`select forget_figures(lead) from unnest(${[...leads]}::text[]) lead`.execute(db);
}
