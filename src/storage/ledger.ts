/** The ledger of deliveries: what a platform has brought once must not act again when it is brought again. */
import { sql } from 'kysely';
import type { Platform } from '../core/member.ts';
import type { Db } from './tables.ts';

export type Delivery = { readonly platform: Platform; readonly id: string };

/** True the first time, false when it was written down before. */
export async function recordDelivery(db: Db, delivery: Delivery): Promise<boolean> {
  const rows = await db
    .insertInto('ledger')
    .values({ platform: delivery.platform, id: delivery.id })
    .onConflict((conflict) => conflict.columns(['platform', 'id']).doNothing())
    .returning('id')
    .execute();
  return rows.length > 0;
}

/**
 * The same for what came to nothing. Nobody waits until the disk has it: a server that loses its power in this very moment
 * forgets it, and a press that was refused may act should it be brought again after that.
 */
export async function recordInVain(db: Db, { platform, id }: Delivery): Promise<void> {
  await sql`
    with quick as materialized (select set_config('synchronous_commit', 'off', true))
    insert into ledger (platform, id) select ${platform}::text, ${id}::text from quick
    on conflict (platform, id) do nothing`.execute(db);
}

export async function isDelivered(db: Db, delivery: Delivery): Promise<boolean> {
  const row = await db
    .selectFrom('ledger')
    .select('id')
    .where('platform', '=', delivery.platform)
    .where('id', '=', delivery.id)
    .executeTakeFirst();
  return row !== undefined;
}
