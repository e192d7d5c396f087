/** Reads one lead: as it is now, and what has happened to it. */
import type { LeadEvent } from '../core/event.ts';
import type { Ref } from '../core/lead.ts';
import type { LeadView } from '../core/lead-view.ts';
import { askFunction } from './ask-function.ts';
import type { LeadKey } from './situation.ts';
import type { Db } from './tables.ts';

export function findView(db: Db, lead: LeadKey): Promise<LeadView | null> {
  return askFunction(db, 'view_by', lead);
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
