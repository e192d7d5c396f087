/** Whether something has ever happened here, by kind of event. Found in the history's index, however long it is. */
import { sql } from 'kysely';
import type { EventType } from '../core/event.ts';
import type { Db } from './tables.ts';

/** Those of the asked events that happened at least once. */
export async function listHappened(db: Db, asked: readonly EventType[]): Promise<readonly EventType[]> {
  const { rows } = await sql<{ type: EventType }>`
    select asked.type from unnest(${[...asked]}::text[]) as asked (type)
    where exists (select 1 from history h where h.type = asked.type)`.execute(db);
  return rows.map(({ type }) => type);
}
