/** Counts how often a member has asked something within a while, over all processes and over a restart. */
import { sql } from 'kysely';
import type { MemberId, Moment } from '../core/lead.ts';
import type { Db } from './tables.ts';

/** The count with this time in it. It begins anew when the first of them is `whileMs` ago. */
export async function countAsking(
  db: Db,
  asked: { readonly what: string; readonly by: MemberId; readonly now: Moment; readonly whileMs: number },
): Promise<number> {
  // Kept beside the tries of codes. No platform's person has a blank in their id, so it is nobody's.
  const key = `${asked.what} ${asked.by}`;
  const isOver = sql<boolean>`code_tries.since <= ${asked.now - asked.whileMs}`;
  const { rows } = await sql<{ failed: number }>`
    insert into code_tries (platform, person, failed, since) values ('web', ${key}, 1, ${asked.now})
    on conflict (platform, person) do update set
      failed = case when ${isOver} then 1 else code_tries.failed + 1 end,
      since = case when ${isOver} then ${asked.now} else code_tries.since end
    returning failed`.execute(db);
  const [row] = rows;
  if (!row) throw new Error('An asking was not counted.');
  return row.failed;
}
