/** How many leads came in and how many became clients, period by period: what a trend is drawn from. */
import { sql } from 'kysely';
import type { Db } from '../tables.ts';
import type { Slice } from '../../core/figures.ts';
import { keepSlices } from './keep-slices.ts';
import { readSlice } from './read-slice.ts';
import type { Sum } from './read-slice.ts';

export type TrendSlice = Slice & { readonly received: number; readonly converted: number };

/** First occurrences alone, so that a client who was won twice is one; `closedBefore` as for the figures. */
export async function readTrend(
  db: Db,
  {
    slices,
    closedBefore,
    direction,
  }: {
    readonly slices: readonly Slice[];
    readonly closedBefore: number;
    readonly direction: string | null;
  },
): Promise<readonly TrendSlice[]> {
  const closed = slices.filter(({ to }) => to <= closedBefore);
  await keepSlices(db, closed);
  const { rows } = await sql<{ from: number; type: 'received' | 'converted'; count: number }>`
    select s.from_at as "from", s.type, sum(s.count)::integer as count
    from unnest(${closed.map(({ from }) => from)}::bigint[], ${closed.map(({ to }) => to)}::bigint[]) a (from_at, to_at)
    join figure_sums s using (from_at, to_at)
    where s.type in ('received', 'converted') and (${direction}::text is null or s.direction = ${direction})
    group by 1, 2`.execute(db);
  const sumOf = (from: number, type: string) =>
    rows.find((row) => row.from === from && row.type === type)?.count ?? 0;
  const trend: TrendSlice[] = [];
  for (const slice of slices) {
    if (slice.to <= closedBefore) {
      trend.push({
        ...slice,
        received: sumOf(slice.from, 'received'),
        converted: sumOf(slice.from, 'converted'),
      });
      continue;
    }
    const { sums } = await readSlice(db, slice);
    const meant = sums.filter((sum) => direction === null || sum.direction === direction);
    trend.push({ ...slice, received: total(meant, 'received'), converted: total(meant, 'converted') });
  }
  return trend;
}

function total(sums: readonly Sum[], type: Sum['type']): number {
  return sums.filter((sum) => sum.type === type).reduce((all, sum) => all + sum.count, 0);
}
