/** The figures of slices that are over, as they are kept; those that are not yet are read from the history and kept. */
import { setImmediate as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Slice } from '../../core/figures.ts';
import type { Moment } from '../../core/lead.ts';
import type { Db } from '../tables.ts';
import { keepSlices } from './keep-slices.ts';
import type { Repeat, Sum, Times } from './read-slice.ts';

export type Kept = {
  readonly sums: readonly Pick<Sum, 'type' | 'member' | 'source' | 'existing' | 'count'>[];
  readonly repeats: readonly Repeat[];
  readonly times: readonly Pick<Times, 'span' | 'ms'>[];
};

/** `slices` follow each other and are over. `direction`: null for all. */
export async function readKept(db: Db, slices: readonly Slice[], direction: string | null): Promise<Kept> {
  for (;;) {
    const kept = await findKept(db, slices, direction);
    if (kept !== null) return kept;
    // A correction of a lead may let go of one again at this very moment; then it is read once more.
    await keepSlices(db, slices);
  }
}

/** Null if one of them is not kept. */
async function findKept(db: Db, slices: readonly Slice[], direction: string | null): Promise<Kept | null> {
  const [first, last] = [slices[0], slices.at(-1)];
  if (!first || !last) return { sums: [], repeats: [], times: [] };
  const { rows } = await sql<Omit<Kept, 'times'> & { readonly kept: number }>`
    with asked as materialized (${kept(slices)})
    select (select count(*)::integer from asked) as kept,
      (select coalesce(json_agg(sum), '[]') from (
        select s.type, s.member, s.source, s.existing, sum(s.count) as count
        from asked join figure_sums s using (from_at, to_at)
        where ${isMeant('s', direction)} group by 1, 2, 3, 4) sum) as sums,
      (select coalesce(json_agg(repeat), '[]') from (
        select r.lead, r.revision, r.type, r.at, r.direction, r.by, r.earlier_at as "earlierAt", r.earlier_by as "earlierBy"
        from figure_repeats r
        where r.at >= ${first.from} and r.at < ${last.to} and ${isMeant('r', direction)}) repeat) as repeats`.execute(
    db,
  );
  const [row] = rows;
  if (!row || row.kept < slices.length) return null;
  const times = await findTimes(db, slices, direction);
  return times && { sums: row.sums, repeats: row.repeats, times };
}

/** So many slices are read at once. */
const slicesAtOnce = 50;

async function findTimes(
  db: Db,
  slices: readonly Slice[],
  direction: string | null,
): Promise<Kept['times'] | null> {
  const times: Kept['times'][number][] = [];
  for (let at = 0; at < slices.length; at += slicesAtOnce) {
    const some = slices.slice(at, at + slicesAtOnce);
    const { rows } = await sql<{ from: Moment } & (Kept['times'][number] | { span: null; ms: null })>`
      with asked as materialized (${kept(some)})
      select asked.from_at as "from", t.span, t.ms
      from asked left join figure_times t
        on t.from_at = asked.from_at and t.to_at = asked.to_at and ${isMeant('t', direction)}`.execute(db);
    if (new Set(rows.map(({ from }) => from)).size < some.length) return null;
    for (const { span, ms } of rows) if (span !== null) times.push({ span, ms });
    await pause();
  }
  return times;
}

function kept(slices: readonly Slice[]) {
  const [from, to] = [slices.map((slice) => slice.from), slices.map((slice) => slice.to)];
  return sql`select from_at, to_at from unnest(${from}::bigint[], ${to}::bigint[]) a (from_at, to_at)
    join figure_slices using (from_at, to_at)`;
}

function isMeant(row: string, direction: string | null) {
  return sql`(${direction}::text is null or ${sql.ref(`${row}.direction`)} = ${direction})`;
}
