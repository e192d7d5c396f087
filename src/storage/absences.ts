/** Who is away, whose absence is over, and in which of their leads somebody should stand in. Decides nothing. */
import { sql } from 'kysely';
import type { MemberId, Moment, Ref } from '../core/lead.ts';
import type { Db } from './tables.ts';

/** Whose absence is over, whoever came first. */
export async function listReturned(db: Db, now: Moment): Promise<readonly MemberId[]> {
  const rows = await db
    .selectFrom('members')
    .select('id')
    .where('away_until', '<=', now)
    .orderBy('away_until')
    .execute();
  return rows.map(({ id }) => id);
}

/** They are there again, and new leads come to them. Nothing is done if they never were away, or come only later. */
export async function comeBack(db: Db, id: MemberId, by: Moment | null = null): Promise<boolean> {
  let query = db
    .updateTable('members')
    .set({ away_until: null, deputy: null, off_since: null, given_back: 0 })
    .where('id', '=', id);
  query =
    by === null
      ? query.where(({ eb, or }) => or([eb('away_until', 'is not', null), eb('off_since', 'is not', null)]))
      : query.where('away_until', '<=', by);
  const { numUpdatedRows } = await query.executeTakeFirst();
  return numUpdatedRows > 0n;
}

export type Uncovered = {
  readonly ref: Ref;
  readonly custodian: MemberId;
  /** Who should stand in; null: nobody any more. */
  readonly to: MemberId | null;
};

/** Leads of people who are away in which their deputy does not stand in yet, or somebody still does who may not. */
export async function listUncovered(
  db: Db,
  limit: number,
  custodian: MemberId | null = null,
): Promise<readonly Uncovered[]> {
  const { rows } = await sql<Uncovered>`
    select l.ref, l.custodian, d.id as "to"
    from members m
    left join members d on d.id = m.deputy and d.active and d.away_until is null
    join leads l on l.custodian = m.id
    where m.away_until is not null and (${custodian}::text is null or m.id = ${custodian})
      and l.state ->> 'coveredBy' is distinct from d.id
    order by l.due_at nulls last, l.number limit ${limit}`.execute(db);
  return rows;
}

/** In which of somebody's leads somebody stands in. */
export async function listCovered(db: Db, custodian: MemberId, limit: number): Promise<readonly Ref[]> {
  const { rows } = await sql<{ ref: Ref }>`
    select ref from leads where custodian = ${custodian} and state ->> 'coveredBy' is not null
    order by number limit ${limit}`.execute(db);
  return rows.map(({ ref }) => ref);
}
