/**
 * Idempotency keys: the same request under the same key is carried out once, and answered alike for a day.
 * `owner` keeps the keys of different callers and routes apart.
 */
import type { Moment } from '../core/lead.ts';
import { sql } from 'kysely';
import { askFunction } from './ask-function.ts';
import type { Db, Json } from './tables.ts';

export type Keyed = { readonly owner: string; readonly key: string };

export type Begun =
  /** Carry it out, then `finish` or `abandon`. */
  | { readonly state: 'begun' }
  | { readonly state: 'replay'; readonly status: number; readonly answer: Json }
  /** The key was used for another body. */
  | { readonly state: 'mismatch' }
  | { readonly state: 'in_flight' };

/** How long an answer is kept. */
export const keptMs = 24 * 60 * 60_000;
/** After so long whoever began it has died, and it may be begun anew. */
export const inFlightMs = 60_000;

export function begin(
  db: Db,
  asked: Keyed & { readonly bodyHash: string; readonly now: Moment },
): Promise<Begun> {
  return askFunction(db, 'begin_once', { ...asked, keptMs, inFlightMs });
}

export async function finish(
  db: Db,
  { owner, key, status, answer }: Keyed & { readonly status: number; readonly answer: Json },
): Promise<void> {
  await sql`
    update idempotency set status = ${status}, answer = ${JSON.stringify(answer)}::text::jsonb
    where owner = ${owner} and key = ${key}`.execute(db);
}

/** Whoever carries it out is alive, and still at it: it is not begun anew by somebody else. */
export async function renew(db: Db, { owner, key }: Keyed, now: Moment): Promise<void> {
  await db
    .updateTable('idempotency')
    .set({ started_at: now })
    .where('owner', '=', owner)
    .where('key', '=', key)
    .where('status', 'is', null)
    .execute();
}

/** Nothing was done: the key is as if it had never been used. */
export async function abandon(db: Db, { owner, key }: Keyed): Promise<void> {
  await db
    .deleteFrom('idempotency')
    .where('owner', '=', owner)
    .where('key', '=', key)
    .where('status', 'is', null)
    .execute();
}
