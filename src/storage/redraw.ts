/** Asks for cards that stand already to be drawn anew, because how they are drawn has changed and not what they tell. */
import { sql } from 'kysely';
import type { Moment } from '../core/lead.ts';
import type { Platform } from '../core/member.ts';
import type { Db } from './tables.ts';

/** At most so many, newest first; older ones change when they are next touched. Answers how many. */
export async function redrawCards(
  db: Db,
  asked: { readonly platform: Platform; readonly atMost: number; readonly now: Moment },
): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    update outbox set dirty = true, queued_at = ${asked.now}::bigint, next_at = 0
    where id in (
      select o.id from outbox o join lanes l on l.id = o.lane
      where l.platform = ${asked.platform} and o.kind in ('living card', 'private card', 'stub')
        and not o.dirty and o.buried is null and o.message is not null
      order by o.id desc limit ${asked.atMost}
    )
    returning id`.execute(db);
  return rows.length;
}
