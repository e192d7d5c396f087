/** The plan as it is set, and what single people have done of it. */
import { sql } from 'kysely';
import type { MemberId, Moment } from '../core/lead.ts';
import type { Quota, QuotaStep } from '../core/quota.ts';
import type { Db } from './tables.ts';

export async function listQuotas(db: Db): Promise<readonly Quota[]> {
  const { rows } = await sql<Quota>`
    select q.direction, q.step, q.member, q.per, q.target from quotas q
    left join members m on m.id = q.member
    where q.member is null or m.active
    order by q.direction nulls first, q.member nulls first, q.per, q.step`.execute(db);
  return rows;
}

/** In place of what was set for the same before. */
export async function setQuota(
  db: Db,
  quota: Quota,
  set: { readonly by: MemberId; readonly at: Moment },
): Promise<void> {
  const { direction, step, member, per, target } = quota;
  await sql`
    insert into quotas (direction, step, member, per, target, set_by, set_at)
    values (${direction}, ${step}, ${member}, ${per}, ${target}, ${set.by}, ${set.at})
    on conflict (coalesce(direction, ''), step, coalesce(member, ''), per)
    do update set target = excluded.target, set_by = excluded.set_by, set_at = excluded.set_at`.execute(db);
}

/** Whether there was one. */
export async function dropQuota(db: Db, quota: Omit<Quota, 'target'>): Promise<boolean> {
  const { direction, step, member, per } = quota;
  const { numAffectedRows } = await sql`
    delete from quotas
    where coalesce(direction, '') = ${direction ?? ''} and step = ${step}
      and coalesce(member, '') = ${member ?? ''} and per = ${per}`.execute(db);
  return (numAffectedRows ?? 0n) > 0n;
}

/** Distinct leads with which a member did this, or somebody who stood in for them. */
export async function countDeeds(
  db: Db,
  asked: {
    readonly member: MemberId;
    readonly step: QuotaStep;
    readonly direction: string | null;
    readonly from: Moment;
    readonly to: Moment;
  },
): Promise<number> {
  const { member, step, direction, from, to } = asked;
  const { rows } = await sql<{ count: number }>`
    select count(distinct done.lead)::integer as count from (
      select h.lead, h.type, h.direction from history h
      where h.by = ${member} and h.body ->> 'for' is null and h.at >= ${from} and h.at < ${to}
      union all
      select h.lead, h.type, h.direction from history h
      where h.body ->> 'for' = ${member} and h.at >= ${from} and h.at < ${to}
    ) done
    where done.type = ${step} and (${direction}::text is null or done.direction = ${direction})`.execute(db);
  return rows[0]?.count ?? 0;
}
