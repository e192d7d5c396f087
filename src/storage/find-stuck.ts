/** What should have been done long ago and is not: found by looking at the rows, whoever should have done it. */
import { sql } from 'kysely';
import type { Moment } from '../core/lead.ts';
import type { Platform } from '../core/member.ts';
import type { Db } from './tables.ts';

export const stuckKinds = ['steps', 'deliveries', 'returns', 'updates'] as const;
export type StuckKind = (typeof stuckKinds)[number];
export type Stuck = Readonly<Record<StuckKind, number>>;

/**
 * In so many places at once nothing gets through: the platform is in trouble, and is felt for in one place after the
 * other. That is told elsewhere, and what waits for its turn meanwhile is not stuck.
 */
const failingLanes = 3;

/**
 * `steps`: of leads, that are due since then. `deliveries`: what waits in a lane in which nothing was tried since then,
 * though nothing holds it. `returns`: people whose absence was over then. `updates`: what a platform brought then.
 */
export async function findStuck(
  db: Db,
  { since, platforms }: { readonly since: Moment; readonly platforms: readonly Platform[] },
): Promise<Stuck> {
  const { rows } = await sql<Stuck>`
    with troubled as (
      select l.platform from outbox o join lanes l on l.id = o.lane
      where o.dirty and o.attempts > 0 and o.next_at > ${since}
      group by l.platform having count(distinct o.lane) >= ${failingLanes}
    )
    select
      (select count(*)::int from leads where next_step_at <= ${since}) as steps,
      (select coalesce(sum(waiting), 0)::int from (
        select count(*) as waiting
        from outbox o
        join lanes l on l.id = o.lane and l.problem is null
          and l.next_at <= ${since} and l.leased_until <= ${since}
        join platforms f on f.platform = l.platform and f.next_at <= ${since}
        where o.dirty and l.platform = any(${[...platforms]}::text[])
          and l.platform not in (select platform from troubled)
        group by o.lane having max(greatest(o.next_at, o.queued_at)) <= ${since}
      ) lanes_stuck) as deliveries,
      (select count(*)::int from members where away_until <= ${since}) as returns,
      (select count(*)::int from updates
        where state = 'waiting' and kept_at <= ${since} and next_at <= ${since} and leased_until <= ${since}
      ) as updates`.execute(db);
  const row = rows[0];
  if (!row) throw new Error('A count answers one row.');
  return row;
}
