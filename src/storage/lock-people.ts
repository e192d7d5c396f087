/** Makes changes to people wait for each other, over all processes, until the transaction ends. */
import { sql } from 'kysely';
import type { Db } from './tables.ts';

export async function lockPeople(trx: Db): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('baton people'))`.execute(trx);
}
