/** Throws away what has served its time, a piece at a time. Leads, history and reveals stay for ever. */
import { sql } from 'kysely';
import type { Moment } from '../core/lead.ts';
import { keptMs } from './idempotency.ts';
import type { Db } from './tables.ts';

const dayMs = 24 * 60 * 60_000;
const pieceSize = 500;

/** Answers how many rows went; ask again while it is more than none. */
export async function purge(db: Db, now: Moment): Promise<number> {
  const pieces = [
    sql`delete from idempotency where (owner, key) in (
      select owner, key from idempotency where started_at < ${now - keptMs} limit ${pieceSize})`,
    sql`delete from ledger where (platform, id) in (
      select platform, id from ledger where at < ${now - 7 * dayMs} limit ${pieceSize})`,
    sql`delete from form_sessions where (platform, person) in (
      select platform, person from form_sessions where expires_at < ${now} limit ${pieceSize})`,
    sql`delete from join_codes where hash in (
      select hash from join_codes where expires_at < ${now - dayMs} limit ${pieceSize})`,
    sql`delete from code_tries where (platform, person) in (
      select platform, person from code_tries where since < ${now - dayMs} limit ${pieceSize})`,
    sql`delete from updates where (platform, id) in (
      select platform, id from updates where kept_at < ${now - 7 * dayMs} limit ${pieceSize})`,
    // Of a platform that is not asked any more: the platforms themselves keep them no longer (T6).
    sql`update updates set state = 'aside', body = null where (platform, id) in (
      select platform, id from updates
      where state = 'waiting' and kept_at < ${now - dayMs} limit ${pieceSize})`,
    sql`delete from outbox where id in (
      select id from outbox
      where once is not null and not dirty and queued_at < ${now - 90 * dayMs} limit ${pieceSize})`,
  ];
  let gone = 0;
  for (const piece of pieces) gone += Number((await piece.execute(db)).numAffectedRows ?? 0n);
  return gone;
}
