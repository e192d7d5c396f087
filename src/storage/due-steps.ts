/** What the clock has to do: leads of which a step is due, and people whose absence is over. Changes nothing. */
import { sql } from 'kysely';
import type { Hearer } from '../core/reach.ts';
import type { Lead, MemberId, Moment, Ref } from '../core/lead.ts';
import { askFunction } from './ask-function.ts';
import type { Db } from './tables.ts';

export type DueStep = {
  readonly lead: Lead;
  readonly at: Moment;
  readonly number: number;
  /** Whoever stands in, or has it; null where nobody does. */
  readonly hearer: Hearer | null;
  /** How many leads in a row were taken back from its custodian so far. */
  readonly givenBack: number;
};

/** Where a page begins: after this one. */
export type After = Pick<DueStep, 'at' | 'number'>;
export const fromTheFirst: After = { at: 0, number: 0 };

/** The longest due first. */
export function listDueSteps(
  db: Db,
  asked: { readonly now: Moment; readonly limit: number; readonly after: After },
): Promise<readonly DueStep[]> {
  return askFunction(db, 'due_steps', asked);
}

/** Whose absence is over. */
export async function listReturned(db: Db, now: Moment): Promise<readonly MemberId[]> {
  const rows = await db
    .selectFrom('members')
    .select('id')
    .where('away_until', '<=', now)
    .orderBy('away_until')
    .execute();
  return rows.map(({ id }) => id);
}

export type Uncovered = {
  readonly ref: Ref;
  readonly custodian: MemberId;
  /** Who should stand in; null: nobody any more. */
  readonly to: MemberId | null;
};

/** Leads of people who are away in which their deputy does not stand in yet, or not any more. */
export async function listUncovered(
  db: Db,
  limit: number,
  custodian?: MemberId,
): Promise<readonly Uncovered[]> {
  const { rows } = await sql<Uncovered>`
    select l.ref, l.custodian, m.deputy as "to"
    from members m join leads l on l.custodian = m.id
    where m.away_until is not null and (${custodian ?? null}::text is null or m.id = ${custodian ?? null})
      and l.state ->> 'coveredBy' is distinct from m.deputy
    order by l.due_at nulls last, l.number limit ${limit}`.execute(db);
  return rows;
}

/** What somebody stands in for, of one custodian who is back. */
export async function listCovered(db: Db, custodian: MemberId, limit: number): Promise<readonly Ref[]> {
  const { rows } = await sql<{ ref: Ref }>`
    select ref from leads where custodian = ${custodian} and state ->> 'coveredBy' is not null
    order by number limit ${limit}`.execute(db);
  return rows.map(({ ref }) => ref);
}
