/** The ledger of deliveries: what a platform has brought once must not act again when it is brought again. */
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

export async function isDelivered(db: Db, delivery: Delivery): Promise<boolean> {
  const row = await db
    .selectFrom('ledger')
    .select('id')
    .where('platform', '=', delivery.platform)
    .where('id', '=', delivery.id)
    .executeTakeFirst();
  return row !== undefined;
}
