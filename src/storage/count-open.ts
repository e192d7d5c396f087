/** How many leads stand where now, for the digest, for readiness, and before a playbook takes something away. */
import { sql } from 'kysely';
import type { Moment, Stage } from '../core/lead.ts';
import type { Db } from './tables.ts';

export type Standing = {
  readonly direction: string;
  readonly stage: Exclude<Stage, 'disqualified' | 'lost'>;
  readonly count: number;
  readonly overdue: number;
  /** Without a custodian. */
  readonly free: number;
};

/** Open leads and accounts by direction and stage. */
export async function countOpen(db: Db, now: Moment): Promise<readonly Standing[]> {
  const { rows } = await sql<Standing>`
    select direction, stage, count(*) as count, count(*) filter (where due_at < ${now}) as overdue,
      count(*) filter (where custodian is null) as free
    from leads where stage in ('new', 'claimed', 'qualified', 'accepted', 'converted')
    group by 1, 2 order by 1, 2`.execute(db);
  return rows;
}

/** What waits and moves now. Clients who are served are left out: there are ever more of them. */
export async function countWaiting(
  db: Db,
  now: Moment,
  direction: string | null,
): Promise<readonly Standing[]> {
  const { rows } = await sql<Standing>`
    select direction, stage, count(*) as count, count(*) filter (where due_at < ${now}) as overdue,
      count(*) filter (where custodian is null) as free
    from (
      select direction, stage, due_at, custodian from leads where stage in ('new', 'claimed', 'qualified', 'accepted')
      union all
      select direction, stage, due_at, custodian from leads
      where stage = 'converted' and (custodian is null or due_at < ${now})
    ) standing
    where ${direction}::text is null or direction = ${direction}
    group by 1, 2`.execute(db);
  return rows;
}
