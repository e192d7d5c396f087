/** Reads one lead: as it is now, and what has happened to it. */
import { sql } from 'kysely';
import type { LeadEvent } from '../core/event.ts';
import type { Ref } from '../core/lead.ts';
import type { LeadView } from '../core/lead-view.ts';
import { askFunction } from './ask-function.ts';
import type { LeadKey } from './situation.ts';
import type { Db } from './tables.ts';

export function findView(db: Db, lead: LeadKey): Promise<LeadView | null> {
  return askFunction(db, 'view_by', lead);
}

/** One that is known to be there: leads are never deleted. */
export async function getView(db: Db, lead: LeadKey): Promise<LeadView> {
  const view = await findView(db, lead);
  if (!view) throw new Error(`There is no lead ${JSON.stringify(lead)}: whoever named it has made it up.`);
  return view;
}

/** In no order. */
export async function findViews(db: Db, refs: readonly Ref[]): Promise<readonly LeadView[]> {
  const rows = await db
    .selectFrom('leads')
    .select(sql<LeadView>`view_of(leads)`.as('view'))
    .where(sql<boolean>`ref = any(${[...refs]}::text[])`)
    .execute();
  return rows.map(({ view }) => view);
}

/** Oldest first. */
export async function listHistory(db: Db, ref: Ref): Promise<readonly LeadEvent[]> {
  const rows = await db
    .selectFrom('history')
    .select('body')
    .where('lead', '=', ref)
    .orderBy('revision')
    .execute();
  return rows.map((row) => row.body);
}
